import Foundation
import TestSupport
import Testing
@testable import Linux
@testable import Units

private let units = ["etcd.service", "flanneld.service"]

private let made = [
    UnitFileChange(
        kind: "symlink",
        path: "/etc/systemd/system/multi-user.target.wants/etcd.service",
        source: "/lib/systemd/system/etcd.service"
    ),
    UnitFileChange(
        kind: "symlink",
        path: "/etc/systemd/system/docker.service.requires/flanneld.service",
        source: "/usr/lib/systemd/system/flanneld.service"
    ),
]

@Suite(.timeLimit(.minutes(20)))
struct SystemdCallTests {
    @Test func `both units are enabled in one call, for good and not by force`() throws {
        let peer = Peer.run { _ in
            .enabled(made)
        } _: { systemd throws(SystemdError) in
            try systemd.enable(units)
        }
        #expect(try peer.result.get() == made)
        #expect(
            peer.calls == [
                .init(
                    member: "EnableUnitFiles",
                    signature: "asbb",
                    arguments: [.strings(units), .boolean(false), .boolean(false)]
                )
            ]
        )
    }

    @Test func `nothing to change is an answer without changes`() throws {
        let peer = Peer.run { _ in
            .enabled([])
        } _: { systemd throws(SystemdError) in
            try systemd.enable(units)
        }
        #expect(try peer.result.get() == [])
    }

    @Test func `the reboot is a job that nothing replaces`() throws {
        let peer = Peer.run { _ in
            .job("/org/freedesktop/systemd1/job/7")
        } _: {
            systemd throws(SystemdError) in
            try systemd.reboot()
        }
        try peer.result.get()
        #expect(
            peer.calls == [
                .init(
                    member: "StartUnit",
                    signature: "ss",
                    arguments: [.string("reboot.target"), .string("replace-irreversibly")]
                )
            ]
        )
    }

    @Test func `what every unit is told is taken back by its name`() throws {
        let peer = Peer.run { _ in
            .nothing
        } _: { systemd throws(SystemdError) in
            try systemd.unsetEnvironment(["ETCD_FORCE_NEW_CLUSTER"])
        }
        try peer.result.get()
        #expect(
            peer.calls == [
                .init(
                    member: "UnsetEnvironment",
                    signature: "as",
                    arguments: [.strings(["ETCD_FORCE_NEW_CLUSTER"])]
                )
            ]
        )
    }

    @Test func `a reload has no arguments`() throws {
        let peer = Peer.run { _ in
            .nothing
        } _: { systemd throws(SystemdError) in
            try systemd.reload()
        }
        try peer.result.get()
        #expect(peer.calls == [.init(member: "Reload", signature: "", arguments: [])])
    }

    @Test func `calls follow each other on one connection`() throws {
        let peer = Peer.run { call in
            switch call.member {
            case "GetUnitFileState": .string("disabled")
            case "EnableUnitFiles": .enabled(made)
            default: .job("/org/freedesktop/systemd1/job/7")
            }
        } _: { systemd throws(SystemdError) in
            _ = try systemd.unitFileStates(of: units)
            _ = try systemd.enable(units)
            try systemd.reboot()
        }
        try peer.result.get()
        #expect(
            peer.calls.map(\.member) == [
                "GetUnitFileState", "GetUnitFileState", "EnableUnitFiles", "StartUnit",
            ]
        )
    }

    @Test func `the socket at a path is spoken to like a connected one`() throws {
        let socket = try ListeningSocket()
        let listener = socket.descriptor
        let peer = Peer.run { _ in
            .string("enabled")
        } accepting: {
            accept(listener, nil, nil)
        } _: { () throws(SystemdError) in
            try Systemd(at: socket.path, limit: .seconds(20)).unitFileState(of: "etcd.service")
        }
        #expect(try peer.result.get() == UnitFileState(rawValue: "enabled"))
        #expect(
            peer.calls == [
                .init(
                    member: "GetUnitFileState",
                    signature: "s",
                    arguments: [.string("etcd.service")]
                )
            ]
        )
    }
}

@Suite(.timeLimit(.minutes(20)))
struct UnitStateTests {
    @Test(arguments: [
        "org.freedesktop.DBus.Error.FileNotFound", "org.freedesktop.systemd1.NoSuchUnit",
    ])
    func `a unit that is not installed is unknown to systemd, old or new`(name: String) throws {
        let peer = Peer.run { _ in
            .error(name: name, message: "No such file or directory")
        } _: {
            systemd throws(SystemdError) in
            try systemd.unitFileState(of: "etcd.service")
        }
        #expect(try peer.result.get() == nil)
    }

    @Test func `of several units, those that systemd knows have a state`() throws {
        let peer = Peer.run { call in
            call.arguments == [.string("etcd.service")]
                ? .error(name: "org.freedesktop.DBus.Error.FileNotFound", message: "No such file")
                : .string("masked")
        } _: { systemd throws(SystemdError) in
            try systemd.unitFileStates(of: units)
        }
        #expect(
            try peer.result.get() == ["flanneld.service": UnitFileState(rawValue: "masked")]
        )
    }
}
