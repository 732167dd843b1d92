import Basics
import Cluster
import Etcd
import Units

/// What a node must hold to be what was described, whatever it holds today.
package struct DesiredState: Equatable, Sendable {
    /// A file that the node must hold.
    package struct File: Equatable, Sendable {
        /// Which of the agent's files it is.
        package let file: ManagedFile
        /// The bytes.
        package let contents: [UInt8]
        /// Who may read it.
        package var access = FileAccess.shared

        /// Where it lies.
        package var path: NodePath { file.path }
    }

    /// A unit that must be enabled.
    package struct Unit: Equatable, Sendable {
        /// The unit's name.
        package let name: String
        /// The links by which systemd knows that it is enabled; their names may hold specifiers.
        package let links: [NodePath]
        /// The links of units that are enabled with it, which it does not need.
        package let alsoLinks: [NodePath]
    }

    /// The node.
    package let node: Node
    /// The files, in the order in which they are written; none if they cannot be decided.
    package let files: [File]
    /// The units.
    package let units: [Unit]
    /// Why the node cannot be what was described: units and versions that do not allow it.
    package let refusals: [Refusal]
    /// Where the member's etcd keeps its write-ahead log.
    package let logDirectory: NodePath?
    /// The version of the etcd that a member runs; nil where it is not known.
    package let etcd: Version?
    /// The private key that the installer left, which goes once it is installed.
    package let deliveredKey: NodePath?
    /// What an operator should know of what is installed, a sentence each.
    package let warnings: [String]

    /// The group whose members may talk to docker.
    package var group: String { node.cluster.group }

    /// The units on which the files depend.
    package static let observedUnits = [
        "etcd.service", "flanneld.service", "docker.service", "docker.socket",
    ]

    /// Decides from the description, from what is installed and, where the members talk over TLS,
    /// from what the machine proves itself with.
    package init(
        of node: Node,
        on installed: InstalledSoftware,
        with credentials: Credentials? = nil
    ) {
        self.node = node
        deliveredKey = credentials?.deliveredKey
        units = node.role.units.map { name in
            let file = installed.units[name]?.file
            return Unit(name: name, links: file?.links ?? [], alsoLinks: file?.alsoLinks ?? [])
        }
        var refusals =
            UnusableUnit.among(node.role.units, of: installed).map(Refusal.unit)
            + UnusableProgram.missing(node.role.services, from: installed).map(Refusal.program)
        if node.member != nil, installed.surroundings.barsAgent {
            refusals.append(.program(.barred(installed.agent)))
        }
        if let backend = node.cluster.describedBackend, let flanneld = installed.flanneld.version,
            flanneld < backend.firstVersion
        {
            refusals.append(.backend(backend, flanneld: flanneld))
        }
        let docker = DockerNetworking(on: installed)
        let firewall = DockerFirewall(on: installed)
        let rules = firewall.needsRules ? OverlayRules(of: node.cluster) : nil
        do throws(FlannelBackingStoreError) {
            let store = try FlannelBackingStore(
                node.cluster.store,
                on: installed,
                in: node.role.kind
            )
            files = ManagedFile.allCases.compactMap { file in
                file.contents(
                    for: node,
                    store: store,
                    docker,
                    rules,
                    on: installed,
                    with: credentials
                ).map { File(file: file, contents: $0, access: file.access(with: credentials)) }
            }
            if node.member != nil {
                refusals += UnusableProgram.etcdctl(of: installed, store).map(Refusal.program)
            }
            if let address = NoIPv4Address(missingOn: node, on: installed, holding: files) {
                refusals.append(.address(address))
            }
            let starts = PlannedService.all(node.role.services, on: installed, holding: files)
                .flatMap { service in
                    SettingConflict.ofStart(UnitStart(service, of: node, on: installed))
                }
            let conflicts =
                starts
                + (node.member == nil ? [] : SettingConflict.ofEtcd(on: installed, holding: files))
                + SettingConflict.ofFlanneld(node, store: store, on: installed, holding: files)
                + SettingConflict.ofDocker(docker, on: installed, holding: files)
                + firewall.conflicts
                + SettingConflict.ofBoot(
                    among: node.role.services,
                    on: installed,
                    holding: files
                )
            refusals += conflicts.map(Refusal.setting)
        } catch {
            refusals.append(.store(error))
            files = []
        }
        let (problems, doubts) = Self.judge(credentials, of: node, on: installed)
        etcd = node.member == nil ? nil : installed.etcd.version
        logDirectory = Self.logDirectory(of: node, on: installed, holding: files)
        let coming = PlannedService.all(node.role.services, on: installed, holding: files)
        warnings =
            installed.warnings + (docker?.warnings ?? []) + firewall.warnings
            + Self.warnings(of: node, on: installed)
            + coming.flatMap(OverriddenSetting.of).map(\.description)
            + coming.flatMap { $0.droppedVariables(on: installed) }
            + doubts
        self.refusals = problems + refusals
    }
}
