import Basics
import Cluster
import Etcd

/// Which of etcd's stores flannel uses on this node, and how it is told.
///
/// flannel up to 0.17 keeps its subnets in etcd's v2 store, from 0.18 on only in v3 (flannel's
/// release notes). What etcd has is in `EtcdFeature`.
package enum FlannelBackingStore: Equatable, Sendable {
    /// etcd 2, or no etcd to ask: `etcdctl set`, and the variables that units of 2015 read.
    case classic
    /// The v2 store of an etcd 3, which must be switched on from 3.4 on.
    case v2(switchedOn: Bool)
    /// The v3 store.
    case v3

    /// Finds the store on which the description and the installed programs agree; throws if there
    /// is none, or if a version that decides it is unknown.
    package init(
        _ described: ClusterDescription.StoreChoice,
        on installed: InstalledSoftware,
        in role: Role.Kind = .member
    ) throws(FlannelBackingStoreError) {
        let flanneld = installed.flanneld.version
        // Whatever etcd a worker has is not the one that its flanneld asks.
        let program = role == .member ? installed.etcd : .absent
        if case .unknown(let program, let said) = program {
            throw .unknownVersion(of: program, said: said, isChoice: false)
        }
        let wanted = try Self.wanted(described, by: installed.flanneld)
        guard let etcd = program.version else {
            self = wanted == .v3 ? .v3 : .classic
            return
        }
        switch wanted {
        case .v3:
            guard etcd.has(.v3Store) else { throw .noV3(etcd: etcd, flanneld: flanneld) }
            self = .v3
        case .v2:
            guard etcd.has(.v2Store) else { throw .noV2(etcd: etcd, flanneld: flanneld) }
            self = etcd.has(.v3Store) ? .v2(switchedOn: etcd.has(.v2Switch)) : .classic
        case .auto:
            guard !(etcd.has(.v2Store) && etcd.has(.v3Store)) else {
                throw .undecided(etcd: etcd)
            }
            self = etcd.has(.v3Store) ? .v3 : .classic
        }
    }

    /// The only store that flanneld knows; the one described, if flanneld does not tell.
    private static func wanted(
        _ described: ClusterDescription.StoreChoice,
        by installed: ProgramVersion
    ) throws(FlannelBackingStoreError) -> ClusterDescription.StoreChoice {
        switch installed {
        case .absent: return described
        case .unknown(let program, let said):
            guard described != .auto else {
                throw .unknownVersion(of: program, said: said, isChoice: true)
            }
            return described
        case .known(let flanneld):
            let known: ClusterDescription.StoreChoice = flanneld < Version(0, 18) ? .v2 : .v3
            guard described == .auto || described == known else {
                throw .otherStore(described, flanneld: flanneld, known)
            }
            return known
        }
    }
}

/// Why flannel cannot keep its subnets on this node.
package enum FlannelBackingStoreError: Error, Equatable, CustomStringConvertible {
    /// The v3 store is wanted of an etcd 2.
    case noV3(etcd: Version, flanneld: Version?)
    /// The v2 store is wanted of an etcd that no longer has it.
    case noV2(etcd: Version, flanneld: Version?)
    /// The description names a store that the installed flanneld does not know.
    case otherStore(
        ClusterDescription.StoreChoice,
        flanneld: Version,
        ClusterDescription.StoreChoice
    )
    /// etcd has both stores, and no flanneld is installed that could be asked.
    case undecided(etcd: Version)
    /// A program that was asked for its version gave none; `isChoice` if the description may say
    /// what the version would have decided.
    case unknownVersion(of: String, said: String, isChoice: Bool)

    /// What does not fit, and what to do about it.
    package var description: String {
        switch self {
        case .noV3(let etcd, let flanneld):
            "flannel.store: \(Self.wish("v3", flanneld)), but the installed etcd \(etcd) has "
                + "only v2; flannel 0.17 or earlier would use it"
        case .noV2(let etcd, let flanneld):
            "flannel.store: \(Self.wish("v2", flanneld)), but the installed etcd \(etcd) has "
                + "only v3; flannel 0.18 or later would use it"
        case .otherStore(let described, let flanneld, let known):
            "flannel.store: '\(described.rawValue)' is described, but the installed flanneld "
                + "\(flanneld) uses only \(known.rawValue); write 'store: auto'"
        case .undecided(let etcd):
            "flannel.store: flanneld is not installed, and the installed etcd \(etcd) has both "
                + "stores; write 'store: v2' or 'store: v3'"
        case .unknownVersion(let program, let said, let isChoice):
            "\(visible(program)): no version in the output of --version: \(quoted(said))"
                + (isChoice ? "; write 'store: v2' or 'store: v3'" : "")
        }
    }

    private static func wish(_ store: String, _ flanneld: Version?) -> String {
        flanneld.map { "flanneld \($0) wants \(store)" } ?? "\(store) is wanted"
    }
}
