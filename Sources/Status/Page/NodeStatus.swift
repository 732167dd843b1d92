import Cluster
import Basics
import Etcd

/// Whether a node works: checks in the order in which one thing needs the other, and its cluster as
/// it sees it.
package struct NodeStatus: Equatable, Sendable {
    /// What all the checks come to.
    package enum Verdict: String, Sendable {
        /// The node works.
        case works
        /// It does not work yet.
        case waiting
        /// It does not work, and waiting will not help.
        case broken
    }

    /// What was seen.
    package let seen: StatusObservation
    /// What was checked, in order.
    package let checks: [Check]
    /// The machines of the cluster; nil if nobody asked for them.
    package let machines: [MachineRow]?

    /// Decides by what was seen; `withCluster` says whether the cluster's machines are of interest.
    package init(_ seen: StatusObservation, withCluster: Bool = true) {
        self.seen = seen
        machines = withCluster ? MachineRow.table(seen) : nil
        var checks = [Check.configured(seen)]
        checks += [Check.certificate(seen)].compactMap(\.self)
        if let member = seen.node.member {
            checks += [.etcd(seen, member, after: checks.reason), .members(seen, member)]
        } else {
            checks.append(.cluster(seen))
        }
        checks.append(.flannel(seen, after: checks.reason))
        let docker = Check.docker(seen, after: checks.reason)
        checks += [docker, Check.containers(seen, after: docker)].compactMap(\.self)
        self.checks = checks
    }

    /// The first check that fails: what it needs is as it must be, so that this is where to begin.
    package var firstFailure: Check? { checks.first(where: \.fails) }

    /// What all the checks come to, by the first that fails.
    package var verdict: Verdict {
        switch firstFailure?.state {
        case nil, .ok, .skip: .works
        case .wait: .waiting
        case .bad: .broken
        }
    }

    /// The exit code.
    package var status: ExitStatus? {
        switch verdict {
        case .works: nil
        case .waiting: .notNow
        case .broken: .broken
        }
    }

    /// The cluster's ID, if anybody has told it.
    package var cluster: EtcdID? {
        seen.members?.cluster ?? seen.endpoints.compactMap { $0.status?.cluster }.first
    }
}

extension [Check] {
    /// Why what comes next cannot be as it must be; nil if all is well so far.
    fileprivate var reason: String? {
        last(where: \.fails).map { check in
            switch check.subject {
            case .configured: "configuration comes first"
            case .members: "the list of members comes first"
            case .cluster: "the cluster comes first"
            case .certificate: "the certificate comes first"
            case .etcd, .flannel, .docker, .containers: "\(check.subject.rawValue) comes first"
            }
        }
    }
}
