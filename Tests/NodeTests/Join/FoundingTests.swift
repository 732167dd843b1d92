import Configure
import TestSupport
import Testing

/// Nothing is founded beside data, wherever it may be. Each of these histories lost what a cluster
/// had acknowledged, or made two clusters, while a refused connection counted as an empty disk.
@Suite(.whereNodesBoot, .namingLogs)
struct FoundingTests {
    @Test(arguments: DebianRelease.all(orOnly: .bookworm))
    func `a machine beside members whose etcds are stopped waits for their data`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.bornRack(["a1", "a2", "a3"], .init(release: release))
            let (a1, a2, a3) = (machines[0], machines[1], machines[2])
            try await a3.stop()
            try await a1.write(1...20)
            try await a2.stop()
            try await a1.netboot()
            let advice = try await a1.advises(
                after:
                    "a2 is up, and neither its etcd nor its gate runs (bootcmd before 2.1 is mute), a3 is"
            )
            #expect(advice.map(\.line) == ["bootcmd join --found"])
            #expect(try await a1.logFiles() == [])

            try await a3.start()
            try await a1.says("a3 has the cluster's data, and no quorum (2 of 3)")
            let refused = try await a1.type(advice[0].line)
            #expect(refused.contains("nothing is founded: a3 has the cluster's data"), "\(refused)")
            try await a2.start()
            for machine in machines {
                try await machine.isAtWork()
                #expect(try await machine.keys() == 21)
                #expect(try await machine.members().count == 3)
            }
        }
    }

    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `who was told of a cluster's data founds nothing while its last copy is away`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.bornRack(["a1", "a2", "a3"], .init(release: release))
            let (left, lost) = try await machines.loseQuorum(restarting: false)
            let advice = try await lost[0].advises(after: "their data is lost for good, run on a1:")
            try await left.unplug()
            for machine in lost {
                try await machine.says("a1 had a cluster's data when it was last asked")
                #expect(try await machine.logFiles() == [])
            }
            // Told to go on alone, it has a quorum, and the others know nothing of that.
            try await left.type(advice[0].line)
            try await left.isAtWork()
            try await lost.each { try await $0.losePower() }
            for machine in lost {
                try await machine.says("a1 had a cluster's data when it was last asked", times: 2)
                #expect(try await machine.logFiles() == [])
            }
            try await left.plugIn()
            for machine in machines { try await machine.isAtWork(within: .seconds(90)) }
            for machine in machines {
                #expect(try await machine.keys() == 1)
                #expect(try await machine.members().map(\.name).sorted() == ["a1", "a2", "a3"])
            }
        }
    }

    /// Under the same token, the old disk was a member of the new cluster: raft took its entries for
    /// the new ones, or the new ones for its own.
    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `a disk that was given up has no part in the cluster that is founded next`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.bornRack(["a1", "a2", "a3"], .init(release: release))
            let (a1, a2, a3) = (machines[0], machines[1], machines[2])
            try await a1.write(1...20)
            try await machines.each { try await $0.powerOff() }
            try await a3.moveDataAway()
            for machine in [a1, a2] { try await machine.install() }
            try await machines.each { try await $0.powerOn() }
            let advice = try await a1.advises(after: "if that data is lost for good, run on a3:")
            try await a3.type(try #require(advice.first).line)
            for machine in machines { try await machine.isAtWork() }
            try await a1.write(1...5)

            try await a3.powerOff()
            try await a3.removeData()
            try await a3.moveDataBack()
            try await a3.powerOn()
            let told = try await a3.explains("or its data is of another cluster")
            #expect(try await a1.keys() == 5)
            for machine in [a1, a2] { try await machine.losePower() }
            for machine in [a1, a2] { try await machine.isAtWork() }
            #expect(try await a2.keys() == 5)
            try await a3.type(told)
            try await a3.isAtWork()
            #expect(try await a3.keys() == 5)
            #expect(try await a3.members().count == 3)
        }
    }

    /// It alone has what was acknowledged, and nobody who is described would ask it.
    @Test(arguments: [false, true])
    func `nothing is founded beside a member that is not described any more`(usesTLS: Bool)
        async throws
    {
        try await Room.open(usesTLS ? "tls" : "plain", machines: 4) { room in
            let authority = usesTLS ? try await TestAuthority() : nil
            let names = ["a1", "a2", "a3", "a4"]
            let machines = try await room.bornRack(names, authority: authority)
            let (left, lost) = (machines[3], Array(machines[..<3]))
            let scheme = usesTLS ? "https" : "http"
            let fewer = NodeSeed.members(["a1", "a2", "a3"], scheme: scheme)
            try await lost.each { machine in
                try await machine.powerOff()
                try await machine.install(cluster: "cluster: \(fewer)")
            }
            try await lost.each { try await $0.powerOn() }
            let advice = try await lost[0].advises(after: "cluster.yaml describes nobody at")
            #expect(advice.map(\.line) == ["bootcmd --force"])
            for machine in lost { #expect(try await machine.logFiles() == []) }

            let all = "cluster: \(NodeSeed.members(names, scheme: scheme))\n"
            try await lost.each { machine in
                try await machine.disk.write(all, to: "/var/cloud-init/cluster.yaml")
                try await machine.type(advice[0].line)
            }
            let alone = try await lost[0].advises(
                after: "a4 has the cluster's data, and no quorum (3 of 4)"
            )
            try await left.type(try #require(alone.first).line)
            for machine in machines { try await machine.isAtWork(within: .seconds(90)) }
            for machine in machines {
                #expect(try await machine.keys() == 1)
                #expect(try await machine.members().count == 4)
            }
        }
    }

    @Test func `nor by a machine that is described alone`() async throws {
        try await Room.open(machines: 3) { room in
            let machines = try await room.bornRack()
            let machine = machines[0]
            try await machine.powerOff()
            try await machine.install(cluster: "cluster: \(NodeSeed.members(["a1"]))")
            try await machine.powerOn()
            let advice = try await machine.advises(after: "cluster.yaml describes nobody at")
            #expect(try await machine.logFiles() == [])
            let all = "cluster: \(NodeSeed.members(["a1", "a2", "a3"]))\n"
            try await machine.disk.write(all, to: "/var/cloud-init/cluster.yaml")
            try await machine.type(try #require(advice.first).line)
            try await machine.isAtWork()
            #expect(try await machine.keys() == 1)
            #expect(try await machine.members().count == 3)
        }
    }

    @Test(arguments: DebianRelease.all(orOnly: .bookworm))
    func `of two copies without a quorum, the operator is led to the newer one`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, machines: 5) { room in
            let names = (1...5).map { "a\($0)" }
            let machines = try await room.bornRack(names, .init(release: release))
            let (older, newer, lost) = (machines[0], machines[1], Array(machines[2...]))
            try await older.stop()
            try await newer.write(1...20)
            // While there is a quorum, so that what it committed is on its disk.
            try await newer.stop()
            try await lost.each { machine in
                try await machine.powerOff()
                try await machine.install()
            }
            // Without a quorum since its start, neither says how far its data goes.
            for machine in [older, newer] { try await machine.start() }
            try await lost.each { try await $0.powerOn() }
            let advice = try await lost[0].advises(after: "compare what each has, and keep the one")
            try #require(
                advice.map(\.place) == [
                    "a1", "a2", "that one", "the others, then, as it says there",
                ]
            )
            let revisions = [
                try #require(Self.revision(in: try await older.type(advice[0].line))),
                try #require(Self.revision(in: try await newer.type(advice[1].line))),
            ]
            #expect(revisions[0] < revisions[1])
            try await newer.type(advice[2].line)
            try await lost.each { try await $0.isAtWork(within: .seconds(90)) }
            // What is older is of another cluster, as its status says where systemd tells that it
            // starts.
            try await older.start()
            try await older.says("cluster ID mis")
            try await older.stop()
            try await older.type(
                "mv /var/lib/etcd/a1.etcd /var/lib/etcd/a1.etcd.old; bootcmd join --replace; "
                    + "systemctl start etcd"
            )
            for machine in machines {
                try await machine.isAtWork(within: .seconds(90))
                #expect(try await machine.keys() == 21)
                #expect(try await machine.members().count == 5)
            }
        }
    }

    /// By the IDs that come of the same description, raft would take the entries on the old disk for
    /// those of the new cluster.
    @Test(arguments: DebianRelease.all)
    func `a disk of before has no part in the cluster that was founded without it`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.bornRack(["a1", "a2", "a3"], .init(release: release))
            let (old, new) = (machines[1], [machines[0], machines[2]])
            let former = try #require(try await old.ownEntry())
            try await old.write(1...40)
            try await old.stop()
            try await old.unplug()
            for machine in new {
                try await machine.powerOff()
                try await machine.install()
            }
            try await new.each { try await $0.powerOn() }
            let advice = try await new[0].advises(after: "and a2 (192.168.99.52) does not answer")
            try #require(advice.map(\.line) == ["bootcmd join --found"])
            try await new[0].type(advice[0].line)
            try await new.each { try await $0.isAtWork() }
            try await new[0].write(1...20)

            // It has a log: its gate has nothing to ask, and its etcd looks for its own cluster.
            try await old.powerOn()
            try await old.says("cluster ID mis")
            try await new[0].write(21...30)
            for machine in new {
                #expect(try await machine.keys() == 30)
                #expect(try await machine.members().map(\.name).sorted() == ["a1", "a3"])
            }
            // As its status says where systemd tells that it starts.
            try await old.stop()
            try await old.type(
                "mv /var/lib/etcd/a2.etcd /var/lib/etcd/a2.etcd.old; bootcmd join --replace; "
                    + "systemctl start etcd"
            )
            try await old.isAtWork()
            for machine in machines {
                #expect(try await machine.keys() == 30)
                #expect(try await machine.members().count == 3)
                #expect(try await !machine.members().contains(former))
            }
        }
    }

    /// The revision in a table of `snapshot status`: hash, revision, keys, size.
    private static func revision(in table: String) -> Int? {
        let row = table.split(separator: "\n").last { $0.hasPrefix("| ") && !$0.contains("HASH") }
        let cells = row?.split(separator: "|").map { $0.filter { $0 != " " } } ?? []
        return cells.count == 4 ? Int(cells[1]) : nil
    }

    @Test(arguments: [true, false].orOnly([false]))
    func `machines that a cluster of one is to grow by wait while it is off`(isOff: Bool)
        async throws
    {
        try await Room.open(isOff ? "off" : "stopped", machines: 3) { room in
            let founder = try await room.bornRack(["a1"])[0]
            try await isOff ? founder.powerOff() : founder.stop()
            let added = try await room.rack(
                ["a2", "a3"],
                cluster: "cluster: " + NodeSeed.members(["a1", "a2", "a3"])
            )
            try await added.each { try await $0.powerOn() }
            let silence = isOff ? "a1 (192.168.99.51) does not answer" : "a1 is up, and neither"
            for machine in added {
                try await machine.says("said that its disk is empty, and \(silence)")
                #expect(try await machine.logFiles() == [])
            }
            try await founder.powerOn()
            for machine in [founder] + added {
                try await machine.isAtWork(within: .seconds(90))
                #expect(try await machine.keys() == 1)
            }
            #expect(try await founder.members().count == 3)
        }
    }

    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `without curl, an etcd that says nothing is no empty disk`(release: DebianRelease)
        async throws
    {
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.bornRack(["a1", "a2", "a3"], .init(release: release))
            let (left, lost) = (machines[0], Array(machines[1...]))
            // While there is a quorum: an etcd without one may not end before it is killed, and the
            // last that it committed is then in memory alone.
            try await left.stop()
            for machine in lost {
                try await machine.powerOff()
                try await machine.install()
                try await machine.disk.move("/usr/bin/curl", to: "/usr/bin/curl.not")
            }
            try await left.start()
            try await lost.each { try await $0.powerOn() }
            for machine in lost {
                try await machine.says("curl is not installed, and nothing else can ask a1")
                #expect(try await machine.logFiles() == [])
            }
            try await lost[0].disk.move("/usr/bin/curl.not", to: "/usr/bin/curl")
            let advice = try await lost[0].advises(
                after: "a1 has the cluster's data, and no quorum"
            )
            try await left.type(try #require(advice.first).line)
            for machine in machines {
                try await machine.isAtWork(within: .seconds(90))
                #expect(try await machine.keys() == 1)
            }
            #expect(try await left.members().count == 3)
        }
    }

    @Test func `a cluster that is to exist and does not is founded once that is taken back`()
        async throws
    {
        try await Room.open(machines: 2) { room in
            let cluster = "cluster: " + NodeSeed.members(["a1", "a2"])
            let machines = try await room.rack(
                ["a1", "a2"],
                cluster: cluster + "\netcd: {state: existing}"
            )
            try await machines.each { try await $0.powerOn() }
            let advice = try await machines[0].advises(
                after: "write 'state: new' into cluster.yaml"
            )
            for machine in machines {
                #expect(try await machine.logFiles() == [])
                try await machine.kill()
                try await machine.disk.write(cluster + "\n", to: "/var/cloud-init/cluster.yaml")
                try await machine.type(try #require(advice.first).line)
            }
            try await machines.each { try await $0.powerOn() }
            try await machines.each { try await $0.isAtWork() }
        }
    }

    /// The cluster of one took the new member's vote, and died before that had its data.
    @Test
    func `a member that was announced to a cluster which is lost for good is told to forget it`()
        async throws
    {
        try await Room.open(machines: 2) { room in
            let founder = try await room.bornRack(["a1"])[0]
            let cluster = "cluster: " + NodeSeed.members(["a1", "a2"])
            let added = try await room.rack(["a2"], cluster: cluster)[0]
            try await added.cutGate(at: "add", isBefore: false)
            try await added.powerOn()
            try await added.says("gate: ended with 137")
            try await added.kill()
            try await founder.powerOff()
            try await founder.install(cluster: cluster)
            try await added.powerOn()
            let advice = try await added.advises(
                after: "this member is announced to the cluster, and no answer comes from a1"
            )
            #expect(try await added.logFiles() == [])
            try await founder.powerOn()
            let forget = try await founder.advises(after: "a2 waits for a cluster's data")
            #expect(forget.map(\.line) == advice.map(\.line))
            try await added.type(try #require(forget.first).line)
            for machine in [founder, added] { try await machine.isAtWork() }
            #expect(try await founder.members().map(\.name).sorted() == ["a1", "a2"])
        }
    }
}
