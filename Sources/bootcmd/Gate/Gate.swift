import Basics
import Cluster
import Desired
import Etcd
import Glibc
import Join
import Linux
import LinuxConfigure
import LinuxJoin
import Status
import Units

/// The gate before etcd: one look after another, until etcd may start.
///
/// Each look begins from the top, with what the disk and the others say then. Nothing is kept from
/// one to the next but how long a decision has stood: a cut anywhere is a look that begins again.
/// Whatever it waits for, it answers the gates of the other machines.
final class Gate {
    private let path: String
    private let directory: NodePath
    var reporter = ChangeReporter()
    private var tools: PeerTools?
    private var settling: (decision: JoinDecision, deadline: Deadline)?
    private(set) var listener: GateListener?
    /// The others' gates that did not answer in the last look: one that asks is there now.
    private var unheard: Set<HostName> = []
    private var endsSoon = false

    init(root: String = "/", seed: NodePath? = nil) {
        path = root
        directory = seed ?? "/var/cloud-init"
    }

    /// What a look comes to.
    enum Step {
        case open
        case lookAgain
        case wait(GateNote)
    }

    /// Returns once etcd may start, and never fails: systemd would turn that into a loop.
    func waitToStart() {
        while true {
            do {
                let root = try openedRoot()
                switch try step(on: root) {
                case .open: return try root.write(nil)
                case .lookAgain: continue
                case .wait(let note):
                    if reporter.say(note.sentence) { try root.write(note) }
                }
            } catch {
                let note = GateNote("\(error); waiting", asks: true)
                if reporter.say(note.sentence) { try? openedRoot().write(note) }
            }
            guard !isBeingStopped() else { return }
            pause()
        }
    }

    /// Whether systemd is stopping the unit that this runs in, and has not told: what is stopped
    /// while `join --hold` runs has its next `ExecStartPre=` started all the same
    /// (`service_sigchld_event()` in systemd's `src/core/service.c`), with no signal for ninety
    /// seconds.
    func isBeingStopped() -> Bool {
        guard unsafe getenv("INVOCATION_ID") != nil else { return false }
        let unit = Service.etcd.unit
        let seen = try? Systemd.statuses(of: [unit], within: .seconds(1))[unit]
        return seen?.activity == .stopping
    }

    func pause() {
        let left = settling?.deadline.left ?? .zero
        // The machines of a rack that boots are not to ask a cluster all at the same moments.
        let jitter = Duration.milliseconds(Int.random(in: 0..<2000))
        let limit = endsSoon ? .seconds(1) : (left > .zero ? left : .seconds(5) + jitter)
        guard let listener else { return Deadline(in: limit).wait() }
        let deadline = Deadline(in: limit)
        // Whoever asks cannot have this machine ask, too, as often as that.
        listener.wait(until: Deadline(in: .milliseconds(100)), orFor: [])
        listener.wait(until: deadline, orFor: unheard)
    }

    private func step(on root: Root) throws -> Step {
        let inputs = inputs(of: root)
        // Of those who have asked before, only who is new here has asked everybody who is here.
        listener?.forgetAskers(but: unheard)
        (endsSoon, unheard) = (false, [])
        try setAsideEmptyLog(inputs, on: root)
        if try inputs.hasLog(on: root) {
            return try openForData(inputs, on: root)
        }
        return try root.withMembershipLock(waiting: { reporter.say("\($0)") }) {
            try root.holdEtcd()
            let plan = try look(on: root, answering: true)
            if let note = try heard(plan, on: root) { return .wait(note) }
            guard hasStood(plan.decision) else {
                return .wait(GateNote("in a moment: \(plan.decision)"))
            }
            var founding: StartEnvironment?
            if case .start(let occasion) = plan.decision {
                // A log that has come since the look began opens in the next.
                // Who only follows has the first one's word.
                guard occasion != .log,
                    occasion == .follow || listener?.hasHeardDiallers() != false
                else { return .lookAgain }
                founding = try begin(plan, occasion, on: root)
                guard founding != nil else {
                    endsSoon = true
                    return .wait(JoinObstacle.foundedBy(plan.founder).note)
                }
            }
            let step = try JoinStep(root: root, plan: plan, tools: tools, founding: founding)
                .carryOut()
            // The port is etcd's from here on.
            if case .open = step { listener = nil }
            return step
        }
    }

    /// Remembers what the others told in a look, and says what for it waits, if it does.
    private func heard(_ plan: JoinPlan, on root: Root) throws -> GateNote? {
        if let membership = plan.membership {
            try root.remember(plan.machine.node.identity) { memory in
                memory.hear(membership, at: plan.machine)
            }
        }
        guard case .wait(let obstacle) = plan.decision else { return nil }
        // What was decided before has not stood until now.
        settling = nil
        endsSoon = obstacle.endsSoon
        let answers = plan.membership?.answers ?? []
        unheard = Set(answers.filter { $0.gate == nil }.map(\.name))
        return obstacle.note
    }

    /// Opens for an etcd that has data, unless it cannot take it over, or may not be the cluster's.
    /// That nothing can be remembered of it is no reason to keep it down; that nobody could be
    /// asked about a log that was never ready is one.
    private func openForData(_ inputs: GateInputs, on root: Root) throws -> Step {
        var mustAsk = false
        do {
            let memory = try root.memberRecord(of: inputs.identity())
            mustAsk = memory.isBegun
            let isKnown =
                try memory.program.map { try root.stamp(of: $0.path) == $0.stamp } ?? false
            if try !isKnown || memory.standing != .member || memory.lacks(v2Of: inputs.settings()) {
                let plan = try look(on: root, answering: true)
                if let note = try heard(plan, on: root) {
                    try root.holdEtcd()
                    return .wait(note)
                }
                if plan.machine.memory.isBegun {
                    // Until it is ready, which is remembered then.
                    try root.remember(plan.machine.node.identity) { $0.without = [] }
                    try tellToken(plan, on: root)
                } else {
                    try remember(dataOf: plan.machine, inputs, on: root)
                }
            }
        } catch {
            guard !mustAsk else { throw error }
            reporter.say("warning: \(error)")
        }
        listener = nil
        try inputs.isForced() ? force(on: root) : root.releaseEtcd()
        return .open
    }

    /// Has etcd go on alone in this start, and in no later one: whoever set that in systemd may
    /// have been interrupted before unsetting it, and with it each etcd that crashes drops the
    /// others.
    private func force(on root: Root) throws {
        do throws(SystemdError) {
            try Systemd().unsetEnvironment([StartEnvironment.force])
        } catch {
            reporter.say("warning: \(error)")
            return try root.releaseEtcd()
        }
        try root.start(with: .forced)
        Report.say("bootcmd: join: \(StartEnvironment.force) is set: for this start, and unset now")
    }

    func remember(
        dataOf machine: JoiningMachine,
        _ inputs: GateInputs,
        on root: Root
    ) throws {
        let enablesV2 = try inputs.settings().enablesV2
        try root.remember(machine.node.identity) { memory in
            memory.standing = .member
            (memory.heard, memory.without) = (nil, [])
            guard let version = machine.etcd else { return }
            memory.lastRun = EtcdLastRun(of: version, enablesV2: enablesV2, after: memory.lastRun)
            memory.program = tools?.program
        }
    }

    private func hasStood(_ decision: JoinDecision) -> Bool {
        if settling?.decision != decision {
            settling = (decision, Deadline(in: decision.settling))
        }
        return settling?.deadline.left == .zero
    }

    func openedRoot() throws -> Root { try RootOption.open(path) }

    /// Decides, and changes nothing.
    func look() throws -> JoinPlan { try look(on: openedRoot(), answering: false) }

    private func look(on root: Root, answering: Bool) throws -> JoinPlan {
        let inputs = inputs(of: root)
        let machine = try machine(inputs, on: root)
        if answering { answer(for: machine, on: root) }
        if let plan = JoinPlan(withoutAsking: machine) { return plan }
        let found = try tools(for: machine.node.cluster, on: root)
        var plan = JoinPlan(
            machine,
            in: try peers(of: machine, on: root, answering: answering),
            hasEtcdctl: found.etcdctl != nil
        )
        if plan.changesCluster {
            let healthy = plan.membership?.answers.filter(\.isHealthy).map(\.member) ?? []
            plan = plan.fitting(clusterOf: try found.peers(healthy).clusterVersion())
        }
        guard case .remove = plan.decision else { return plan }
        return plan.sparing(rival: AddressProbe.rival(of: machine.member.url.address))
    }

    /// What the others' machines say.
    func peers(
        of machine: JoiningMachine,
        on root: Root,
        answering: Bool = false
    ) throws -> Membership {
        let inquiry = try inquiry(of: machine, on: root, answering: answering)
        return try tools(for: machine.node.cluster, on: root).peers(machine.others)
            .membership(by: inquiry)
    }

    func inquiry(
        of machine: JoiningMachine,
        on root: Root,
        answering: Bool
    ) throws -> GateInquiry {
        GateInquiry(
            by: machine.member,
            keys: try GateKeys(of: machine.node.cluster, on: root),
            listener: answering ? listener : nil
        )
    }

    /// Has whoever asks on the member's port told what this machine's disk holds.
    func answer(
        for machine: JoiningMachine,
        on root: Root,
        starts: Bool = false,
        salt: String? = nil
    ) {
        guard machine.isConfigured, machine.addresses.contains(machine.member.url.address) else {
            listener = nil
            return
        }
        do {
            if listener == nil { listener = try GateListener(on: machine.member.url) }
            let keys = try GateKeys(of: machine.node.cluster, on: root)
            listener?.answers(GateAnswer(of: machine, starts: starts, salt: salt)) {
                keys?.proof(of: $0, nonce: $1)
            }
        } catch {
            reporter.say("warning: \(error)")
        }
    }

    func machine(_ inputs: GateInputs, on root: Root) throws -> JoiningMachine {
        let node = try inputs.node()
        let settings = try inputs.settings()
        let directory = settings.logDirectory(of: node.name)
        let memory = try root.memberRecord(of: node.identity)
        let tools = try tools(for: node.cluster, on: root)
        let hasLog = try root.hasLog(in: directory)
        return JoiningMachine(
            node,
            as: try node.ownMember(),
            isConfigured: try inputs.isConfigured(),
            dataDirectory: settings.dataDirectory(of: node.name),
            logDirectory: directory,
            hasLog: hasLog,
            unmounted: try hasLog ? nil : root.unmounted(above: directory),
            memory: memory,
            addresses: Interfaces.addresses,
            etcd: tools.etcd,
            upgrade: try hasLog ? upgrade(from: memory, to: tools, node) : nil
        )
    }

    /// What keeps the installed etcd from taking over the data that another left.
    private func upgrade(
        from memory: MemberRecord,
        to tools: PeerTools,
        _ node: Node
    ) throws -> EtcdUpgrade? {
        guard let last = memory.lastRun, let installed = tools.etcd else { return nil }
        let upgrade = EtcdUpgrade(from: last, to: installed)
        guard case .goesBack = upgrade else { return upgrade }
        // A cluster that was prepared for it says so.
        let others = node.cluster.members.filter { $0.name != node.name }
        let cluster = try tools.peers(others).clusterVersion()
        return EtcdUpgrade(from: last, to: installed, inClusterOf: cluster)
    }

    /// The programs of this root, looked for anew while one is missing, and once etcd's is another
    /// one.
    func tools(for cluster: ClusterDescription, on root: Root) throws -> PeerTools {
        if let tools, tools.isComplete, let program = tools.program,
            try root.stamp(of: program.path) == program.stamp
        {
            return tools
        }
        let found = try root.peerTools(for: cluster)
        tools = found
        return found
    }

    func inputs(of root: Root) -> GateInputs {
        GateInputs(seed: Seed(root: root, directory: directory))
    }
}
