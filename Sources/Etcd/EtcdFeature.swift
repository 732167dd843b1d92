import Basics

/// What an etcd, or its etcdctl, has in some versions and not in others: a new version is a line
/// here.
package enum EtcdFeature {
    /// The store of which `etcdctl get` and flannel from 0.18 on read (3.0, CHANGELOG).
    case v3Store
    /// The store of which flannel up to 0.17 reads (3.6 has it no more, CHANGELOG).
    case v2Store
    /// `ETCD_ENABLE_V2`, without which there is no v2 store.
    case v2Switch
    /// It asks clients and peers for a certificate.
    case clientCertificates
    /// It ends where a flag stands beside its variable (`verifyEnv()` in `pkg/flags/flag.go`).
    case refusesFlagBesideVariable
    /// `ETCD_CONFIG_FILE`; before only the flag (`etcdmain/config.go`).
    case configFileVariable
    /// The status of an endpoint tells its alarms.
    case alarmsInStatus
    /// etcdctl speaks v3 unless `ETCDCTL_API` says otherwise; before, v2.
    case etcdctlSpeaksV3
    /// etcdctl reads `ETCDCTL_API`.
    case etcdctlChoosesAPI

    /// The first version that has it, and the first that has it no more.
    package var versions: (from: Version, until: Version?) {
        switch self {
        case .v3Store: (Version(3, 0), nil)
        case .v2Store: (Version(2, 0), Version(3, 6))
        case .v2Switch: (Version(3, 4), Version(3, 6))
        case .clientCertificates: (Version(2, 1), nil)
        case .refusesFlagBesideVariable, .configFileVariable: (Version(3, 4), nil)
        case .alarmsInStatus: (Version(3, 4), nil)
        case .etcdctlSpeaksV3: (Version(3, 4), nil)
        case .etcdctlChoosesAPI: (Version(3, 0), Version(3, 6))
        }
    }
}

extension Version {
    /// Whether an etcd of this version has something.
    package func has(_ feature: EtcdFeature) -> Bool {
        let (from, until) = feature.versions
        return self >= from && until.map { self < $0 } ?? true
    }
}
