import BootLinux
import BootPlan

/// The gate before etcd: one look after another, until etcd may start.
///
/// Each look begins from the top, with what the disk and the others say then. Nothing is kept from one
/// to the next but how long a decision has stood: a cut anywhere is a look that begins again.
final class Gate {
    private let path: String
    private let directory: NodePath
    private var voice = Voice()
    private var tools: PeerTools?
    private var settling: (decision: JoinDecision, deadline: Deadline)?

    init(root: String = "/", seed: NodePath? = nil) {
        path = root
        directory = seed ?? "/var/cloud-init"
    }

    /// What a look comes to.
    enum Step {
        case open
        case lookAgain
        case wait(String)
    }

    /// Returns once etcd may start, and never fails: systemd would turn that into a loop.
    func waitToStart() {
        while true {
            do {
                let root = try RootOption.open(path)
                switch try step(on: root) {
                case .open: return try root.write(gateSays: nil)
                case .lookAgain: continue
                case .wait(let sentence):
                    if voice.say(sentence) { try root.write(gateSays: sentence) }
                }
            } catch {
                voice.say("\(error); waiting")
            }
            pause()
        }
    }

    private func pause() {
        let left = settling?.deadline.left ?? .zero
        // The machines of a rack that boots are not to look all at the same moments.
        let jitter = Duration.milliseconds(Int.random(in: 0..<2000))
        Deadline(in: (left > .zero ? left : .seconds(5)) + jitter).wait()
    }

    private func step(on root: Root) throws -> Step {
        let inputs = inputs(of: root)
        if try root.hasLog(in: inputs.logDirectory()) {
            remember(dataOf: inputs, on: root)
            return .open
        }
        return try root.withMembershipLock {
            try root.write(.closed)
            let plan = try look(on: root)
            if case .wait(let obstacle) = plan.decision { return .wait("\(obstacle)") }
            guard hasStood(plan.decision) else { return .wait("in a moment: \(plan.decision)") }
            if case .start = plan.decision, plan.machine.standing == .none {
                // Before there is data: a run that finds some beside an `/etc` of another day, which
                // knows nothing, knows by this that it is the member's own.
                remember(.none, of: plan.machine.node.identity, on: root)
            }
            return try GatePass(root: root, plan: plan, tools: tools).carryOut()
        }
    }

    private func hasStood(_ decision: JoinDecision) -> Bool {
        if settling?.decision != decision {
            settling = (decision, Deadline(in: decision.settling))
        }
        return settling?.deadline.left == .zero
    }

    /// Decides, and changes nothing.
    func look() throws -> JoinPlan { try look(on: RootOption.open(path)) }

    private func look(on root: Root) throws -> JoinPlan {
        let before = try machine(on: root)
        if let plan = JoinPlan(withoutAsking: before) { return plan }
        if tools == nil { tools = try root.peerTools(for: before.node.cluster) }
        let machine = try machine(on: root)
        return JoinPlan(machine, in: try tools?.peers(machine.others).membership())
    }

    private func machine(on root: Root) throws -> JoiningMachine {
        let inputs = inputs(of: root)
        let node = try inputs.node()
        let directory = try inputs.logDirectory()
        return JoiningMachine(
            node,
            as: try node.ownMember(),
            logDirectory: directory,
            hasLog: try root.hasLog(in: directory),
            standing: try root.memberRecord(of: node.identity).standing,
            addresses: Interfaces.addresses,
            etcd: tools?.etcd
        )
    }

    private func inputs(of root: Root) -> GateInputs {
        GateInputs(seed: Seed(root: root, directory: directory))
    }

    /// Remembers that this instance has data, for a boot in which its disk is not there. That it cannot
    /// is no reason to keep etcd down.
    private func remember(dataOf inputs: GateInputs, on root: Root) {
        do {
            try root.write(nil as StartEnvironment?)
            let identity = try inputs.identity()
            guard try root.memberRecord(of: identity).standing != .member else { return }
            remember(.member, of: identity, on: root)
        } catch {
            voice.say("warning: \(error)")
        }
    }

    private func remember(
        _ standing: MemberRecord.Standing,
        of identity: Identity,
        on root: Root
    ) {
        do {
            try root.write(MemberRecord(of: identity, standing: standing))
        } catch {
            voice.say("warning: \(error)")
        }
    }

    /// Forgets that this instance was a member, so that a gate that waits for its data continues.
    func giveUpData() throws {
        let root = try RootOption.open(path)
        let inputs = inputs(of: root)
        let identity = try inputs.identity()
        try root.withMembershipLock {
            guard try !root.hasLog(in: inputs.logDirectory()) else {
                return Report.say(
                    "bootcmd: the data of \(identity.hostName) is here: nothing is given up"
                )
            }
            try root.write(MemberRecord(of: identity))
            Report.say(
                "bootcmd: the data of \(identity.hostName) is given up: its etcd joins anew when it "
                    + "starts, or now if it waits"
            )
        }
    }
}
