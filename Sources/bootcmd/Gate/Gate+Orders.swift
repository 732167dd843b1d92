import Cluster
import Etcd
import Desired
import Join
import Linux
import LinuxConfigure
import Status

extension Gate {
    /// Forgets that this instance was a member, and what it was told of a cluster, so that a gate
    /// that waits for either continues.
    func giveUpData() throws {
        let root = try openedRoot()
        let inputs = inputs(of: root)
        let identity = try inputs.identity()
        try root.withMembershipLock(waiting: { Report.say("bootcmd: waiting: \($0)") }) {
            guard try !inputs.hasLog(on: root) else {
                let log = try inputs.settings().logDirectory(of: identity.hostName)
                throw OrderRefused(
                    "the data of \(identity.hostName) is here, in \(log): nothing is given up"
                )
            }
            let hadData = try? root.memberRecord(of: identity).standing == .member
            try root.write(MemberRecord(of: identity))
            let what =
                hadData == false
                ? "what \(identity.hostName) was told of a cluster is forgotten"
                : "the data of \(identity.hostName) is given up"
            Report.say("bootcmd: \(what): its etcd joins anew when it starts, or now if it waits")
        }
    }

    /// Has the cluster founded without the machines that do not answer, unless one of the others
    /// has data, or was told of some.
    func found() throws {
        let root = try openedRoot()
        let plan = try look()
        switch plan.decision {
        case .wait(.unheard(let silent, let isBegun)):
            let names = silent.map(\.name)
            try root.withMembershipLock(waiting: { Report.say("bootcmd: waiting: \($0)") }) {
                try root.remember(plan.machine.node.identity) { $0.without.formUnion(names) }
            }
            let list = names.map(\.description).joined(separator: ", ")
            let what = isBegun ? "etcd starts" : "the cluster is founded"
            Report.say(
                "bootcmd: \(what) without \(list), when etcd's unit starts, or now if it waits; "
                    + "the other machines then join it"
            )
        case .start(.byHand):
            Report.say("bootcmd: the cluster is founded when etcd starts, or now if it waits")
        case .start(.birth), .start(.follow):
            Report.say("bootcmd: every machine has answered: the cluster is founded by itself")
        default:
            throw OrderRefused("nothing is founded: \(plan.decision)")
        }
    }
}

extension Gate {
    /// Keeps an etcd from starting that has no data, or perhaps none, or was never ready with it,
    /// until the gate has decided.
    ///
    /// systemd starts etcd after a gate that was killed, too: one that is killed before its first
    /// look must not leave an etcd that founds. One with data starts as it is, whatever becomes of
    /// the gate. Where that cannot be written down, as in a full /run, it waits until it can.
    func holdEtcd() {
        while true {
            do {
                let root = try openedRoot()
                if (try? opens(inputs(of: root), on: root)) != true { try root.holdEtcd() }
                return
            } catch {
                reporter.say("etcd is not started before this can be written: \(error); waiting")
            }
            guard !isBeingStopped() else { return }
            pause()
        }
    }

    private func opens(_ inputs: GateInputs, on root: Root) throws -> Bool {
        try inputs.hasLog(on: root) && !root.memberRecord(of: inputs.identity()).isBegun
    }

    /// Remembers that etcd has started and has data, once: before the first time, a machine without
    /// a log may be one that was cut before it began one. That it cannot is no reason to end etcd.
    func rememberStart() {
        do {
            let root = try openedRoot()
            let inputs = inputs(of: root)
            let identity = try inputs.identity()
            guard try inputs.hasLog(on: root) else { return }
            // What it was told was for this start.
            try root.releaseEtcd()
            guard try root.memberRecord(of: identity).standing != .member
            else { return }
            try remember(dataOf: machine(inputs, on: root), inputs, on: root)
        } catch {
            Report.say("bootcmd: join: warning: \(error)")
        }
    }
}

/// Why what an operator typed is not done.
struct OrderRefused: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
