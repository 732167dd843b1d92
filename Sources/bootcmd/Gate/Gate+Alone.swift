import Basics
import Cluster
import Etcd
import Glibc
import Join
import Linux
import LinuxConfigure
import LinuxJoin
import Status

extension Gate {
    /// Has the data that is here go on as a cluster of one, which the others join anew.
    ///
    /// It is made of etcd's database, as etcd's "Disaster recovery" has it for one whose members
    /// are lost. `--force-new-cluster` keeps the log instead, without what is above the commit
    /// index on the disk (`restartAsStandaloneNode`); that index is not synced by itself, and the
    /// database can be ahead of it. Members that join are then given a log that lacks what this
    /// one has: their data differ, and no check of etcd's tells.
    func goAlone() throws {
        let root = try openedRoot()
        let inputs = inputs(of: root)
        let machine = try machine(inputs, on: root)
        let member = machine.dataDirectory.appending("member")
        guard machine.hasLog else {
            throw OrderRefused("no data of \(machine.member.name) is in \(machine.dataDirectory)")
        }
        guard try tools(for: machine.node.cluster, on: root).etcdctl != nil else {
            throw OrderRefused("etcdctl is not installed: whether others are at work is not known")
        }
        let answers = try peers(of: machine, on: root).answers
        let healthy = answers.filter(\.isHealthy)
        guard healthy.isEmpty else {
            let verb = healthy.count == 1 ? "is" : "are"
            throw OrderRefused(
                "\(healthy.names) \(verb) at work: nothing is lost that this one could save; see:\n"
                    + "  bootcmd status"
            )
        }
        let unknown = answers.filter { !$0.isWithoutQuorum }
        guard unknown.isEmpty else {
            throw OrderRefused(
                "\(unknown.names): something listens on the peer port and does not tell whether it "
                    + "is at work; see why, there, or stop it:\n  systemctl stop etcd"
            )
        }
        let isOnlyV3 =
            try !(machine.memory.lastRun?.hadV2Store ?? inputs.settings().enablesV2)
            && machine.etcd.map { $0.has(.v2Switch) || !$0.has(.v2Store) } ?? false
        guard isOnlyV3, machine.logDirectory == member.appending("wal") else {
            throw OrderRefused(
                "its data is not all in \(member)/snap/db (a v2 store, or a log elsewhere); "
                    + "etcd's own way keeps it, and may lose its last writes:\n  "
                    + LostQuorum.force
            )
        }
        let restored = machine.dataDirectory.appending("alone")
        let kept = machine.dataDirectory.appending("member.old-\(time(nil))")
        try root.withMembershipLock(waiting: { Report.say("bootcmd: \($0)") }) {
            try restore(machine, into: restored, on: root)
            try root.flushFileSystems(of: [restored])
            try root.exchange(restored.appending("member"), member)
            try root.move(restored.appending("member"), to: kept)
            try root.flushFileSystems(of: [machine.dataDirectory])
            try root.remember(machine.node.identity) { memory in
                memory.standing = .member
                (memory.heard, memory.without) = (nil, [])
            }
        }
        Report.say(
            "bootcmd: \(machine.member.name) continues alone with its data when etcd starts, and "
                + "the others join it; what was there is kept as \(kept)"
        )
    }

    /// Makes a data directory of the database, for a cluster that no disk of before is of.
    private func restore(
        _ machine: JoiningMachine,
        into directory: NodePath,
        on root: Root
    ) throws {
        let database = "\(machine.dataDirectory)/member/snap/db"
        // etcd holds it as long as it runs (bbolt, `flock`).
        let lock = try Program.run(
            "flock",
            ["--nonblock", "--conflict-exit-code", "75", database, "true"],
            limit: .seconds(10)
        )
        guard lock.status != .exited(75) else {
            throw OrderRefused("etcd runs: stop it first:\n  systemctl stop etcd")
        }
        guard lock.status == .exited(0) else { throw OrderRefused("\(database): \(lock.text)") }
        try succeed(["rm", "--recursive", "--force", "\(directory)"])
        let member = machine.member
        let name = machine.etcd.map { $0 >= Version(3, 5) } ?? true ? "etcdutl" : "etcdctl"
        guard let tool = try root.program(name, besides: root.etcdPrograms().etcd?.path.parent)
        else {
            throw OrderRefused("\(name), which came with this etcd, is not installed")
        }
        let token = "\(machine.node.cluster.token)-\(GateInquiry.nonce().prefix(16))"
        try succeed(
            [
                "env", "ETCDCTL_API=3", tool.executable, "snapshot", "restore", database,
                "--skip-hash-check", "--data-dir=\(directory)", "--name=\(member.name)",
                "--initial-cluster=\(member.name)=\(member.url)",
                "--initial-advertise-peer-urls=\(member.url)", "--initial-cluster-token=\(token)",
            ]
        )
        let owner = "--reference=\(machine.dataDirectory)/member"
        try succeed(["chown", "--recursive", owner, "\(directory)/member"])
    }

    private func succeed(_ words: [String]) throws {
        let output = try Program.run(words[0], Array(words.dropFirst()), limit: .seconds(600))
        guard output.status != .exited(0) else { return }
        throw OrderRefused("\(words.joined(separator: " ")): \(output.text)")
    }
}
