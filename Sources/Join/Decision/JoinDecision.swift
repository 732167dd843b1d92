import Basics
import Cluster
import Etcd

/// What comes next for a machine whose etcd is to start.
///
/// etcd's own `new` and `existing` do not suffice. With `new`, a member whose disk was lost ends at
/// once, `has already been bootstrapped`, or worse, if it was replaced once before: its etcd then
/// takes up the ID that was removed, writes that into its log, and is turned away with it for ever.
/// With `existing`, it must have been announced to the others first. This decides which it is,
/// once, before there is a log; from then on the log does.
package enum JoinDecision: Equatable, Sendable {
    /// Start etcd as it is configured.
    case start(Occasion)
    /// Start etcd as a member that was added.
    case startAdded(Announcement)
    /// Take this machine's own old entry out of the cluster, through one of the other members.
    case remove(MemberList.Entry, through: InitialCluster.Member)
    /// Announce this machine as a new member to these, through one of them.
    case announce(to: MemberList, through: InitialCluster.Member)
    /// Wait, and look again.
    case wait(JoinObstacle)

    /// Why etcd may start as it is configured.
    package enum Occasion: String, Sendable {
        /// Its log is there.
        case log
        /// It is the only member.
        case alone
        /// The cluster is about to be born, and this machine is the one that names it.
        case birth
        /// The same, and this one starts with the machine that names it.
        case follow
        /// Its operator has it found the cluster without those that are silent: alone, as a cluster
        /// that no disk of before is of.
        case byHand = "by hand"
    }

    /// How long a decision must have stood before it is carried out: a member that was lost may
    /// still be called the leader until the others have missed it, and of two that are to found by
    /// hand, each must have seen the other. Nothing else is proved by waiting.
    package var settling: Duration {
        switch self {
        case .remove: .seconds(5)
        case .start(.byHand): .seconds(10)
        case .start, .startAdded, .announce, .wait: .zero
        }
    }

    /// Decides without asking anybody, where that is possible.
    ///
    /// A machine with a log starts at once: power that comes back to a whole rack must not have
    /// each machine wait for the others. One whose etcd was never ready asks first.
    package init?(withoutAsking machine: JoiningMachine) {
        let node = machine.node
        if machine.hasLog {
            if let upgrade = machine.upgrade {
                self = .wait(.cannotStart(upgrade, dataIn: machine.dataDirectory))
            } else if machine.memory.isBegun, !machine.others.isEmpty {
                return nil
            } else {
                self = .start(.log)
            }
        } else if !machine.isConfigured {
            self = .wait(.notConfigured(node.identity))
        } else if let place = machine.unmounted {
            self = .wait(.notMounted(place, for: machine.logDirectory))
        } else if !machine.addresses.contains(machine.member.url.address) {
            self = .wait(.addressElsewhere(machine.member, machine.addresses))
        } else if machine.standing == .member {
            self = .wait(.dataMissing(node.name, in: machine.logDirectory))
        } else {
            return nil
        }
    }

    /// Decides by what the other members' machines say.
    package init(_ machine: JoiningMachine, in membership: Membership) {
        if let decision = Self(withoutAsking: machine)
            ?? Self(reopening: machine, among: membership)
            ?? Self(resuming: machine, in: membership)
        {
            self = decision
            return
        }
        switch membership.state {
        case .unborn: self.init(birthOf: machine, among: membership)
        case .withoutQuorum(let keepers):
            // An etcd that was just told to go on alone may list nobody who has run, and have all.
            let others = membership.answers.filter {
                !$0.hasHistory && $0.mayHaveData(of: machine.node.cluster.members)
            }
            self =
                .wait(
                    others.isEmpty ? .noQuorum(keepers, etcd: machine.etcd) : .mayHaveData(others)
                )
        case .split(let peers): self = .wait(.split(peers))
        case .changing: self = .wait(.listChanging)
        case .atWork(let list, let healthy): self.init(machine, into: list, of: healthy, membership)
        }
    }

    /// Decides on a log whose etcd was started as a founder and was never ready, as far as its
    /// record tells.
    ///
    /// Nothing was promised by it, so those who missed the machine may have been told to found
    /// without it. It is the cluster's if somebody lists it, or if everybody was heard and nobody
    /// is in another one.
    private init?(reopening machine: JoiningMachine, among membership: Membership) {
        guard machine.hasLog, case .begun(let isAlone) = machine.standing else { return nil }
        let name = machine.node.name
        let without = membership.stillSilent(machine.without)
        let answers = membership.answers.filter { !without.contains($0.name) }
        let gates = answers.compactMap(\.gate)
        let rivals = answers.filter { answer in
            answer.gate.map { $0.disk == .alone || isAlone && $0.disk == .started }
                ?? (answer.members != nil)
        }
        // What one was told by this machine, or was to have of it, is no other cluster's.
        let holders = gates.filter { gate in
            gate.heard != name && (gate.heard != nil || [.log, .data].contains(gate.disk))
        }
        let mute = answers.filter { $0.gate == nil && $0.port == .accepts }
        if membership.lists.contains(where: { $0.entry(at: machine.member.url) != nil }) {
            self = .start(.log)
        } else if !rivals.isEmpty {
            self = .wait(.begunApart(rivals, dataIn: machine.dataDirectory))
        } else if !holders.isEmpty {
            self = .wait(.othersHaveData(holders))
        } else if let founder = gates.first(where: { $0.starts || $0.without.contains(name) }) {
            self = .wait(.foundedBy(founder.name))
        } else if !mute.isEmpty {
            self = .wait(.mayHaveData(mute))
        } else {
            let silent = answers.filter { $0.gate == nil }
            self = silent.isEmpty ? .start(.log) : .wait(.unheard(silent, isBegun: true))
        }
    }

    /// Continues where this very installation was cut when it announced itself.
    ///
    /// This comes before any question for a quorum: a voter that is added to a cluster of one takes
    /// that cluster's quorum until it starts, and would wait for itself for ever.
    private init?(resuming machine: JoiningMachine, in membership: Membership) {
        let (node, lists) = (machine.node, membership.lists)
        switch machine.standing {
        case .none, .begun, .member:
            return nil
        case .announcing:
            let bare = lists.compactMap { $0.entry(at: machine.member.url) }.first {
                $0.isBareAddition
            }
            guard let bare, let list = lists.first(where: { $0.entry(bare.id) != nil }),
                !lists.haveRun(bare.id)
            else { return nil }
            self = .startAdded(Announcement(bare.id, of: machine.member, among: list))
        case .announced(let announcement):
            if lists.haveRun(announcement.id) {
                // Who has run under this ID has promised the others what its log held.
                self = .wait(.dataMissing(node.name, in: machine.logDirectory))
            } else if let list = lists.first(where: { $0.entry(announcement.id) != nil }) {
                self = .startAdded(Announcement(announcement.id, of: machine.member, among: list))
            } else if !lists.isEmpty {
                return nil
            } else if membership.answers.contains(where: { $0.port == .accepts && $0.gate == nil })
            {
                self = .startAdded(announcement)
            } else {
                // etcd itself would ask one of them for the members first.
                self = .wait(.noneAnswers(membership.answers))
            }
        }
    }

    /// Decides on the birth of the cluster: every other machine has said that it is empty, or is in
    /// this very birth already.
    ///
    /// A machine that says nothing may have everything on its disk, and so may one whose etcd is
    /// stopped for a moment. What was heard of a cluster, once and by anybody, stays true while it
    /// is off. Only an operator can know better, and says so: of the silent with `--found`, of what
    /// was heard with `--replace`.
    ///
    /// Each founding has a token of its own: etcd makes the IDs of the cluster and its members of
    /// the founders' URLs and the token, and raft would take the entries of a disk of before, on
    /// whatever machine it comes back, for its own. So one names the cluster, the one with the
    /// first URL, and nobody else starts before that; with a founding under way, it follows, too.
    ///
    /// Whoever is told to found without some does so alone, and the others join it. A silent
    /// machine may come back with a disk of before: members that founded together as they are
    /// described would have the same IDs as those on it, and raft would take its entries for
    /// theirs.
    private init(birthOf machine: JoiningMachine, among membership: Membership) {
        let (cluster, answers) = (machine.node.cluster, membership.answers)
        let gates = answers.compactMap(\.gate)
        let strangers = answers.filter { $0.gate.map { !$0.founds(cluster) } ?? false }
        let tellers = gates.filter { !$0.isEmpty }
        let others = answers.filter { $0.mayHaveData(of: cluster.members) }
        let undescribed = membership.undescribed(beside: cluster.members)
        let begun = membership.begun(for: cluster.members).map(\.name)
        let without = membership.stillSilent(machine.without)
        let silent = answers.filter {
            $0.gate == nil && !$0.isBegun(for: cluster.members) && !without.contains($0.name)
        }
        let byHand = gates.filter { !$0.without.isEmpty }
        let starting = gates.first(where: \.starts)
        if !undescribed.isEmpty {
            self = .wait(.undescribed(undescribed))
        } else if machine.others.isEmpty {
            self = .start(.alone)
        } else if cluster.state != .new {
            self = .wait(.noCluster(answers))
        } else if machine.standing != .none && !machine.memory.isBegun {
            self = .wait(.noneAnswers(answers))
        } else if !others.isEmpty {
            // Before what gives up data: this may be it, as an etcd that was just forced to go on
            // alone lists nobody who has run.
            self = .wait(.mayHaveData(others))
        } else if let heard = machine.heard {
            self = .wait(.heard(of: heard))
        } else if !tellers.isEmpty {
            self = .wait(.othersHaveData(tellers))
        } else if !strangers.isEmpty {
            self = .wait(.describedOtherwise(strangers))
        } else if !silent.isEmpty {
            self = .wait(.unheard(silent, isBegun: false))
        } else if without.isEmpty {
            let isFirst = cluster.members.firstByURL == machine.member
            if let founder = byHand.first {
                self = .wait(.foundedBy(founder.name))
            } else if begun.isEmpty {
                self = .start(isFirst ? .birth : .follow)
            } else {
                self = machine.follows(begun)
            }
        } else if !begun.isEmpty {
            self = machine.follows(begun)
        } else if let starting {
            self = .wait(.foundedBy(starting.name))
        } else {
            let names = byHand.map(\.name) + [machine.node.name]
            let first = names.min { $0.description < $1.description } ?? machine.node.name
            self = first == machine.node.name ? .start(.byHand) : .wait(.foundedBy(first))
        }
    }

    /// Decides on the way into a cluster at work.
    private init(
        _ machine: JoiningMachine,
        into list: MemberList,
        of healthy: [PeerAnswer],
        _ membership: Membership
    ) {
        let member = machine.member
        let through = healthy.leader ?? healthy[0]
        let namesake = list.entries.first {
            $0.name == member.name.description && !$0.isAt(member.url)
        }
        if let namesake {
            self = .wait(.listedElsewhere(namesake, member, through.name))
            return
        }
        guard let own = list.entry(at: member.url) else {
            self.init(announcing: machine, to: list, of: healthy, through: through)
            return
        }
        guard own.name.isEmpty || own.name == member.name.description else {
            self = .wait(.listedElsewhere(own, member, through.name))
            return
        }
        // A founder that never published itself may still have acknowledged what the others wrote:
        // it is replaced like anybody else. One that did publish itself had data, and this disk was
        // its own.
        guard !machine.memory.isBegun || !membership.lists.haveRun(own.id) else {
            self = .wait(.dataMissing(machine.node.name, in: machine.logDirectory))
            return
        }
        // A twin that lives may be the leader, and one that leads is not evicted.
        let leaders = membership.answers.compactMap { $0.status?.leader }
        guard !leaders.contains(own.id), healthy.allSatisfy({ $0.status?.leader != nil }) else {
            self = .wait(.ownEntryMayLead(own))
            return
        }
        self = .remove(own, through: through.member)
    }

    /// Decides whether a member can be added now.
    ///
    /// It is added as a voter. A learner would serve next to nothing on 127.0.0.1:2379, where
    /// flanneld's configuration is written; one that never starts would block every later addition,
    /// and its promotion is not kept on the disk by 3.5.1 to 3.5.19. A voter that takes the place
    /// of one that was removed leaves the quorum as it was. One that comes in addition makes it
    /// harder until it starts, which it does next.
    private init(
        announcing machine: JoiningMachine,
        to list: MemberList,
        of healthy: [PeerAnswer],
        through: PeerAnswer
    ) {
        let described = machine.node.cluster.members
        let isStrict = machine.etcd.map { $0 >= Version(3, 1) } ?? true
        let missing = list.entries.filter { entry in
            if healthy.contains(where: { entry.isAt($0.member.url) }) { return false }
            // Of others than those described, an etcd that is strict knows more than is known here.
            return !isStrict || described.contains { entry.isAt($0.url) }
        }
        self =
            missing.isEmpty
            ? .announce(to: list, through: through.member)
            : .wait(.membersMissing(missing.map(described.named), through.name))
    }
}

extension JoiningMachine {
    /// What it does where others have begun the cluster, under a token that it was told, or not.
    fileprivate func follows(_ founders: [HostName]) -> JoinDecision {
        memory.salt == nil ? .wait(.tokenUnknown(founders)) : .start(.follow)
    }
}

extension InitialCluster {
    /// An entry under the name that its URL is described with, if it has not given itself one yet.
    fileprivate func named(_ entry: MemberList.Entry) -> MemberList.Entry {
        guard entry.name.isEmpty, let member = first(where: { entry.isAt($0.url) }) else {
            return entry
        }
        return MemberList.Entry(
            id: entry.id,
            name: "\(member.name)",
            peerURLs: entry.peerURLs,
            clientURLs: entry.clientURLs
        )
    }
}

extension [MemberList] {
    /// Whether a member of this ID has run, as any of the lists tells.
    fileprivate func haveRun(_ id: EtcdID) -> Bool { contains { $0.entry(id)?.hasRun == true } }
}

extension [PeerAnswer] {
    /// The one that leads the others.
    fileprivate var leader: PeerAnswer? {
        first { answer in
            guard let own = answer.listed?.entry(at: answer.member.url) else { return false }
            return answer.status?.leader == own.id
        }
    }
}
