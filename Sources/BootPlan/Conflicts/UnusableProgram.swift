import Diagnostics

/// A program that the node needs and that cannot do its work.
public enum UnusableProgram: Hashable, Sendable {
    /// A unit runs a program that is not there.
    case missing(unit: String, program: String)
    /// There is no etcdctl to tell etcd the overlay's network.
    case noEtcdctl
    /// etcdctl does not speak to this etcd.
    case etcdctl(NodePath, Version, etcd: Version, store: Store)
    /// etcdctl was asked for its version and gave none.
    case unknownVersion(program: String, said: String)

    /// What etcdctl has to speak to.
    public enum Store: String, Sendable {
        case v2, v3
    }

    /// Those of these services' programs that are not there; but an image that holds neither etcd nor
    /// flanneld is made before them, and gets the files of etcd 2.
    static func missing(
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
            guard case .program(let invocation) = unit.lead(to: service, scripts: installed.files)
            else { return .missing(unit: unit.name, program: service.rawValue) }
            return .missing(unit: unit.name, program: invocation.program)
        }
    }

    /// etcdctl, where there is none, or none that speaks to this etcd.
    static func etcdctl(
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

    /// Up to 3.3 etcdctl speaks v2 unless `ETCDCTL_API` says otherwise, and from 3.6 on only v3; on
    /// etcd 2 the contract's line says nothing of the kind.
    private static func speaks(
        _ etcdctl: Version,
        _ store: FlannelBackingStore
    ) -> (Bool, Store) {
        switch store {
        case .classic: (etcdctl < Version(3, 4), .v2)
        case .v2: (etcdctl < Version(3, 6), .v2)
        case .v3: (etcdctl >= Version(3, 0), .v3)
        }
    }
}

extension UnusableProgram: CustomStringConvertible {
    /// Where the program is, if that is the place of the fault.
    public var path: NodePath? {
        guard case .etcdctl(let path, _, _, _) = self else { return nil }
        return path
    }

    /// The reason, with the cure.
    public var description: String {
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
        }
    }
}
