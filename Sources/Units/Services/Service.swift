import Basics

/// A service that a node's configuration depends on.
package enum Service: String, CaseIterable, Sendable {
    case etcd, flanneld, docker

    /// The name of its unit.
    package var unit: String { "\(rawValue).service" }

    /// Whether a path is that of the service's own program, and not of something that leads to it:
    /// `etcd`, `etcd-3.5`, `dockerd-current`, but not `flanneld-start`.
    package func isProgram(_ path: String) -> Bool {
        let names =
            switch self {
            case .etcd: ["etcd"]
            case .flanneld: ["flanneld", "flannel"]
            case .docker: ["dockerd", "docker"]
            }
        return names.contains { Self.isBuild(path.lastName, of: $0) }
    }

    /// `NAME`, or `NAME-` and a version or the like.
    private static func isBuild(_ name: Substring, of program: String) -> Bool {
        guard name.hasPrefix(program) else { return false }
        let rest = name.dropFirst(program.count)
        guard let first = rest.first else { return true }
        let leads = ["start", "run", "wrapper", "rootless", ".sh"]
        return "-.0123456789".contains(first) && !leads.contains { rest.hasPart($0) }
    }
}
