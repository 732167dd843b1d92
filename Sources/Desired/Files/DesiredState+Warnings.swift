import Basics
import Cluster
import Etcd
import Units

extension DesiredState {
    /// What of the installed programs does not fit a node's role, though it works without.
    package static func warnings(of node: Node, on installed: InstalledSoftware) -> [String] {
        imageWarnings(of: node, on: installed) + routeWarnings(on: installed)
            + roleWarnings(of: node, on: installed)
    }

    /// An image may get its programs later; which ones, decides what its files should be.
    private static func imageWarnings(
        of node: Node,
        on installed: InstalledSoftware
    ) -> [String] {
        let asked =
            switch node.role.kind {
            case .member: (service: Service.etcd, version: installed.etcd)
            case .worker: (service: Service.flanneld, version: installed.flanneld)
            }
        guard installed.isImage, asked.version == .absent,
            UnusableProgram.missing([asked.service], from: installed).isEmpty,
            let unit = installed.units[asked.service.unit]?.file
        else { return [] }
        var program = asked.service.rawValue
        let command = unit.resolvedCommand(of: asked.service, scripts: installed.files)
        if case .program(let invocation) = command { program = invocation.program }
        let isNew = node.cluster.store == .v3
        let taken =
            switch asked.service {
            case .etcd: isNew ? "etcd 3" : "etcd 2"
            default: isNew ? "flannel 0.18 or later" : "a flannel before 0.18"
            }
        return [
            "\(unit.name): \(visible(program)) is not there, and its version is not known: the "
                + "files are those for \(taken); run bootcmd again once it is installed"
        ]
    }

    private static func routeWarnings(on installed: InstalledSoftware) -> [String] {
        guard let flanneld = installed.flanneld.version, flanneld.missesSubnets else { return [] }
        let mending =
            installed.hasAgent
            ? "\(ManagedFile.routeWatchUnit) restarts it, and docker where that needs it, once a "
                + "route is missing for a minute" : "'systemctl restart flanneld' mends that"
        return [
            "flanneld \(flanneld) misses the subnet of a machine that comes with others; "
                + "0.21.3 and later do not; \(mending)"
        ]
    }

    private static func roleWarnings(of node: Node, on installed: InstalledSoftware) -> [String] {
        switch node.role {
        case .worker:
            guard installed.units["etcd.service"]?.file?.isEnabled == true else { return [] }
            return [
                "etcd.service is enabled, and a worker needs no etcd: 'systemctl disable --now "
                    + "etcd.service' stops it"
            ]
        case .member:
            // An image that gets its programs later gets these, too.
            guard let etcd = installed.etcd.version, node.cluster.members.count > 1 else {
                return []
            }
            return gateWarnings(on: installed, etcd: etcd)
        }
    }

    private static func gateWarnings(on installed: InstalledSoftware, etcd: Version) -> [String] {
        var warnings: [String] = []
        if !installed.hasAgent {
            warnings.append(
                "\(installed.agent) is not there, or cannot be run: etcd starts without 'bootcmd "
                    + "join', which brings a machine with an empty disk into its cluster again"
            )
        }
        if !installed.hasCurl {
            let whom = etcd.has(.v3Store) ? "a member that has no quorum" : "any member"
            warnings.append("curl is not installed: 'bootcmd join' cannot ask \(whom) without it")
        }
        return warnings
    }
}
