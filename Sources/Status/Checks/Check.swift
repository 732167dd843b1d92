import Desired
import Units

/// One thing that must be so on a node that works.
package struct Check: Equatable, Sendable {
    /// What is checked, in this order.
    package enum Subject: String, CaseIterable, Sendable {
        /// The node is configured, and this boot runs it.
        case configured
        /// The machine can prove itself to members that ask for a certificate.
        case certificate
        /// A member's etcd is at work.
        case etcd
        /// The members are those described.
        case members
        /// A worker's cluster is at work.
        case cluster
        /// flanneld has a subnet, under the lease and on the interface that belong to it.
        case flannel
        /// docker's bridge is in the subnet.
        case docker
        /// Other machines reach the containers behind it.
        case containers
    }

    /// What came of it.
    package enum State: String, Sendable {
        /// It is so.
        case ok
        /// It is not so yet, and time may help.
        case wait
        /// It is not so, and somebody must do something.
        case bad
        /// It does not matter here, or could not be checked.
        case skip
    }

    /// What is checked.
    package let subject: Subject
    /// What came of it.
    package let state: State
    /// What was found; a command to type stands on a line of its own.
    package let text: String
    /// What is wrong in a few words, after `a2 is not working: `; empty where nothing is.
    package let problem: String

    /// Whether another check says the same, whatever time has passed.
    package func isSame(as other: Check) -> Bool {
        (subject, state, problem) == (other.subject, other.state, other.problem)
    }

    /// Whether the node cannot work like this.
    package var fails: Bool { state == .wait || state == .bad }

    package init(_ subject: Subject, _ state: State, _ text: String, problem: String = "") {
        (self.subject, self.state, self.text, self.problem) = (subject, state, text, problem)
    }
}

extension Check {
    static func ok(_ subject: Subject, _ text: String) -> Check { Check(subject, .ok, text) }

    static func skip(_ subject: Subject, _ text: String) -> Check { Check(subject, .skip, text) }

    package static func wait(_ subject: Subject, _ problem: String, _ text: String) -> Check {
        Check(subject, .wait, text, problem: problem)
    }

    static func bad(_ subject: Subject, _ problem: String, _ text: String) -> Check {
        Check(subject, .bad, text, problem: problem)
    }

    /// What is wrong with a unit that is not running; nil for one that is, or was not asked about.
    ///
    /// `waits` is what must be mended first: until then one that was not started is passed over,
    /// and one that ends again and again is waited for.
    package static func unit(
        _ name: String,
        _ status: UnitStatus?,
        of subject: Subject,
        waitingFor waits: String? = nil
    ) -> Check? {
        guard let status else { return nil }
        let lasting = status.lasting
        let reason = waits.map { ": \($0)" } ?? ""
        switch status.activity {
        case .running:
            return nil
        case .absent:
            return bad(subject, "\(name) is not installed", "\(name).service is not installed")
        case .masked:
            return bad(subject, "\(name) is masked", "masked\n  systemctl unmask \(name)")
        case .queued:
            let what = waits.map { "\($0)" } ?? "what it needs comes first"
            return wait(subject, "\(name) is about to start", "in the queue: \(what)")
        case .preparing, .starting:
            return wait(subject, "\(name) is starting", "starting\(lasting)\(reason)")
        case .stopping:
            return wait(subject, "\(name) is being stopped", "being stopped\(lasting)")
        case .restarting:
            let count = "\(status.restarts) restart\(status.restarts == 1 ? "" : "s")"
            let text = "ended with \(status.ending), and starts again; \(count) so far"
            guard waits == nil, status.restarts >= 3 else {
                return wait(subject, "\(name) starts again", text + reason)
            }
            return bad(subject, "\(name) ends again and again", "\(text)\n  journalctl -u \(name)")
        case .failed:
            return bad(
                subject,
                "\(name) has failed",
                "failed\(lasting): \(status.ending)\n  journalctl -u \(name)"
            )
        case .stopped:
            if let waits { return skip(subject, waits) }
            return bad(
                subject,
                "\(name) is stopped",
                "stopped\(lasting)\n  systemctl start \(name)"
            )
        }
    }
}
