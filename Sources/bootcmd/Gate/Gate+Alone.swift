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
            throw OrderRefused(
                "\(healthy.names) \(healthy.are) at work: nothing is lost that this one could "
                    + "save; see:\n  bootcmd status"
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
        let data = StandaloneData(machine: machine, root: root)
        let kept = machine.dataDirectory.appending("member.old-\(time(nil))")
        try root.withMembershipLock(waiting: { Report.say("bootcmd: \($0)") }) {
            do {
                try data.make()
            } catch {
                try data.discard()
                throw error
            }
            try root.flushFileSystems(of: [data.made])
            try root.exchange(data.made, member)
            try root.move(data.made, to: kept)
            try root.flushFileSystems(of: [machine.dataDirectory])
            try root.remember(machine.node.identity) { memory in
                memory.standing = .member
                (memory.heard, memory.without) = (nil, [])
            }
            try data.discard()
        }
        Report.say(
            "bootcmd: \(machine.member.name) continues alone with its data when etcd starts, and "
                + "the others join it; what was there is kept as \(kept)"
        )
    }
}
