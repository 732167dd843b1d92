import Basics
import Cluster
import Linux
import LinuxStatus
import Status

/// Looks at this node, once or until it works.
struct StatusLook {
    private let directory: NodePath

    init(seed: NodePath?) {
        directory = seed ?? "/var/cloud-init"
    }

    /// What there is to see now.
    func status(withCluster: Bool) throws -> NodeStatus {
        let root = try RootOption.open("/")
        let node = try node(on: root)
        let seen = try root.statusObservation(
            of: node,
            seed: directory,
            agent: Bootcmd.version,
            withCluster: withCluster
        )
        return NodeStatus(seen, withCluster: withCluster)
    }

    /// Returns once the node works, once waiting will not help, or when the time is over.
    func wait(for limit: Duration, isQuiet: Bool) throws {
        let deadline = Deadline(in: limit)
        var said: Check?
        var brokenUntil: Deadline?
        while deadline.left > .zero {
            let status = try status(withCluster: false)
            guard let failure = status.firstFailure else { return }
            if said?.isSame(as: failure) != true, !isQuiet, let progress = status.progress {
                Report.say("bootcmd: status: \(progress)")
            }
            said = failure
            // What is broken for a moment, while a node boots, mends itself.
            let isBroken = status.verdict == .broken
            brokenUntil = isBroken ? brokenUntil ?? Deadline(in: .seconds(30)) : nil
            if brokenUntil?.left == .zero { return }
            Deadline(in: min(.seconds(1), deadline.left)).wait()
        }
    }

    private func node(on root: Root) throws -> Node {
        let seed = Seed(root: root, directory: directory)
        return try Node(seed.metaData(), in: seed.cluster(orElse: root.etcdConf()))
    }
}
