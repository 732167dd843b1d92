import Basics
import Etcd
import Units

/// A program that the node needs and that cannot do its work.
package enum UnusableProgram: Hashable, Sendable {
    /// A unit runs a program that is not there.
    case missing(unit: String, program: String)
    /// There is no etcdctl to tell etcd the overlay's network.
    case noEtcdctl
    /// etcdctl does not speak to this etcd.
    case etcdctl(NodePath, Version, etcd: Version, store: Store)
    /// etcdctl was asked for its version and gave none.
    case unknownVersion(program: String, said: String)
    /// The gate lies on a file system from which nothing can be run.
    case barred(NodePath)

    /// What etcdctl has to speak to.
    package enum Store: String, Sendable {
        case v2, v3
    }

    /// Those of these services' programs that are not there; but an image that holds neither etcd
    /// nor flanneld is made before them, and gets the files of etcd 2.
    package static func missing(
        _ services: [Service],
        from installed: InstalledSoftware
    ) -> [UnusableProgram] {
        let isBare = installed.etcd == .absent && installed.flanneld == .absent
        guard !installed.isImage || !isBare else { return [] }
        return services.compactMap { service in
            let version = service == .etcd ? installed.etcd : installed.flanneld
            guard version == .absent, let unit = installed.units[service.unit]?.file else {
                return nil
            }
            // What the description says of its store can stand for a flanneld that comes later.
            if service == .flanneld, installed.isImage { return nil }
            guard
                case .program(let invocation) = unit.resolvedCommand(
                    of: service,
                    scripts: installed.files
                )
            else { return .missing(unit: unit.name, program: service.rawValue) }
            return .missing(unit: unit.name, program: invocation.program)
        }
    }

    /// etcdctl, where there is none, or none that speaks to this etcd.
    package static func etcdctl(
        of installed: InstalledSoftware,
        _ store: FlannelBackingStore
    ) -> [UnusableProgram] {
        guard let etcd = installed.etcd.version else { return [] }
        switch installed.etcdctlVersion {
        case nil: return []
        case .absent: return [.noEtcdctl]
        case .unknown(let program, let said): return [.unknownVersion(program: program, said: said)]
        case .known(let version):
            let (speaks, wanted) = Self.speaks(version, store)
            guard !speaks else { return [] }
            return [.etcdctl(installed.etcdctl, version, etcd: etcd, store: wanted)]
        }
    }

    /// On etcd 2, init.conf sets no `ETCDCTL_API`.
    private static func speaks(
        _ etcdctl: Version,
        _ store: FlannelBackingStore
    ) -> (Bool, Store) {
        switch store {
        case .classic: (!etcdctl.has(.etcdctlSpeaksV3), .v2)
        case .v2: (etcdctl.has(.v2Store), .v2)
        case .v3: (etcdctl.has(.v3Store), .v3)
        }
    }
}

extension UnusableProgram: CustomStringConvertible {
    /// Where the program is, if that is the place of the fault.
    package var path: NodePath? {
        switch self {
        case .etcdctl(let path, _, _, _), .barred(let path): path
        case .missing, .noEtcdctl, .unknownVersion: nil
        }
    }

    /// The reason, with the cure.
    package var description: String {
        switch self {
        case .missing(let unit, let program):
            "\(unit): runs \(visible(program)), which is not installed"
        case .noEtcdctl:
            "etcdctl: not installed, and flanneld.service needs it to put the network into etcd; "
                + "install it (on Debian, the package etcd-client)"
        case .etcdctl(_, let version, let etcd, let store):
            "etcdctl \(version) does not speak to the \(store.rawValue) store of etcd "
                + "\(etcd); install the one that comes with it"
        case .unknownVersion(let program, let said):
            "\(visible(program)): no version in the output of --version: \(quoted(said))"
        case .barred:
            "lies on a file system that is mounted with noexec, and etcd's unit must run it before "
                + "each start of etcd; install the package, or mount it without noexec"
        }
    }
}
