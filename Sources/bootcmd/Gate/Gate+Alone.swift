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
        let data = StandaloneData(machine: machine, root: root)
        try data.requireIdle()
        let answers = try askWhileHeld(by: machine, on: root)
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
        let kept = machine.dataDirectory.appending("member.old-\(time(nil))")
        try root.withMembershipLock(waiting: { Report.say("bootcmd: waiting: \($0)") }) {
            do {
                try data.make { list in
                    guard let list else { return }
                    try requireLost(list, answers, for: machine, on: root)
                }
            } catch {
                try data.discard()
                throw error
            }
            _ = try askWhileHeld(by: machine, on: root)
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

    /// What the others answer; refuses where they have a quorum, or may have one.
    ///
    /// The peer port is held from before the first question until the process ends. Of two machines
    /// that are told to go on alone at once, one finds the other's port open, in its first question
    /// or in its last, and goes no further.
    private func askWhileHeld(by machine: JoiningMachine, on root: Root) throws -> [PeerAnswer] {
        answer(for: machine, on: root)
        guard listener != nil else {
            throw OrderRefused(
                "its peer port, \(machine.member.url), cannot be held meanwhile: another machine "
                    + "could go on alone at the same moment; see:\n  bootcmd status"
            )
        }
        let answers = try peers(of: machine, on: root, answering: true).answers
        try requireNoQuorum(of: answers)
        return answers
    }

    /// Refuses where others have a quorum, or may have one.
    private func requireNoQuorum(of answers: [PeerAnswer]) throws {
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
                    + "is at work: an etcd, or a 'bootcmd join --alone' that is to end first; see "
                    + "why, there, or stop etcd:\n  systemctl stop etcd"
            )
        }
    }

    /// Refuses where those whom the data lists, whoever describes them, have a quorum, or have the
    /// data as well and would have one with this machine: theirs may be newer.
    private func requireLost(
        _ list: MemberList,
        _ answers: [PeerAnswer],
        for machine: JoiningMachine,
        on root: Root
    ) throws {
        let known = answers.map(\.member) + [machine.member]
        let unknown = list.entries.filter { entry in !known.contains { entry.isAt($0.url) } }
        let undescribed = try unknown.map { entry in
            guard let url = entry.peerURLs.lazy.compactMap({ try? PeerURL($0) }).first else {
                throw OrderRefused("its data lists \(entry.label), whom nothing can ask")
            }
            let name = (try? HostName(entry.name)) ?? machine.member.name
            return InitialCluster.Member(name: name, url: url)
        }
        let theirs = try tools(for: machine.node.cluster, on: root).peers(undescribed)
            .membership(by: inquiry(of: machine, on: root, answering: false)).answers
        try requireNoQuorum(of: theirs)
        let keepers = (answers + theirs).filter { $0.hasData(of: list, with: machine.member) }
        guard keepers.isEmpty || keepers.count + 1 < list.majority else {
            throw OrderRefused(
                "\(keepers.names) \(keepers.have) the cluster's data as well, and with this "
                    + "machine \(keepers.count + 1) of \(list.entries.count) are a quorum: nothing "
                    + "is lost (an etcd there that cannot start is to be stopped first); here:\n"
                    + "  systemctl start etcd"
            )
        }
    }
}

extension PeerAnswer {
    /// Whether it has a log of the very cluster that has this list, and either lists the other.
    fileprivate func hasData(of list: MemberList, with own: InitialCluster.Member) -> Bool {
        guard list.entry(at: member.url) != nil || members?.entry(at: own.url) != nil else {
            return false
        }
        return gate?.disk == .log || hasHistory && cluster == list.cluster
    }
}
