import Configure
import Foundation
import TestSupport
import Testing

/// Founders that are cut before etcd's unit has had remembered that it was ready.
@Suite(.whereNodesBoot, .namingLogs)
struct BegunLogTests {
    /// It came back as a cluster of its own, with a quorum: whoever asked it was told other keys.
    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `a founder that was cut, and given up by the others, is no cluster of its own`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.rack(["a1", "a2", "a3"], .init(release: release))
            let (founder, rest) = (machines[0], Array(machines[1...]))
            try await founder.forgetToRemember()
            try await founder.powerOn()
            let found = try await founder.advises(after: "a2 (192.168.99.52) does not answer")
            try await founder.type(try #require(found.first).line)
            try await founder.isAtWork()
            try await founder.powerOff()
            try await founder.remembers("begun alone")

            try await rest.each { try await $0.powerOn() }
            let advice = try await rest[0].advises(after: "a1 (192.168.99.51) does not answer")
            try await rest[0].type(try #require(advice.first).line)
            try await rest.each { try await $0.isAtWork() }
            try await rest[0].write(1...5)

            try await founder.losePower()
            let aside = try await founder.advises(after: "before it was ever ready, and a2")
            #expect(aside.count == 1)
            #expect(try await !founder.isEtcdThere())
            try await founder.type(try #require(aside.first).line)
            for machine in machines {
                try await machine.isAtWork()
                #expect(try await machine.keys() == 5)
                #expect(try await machine.members().count == 3)
            }
        }
    }

    @Test(arguments: DebianRelease.all(orOnly: .bookworm))
    func `a rack that loses its power in the middle of its birth is born once it is back`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.rack(["a1", "a2", "a3"], .init(release: release))
            for machine in machines { try await machine.forgetToRemember() }
            try await machines.each { try await $0.powerOn() }
            try await machines.each { try await $0.isAtWork() }
            try await machines[0].write(1...5)
            // As systemd stops it: what was written is to be there.
            try await machines.each { try await $0.stop() }
            for machine in machines {
                try await machine.remembers("begun")
                try await machine.unplug()
            }

            // One is not there: whether it is in a cluster without these, it has not said.
            let there = Array(machines[..<2])
            try await there.each { try await $0.losePower() }
            let advice = try await machines[1].advises(
                after: "before it was ever ready, and a3 (192.168.99.53) does not answer"
            )
            #expect(advice.map(\.line) == ["bootcmd join --found"])
            try await machines[1].type(try #require(advice.first).line)
            try await there.each { try await $0.isAtWork() }
            try await machines[2].losePower()
            for machine in machines {
                try await machine.isAtWork()
                #expect(try await machine.keys() == 5)
            }
            #expect(try await machines[2].members().count == 3)
        }
    }

    /// Those that are installed anew were never told the token of the founding.
    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `machines that are lost in the middle of a birth follow the one that began it`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.rack(["a1", "a2", "a3"], .init(release: release))
            let (first, lost) = (machines[0], Array(machines[1...]))
            for machine in lost { try await machine.breakEtcd() }
            try await machines.each { try await $0.powerOn() }
            try await first.remembers("begun")
            for machine in lost {
                try await machine.says("founding the cluster, starting etcd")
                try await machine.netboot()
            }
            let advice = try await lost[1].advises(after: "a1 began the cluster with what was on")
            try await first.type(try #require(advice.first).line)
            for machine in machines {
                try await machine.isAtWork()
                #expect(try await machine.members().count == 3)
            }
            try await lost[1].write(1...5)
            #expect(try await first.keys() == 5)
            #expect(try first.gateLines().filter { $0.contains("removing it") }.isEmpty)
        }
    }

    /// etcd had no members by its log, and waited for ever; the others waited for its data.
    @Test func `a founder that was cut before its log had anything in it is founded anew`()
        async throws
    {
        try await Room.open(machines: 3) { room in
            let machines = try await room.rack()
            try await machines[0].hasEmptyLog()
            try await machines.each { try await $0.powerOn() }
            for machine in machines { try await machine.isAtWork() }
            #expect(try await machines[0].members().count == 3)
            try await machines[0].says("etcd was cut before it wrote anything into")
        }
    }
}

extension RackMachine {
    /// What is on its disk when etcd was cut as it had made its log: what etcd 3.5.16 had written.
    fileprivate func hasEmptyLog() async throws {
        let record = """
            {"version": 1, "instance-id": "iid-\(name)-1", "host-name": "\(name)", "standing": "begun"}
            """
        try disk.write(record, to: "/var/lib/bootcmd/member.json")
        let script = """
            mkdir -p "$1/member/wal" "$1/member/snap"
            base64 -d > "$1/member/wal/0000000000000000-0000000000000000.wal" << END
            BAAAAAAAAIQIBBAAAAAAAB8AAAAAAACBCAEQxMqzyw0aFQi/np3pgpqnxE0QmIW73p/7uoLgAQAOAAAAAAAAgggFENvg4PwDGgQIABAAAAA=
            END
            truncate -s 4096 "$1/member/wal/0000000000000000-0000000000000000.wal"
            """
        let data = disk.seen("/var/lib/etcd/\(name).etcd").path
        try await Command(["bash", "-ec", script, "-", data]).succeed()
    }

    /// Whether an etcd runs on it.
    fileprivate func isEtcdThere() async throws -> Bool {
        let script = """
            for process in $(ip netns pids "$1"); do
                [[ $(cat "/proc/$process/comm") != etcd ]] || echo etcd
            done 2> /dev/null
            """
        return try await room.command(["bash", "-c", script, "-", place]).run().standardOutput
            .isEmpty == false
    }

    /// As if each cut came between etcd's first start and the moment in which that is remembered.
    fileprivate func forgetToRemember() throws {
        let path = "/etc/systemd/system/etcd.service.d/bootcmd.conf"
        let lines = try disk.read(path).split(separator: "\n", omittingEmptySubsequences: false)
        let rest = lines.filter { !$0.hasPrefix("ExecStartPost=") }
        try disk.write(rest.joined(separator: "\n"), to: path)
    }
}
