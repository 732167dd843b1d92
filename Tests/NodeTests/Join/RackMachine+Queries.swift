import Foundation
import TestSupport
import Testing

extension RackMachine {
    /// An entry of etcd's list of members.
    struct Entry: Hashable, CustomStringConvertible {
        let id: String
        let name: String
        let peerURL: String

        var description: String { "\(name) \(id)" }
    }

    /// Waits until the log has had a line with these words, so many times.
    nonisolated func says(
        _ words: String,
        times: Int = 1,
        within limit: Duration = .seconds(40)
    ) async throws {
        let follow = """
            exec 3< <(exec tail --follow --lines=+1 -- "$3" 2>&1)
            grep --max-count "$2" --fixed-strings -- "$1" <&3 && kill $!
            """
        let command = Command(["bash", "-c", follow, "-", words, "\(times)", log.path])
        try await within(limit, "\(name) to say '\(words)'") {
            _ = try await command.succeed(within: limit * 2)
        }
    }

    /// What the gate has said, from the first start on.
    nonisolated func gateLines() throws -> [String] {
        try String(contentsOf: log, encoding: .utf8).split(separator: "\n").compactMap { line in
            line.hasPrefix("bootcmd: join: ") ? String(line.dropFirst(15)) : nil
        }
    }

    /// When etcd 3.4 first said something, by its own clock, as text that sorts; nil if it did not.
    nonisolated func moment(of words: String) throws -> String? {
        try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
            .first { $0.hasPrefix("20") && $0.contains(words) }.map { String($0.prefix(26)) }
    }

    /// Waits until a read on this machine goes through a quorum.
    func isAtWork(within limit: Duration = .seconds(120)) async throws {
        let script = """
            until ip netns exec "$1" "$2" endpoint health > /dev/null 2>&1; do sleep 0.2; done
            """
        let etcdctl = disk.mount.appending(path: "usr/bin/etcdctl").path
        let wait = room.command(
            ["bash", "-c", script, "-", place, etcdctl],
            environment: environment
        )
        try await within(limit, "\(name) at work") { _ = try await wait.succeed(within: limit * 2) }
    }

    /// etcdctl, on the machine, whose etcd it asks.
    @discardableResult
    func etcdctl(_ arguments: String...) async throws -> String {
        try await command("usr/bin/etcdctl", arguments).succeed()
    }

    /// The members, as this machine's etcd lists them.
    func members() async throws -> Set<Entry> {
        let list = try await etcdctl("member", "list")
        return Set(
            list.split(separator: "\n").map { line in
                let columns = line.split(separator: ", ", omittingEmptySubsequences: false)
                return Entry(
                    id: String(columns[0]),
                    name: String(columns[2]),
                    peerURL: String(columns[3])
                )
            }
        )
    }

    /// Takes a member out of the cluster, as soon as etcd lets it go: it wants to have seen the
    /// others for five seconds.
    func takeOut(_ entry: Entry) async throws {
        let script = """
            until ip netns exec "$1" "$2" member remove "$3" > /dev/null 2>&1; do sleep 0.5; done
            """
        let etcdctl = disk.mount.appending(path: "usr/bin/etcdctl").path
        try await room.command(
            ["bash", "-c", script, "-", place, etcdctl, entry.id],
            environment: ["ETCDCTL_API": "3", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        ).succeed(within: .seconds(40))
    }

    /// Its own entry.
    func ownEntry() async throws -> Entry? {
        try await members().first { $0.name == name }
    }

    /// Whether this machine's etcd leads the others.
    func leads() async throws -> Bool {
        let status = try await etcdctl("endpoint", "status", "--write-out", "fields")
        var fields: [Substring: Substring] = [:]
        for line in status.split(separator: "\n") {
            let sides = line.split(separator: ":", maxSplits: 1)
            if sides.count == 2 { fields[sides[0]] = sides[1] }
        }
        return fields["\"MemberID\""] == fields["\"Leader\""]
    }
}

extension Room {
    /// The machines of these names, configured as one cluster and off.
    func rack(
        _ names: [String] = ["a1", "a2", "a3"],
        cluster: String? = nil,
        _ contents: NodeDisk.Contents = .init(),
        authority: TestAuthority? = nil
    ) async throws -> [RackMachine] {
        let scheme = authority == nil ? "http" : "https"
        var machines: [RackMachine] = []
        for name in names {
            machines.append(
                try await RackMachine(
                    name,
                    cluster: cluster ?? "cluster: " + NodeSeed.members(names, scheme: scheme),
                    contents,
                    authority: authority,
                    in: self
                )
            )
        }
        return machines
    }

    /// Machines whose cluster is at work, with a key in it.
    func bornRack(
        _ names: [String] = ["a1", "a2", "a3"],
        _ contents: NodeDisk.Contents = .init(),
        authority: TestAuthority? = nil,
        flannel: String = "{}"
    ) async throws -> [RackMachine] {
        let members = NodeSeed.members(names, scheme: authority == nil ? "http" : "https")
        let cluster = "cluster: \(members)\nflannel: \(flannel)"
        let machines = try await rack(names, cluster: cluster, contents, authority: authority)
        try await machines.each { try await $0.powerOn() }
        try await machines.each { try await $0.isAtWork() }
        try await machines[0].etcdctl("put", "key", "kept")
        return machines
    }
}

extension [RackMachine] {
    /// Does the same with all, at once.
    func each(_ body: @escaping @Sendable (RackMachine) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for machine in self { group.addTask { try await body(machine) } }
            try await group.waitForAll()
        }
    }
    /// Netboots all but the first, with empty disks and at once, and waits until they say what they
    /// wait for. If the first is started again meanwhile, its client port says nothing.
    func loseQuorum(restarting: Bool) async throws -> (left: RackMachine, lost: [RackMachine]) {
        let (left, lost) = (self[0], Array(self[1...]))
        try await lost.each { machine in
            try await machine.powerOff()
            try await machine.install()
        }
        if restarting {
            try await left.stop()
            try await left.start()
        }
        try await lost.each { try await $0.powerOn() }
        for machine in lost {
            try await machine.says("a1 has the cluster's data, and no quorum (2 of 3)")
            #expect(try await machine.logFiles() == [])
        }
        return (left, lost)
    }
}
