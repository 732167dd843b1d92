import Basics

/// Which etcd last ran on a disk.
package struct EtcdLastRun: Equatable, Sendable {
    /// The file in which it is remembered, beside what else a machine knows of being a member.
    package static let path: NodePath = "/var/lib/bootcmd/member.json"

    /// Its version.
    package let version: Version
    /// Whether clients could ever write to its v2 store.
    package let hadV2Store: Bool

    /// What is remembered of it.
    package init(version: Version, hadV2Store: Bool) {
        self.version = version
        self.hadV2Store = hadV2Store
    }

    /// An etcd that is about to run where another one did. Up to 3.3 the v2 store is always on, in
    /// 3.4 and 3.5 where it is switched on; an etcd 3.6 that starts has found nothing in it.
    package init(of version: Version, enablesV2: Bool, after last: EtcdLastRun? = nil) {
        let isOn = enablesV2 || version < Version(3, 4) || last?.hadV2Store == true
        self.init(version: version, hadV2Store: version < Version(3, 6) && isOn)
    }
}

/// Why an etcd cannot start on the data that another version of it has left.
///
/// By etcd's own upgrade pages (etcd.io/docs, "Upgrading etcd" and "Downgrading etcd"), and its
/// `MustDetectDowngrade`, `UnsafeDetectSchemaVersion`, `AssertNoV2StoreContent` and
/// `v2ToV3Request`.
package enum EtcdUpgrade: Equatable, Sendable {
    /// Another version comes in between.
    case skips(from: Version, to: Version, first: Version)
    /// The data is of a later version.
    case goesBack(from: Version, to: Version)
    /// The data may be in a store that this version does not have.
    case losesV2Store(from: Version, to: Version)

    /// Nil where nothing is known to be in the way.
    ///
    /// The version of the cluster is what another member told (`etcdcluster` of its `/version`):
    /// that of the oldest member, or of a downgrade that was enabled. An etcd that is not older may
    /// go back by one minor version.
    package init?(
        from last: EtcdLastRun,
        to installed: Version,
        inClusterOf cluster: Version? = nil
    ) {
        let version = last.version
        if installed.series == version.series { return nil }
        guard installed > version else {
            let isAllowed = cluster.map { $0 <= installed } ?? false
            if isAllowed, installed.isBefore(version) { return nil }
            self = .goesBack(from: version, to: installed)
            return
        }
        if let first = Self.first(from: version, to: installed) {
            self = .skips(from: version, to: installed, first: first)
        } else if last.hadV2Store, version < Version(3, 6), installed >= Version(3, 6) {
            self = .losesV2Store(from: version, to: installed)
        } else {
            return nil
        }
    }

    /// What to install before a later version: the release of its own series that the next one
    /// needs, or the next series.
    private static func first(from version: Version, to installed: Version) -> Version? {
        if let last = version.lastOfSeries, version < last { return last }
        guard let next = version.next, next.series != installed.series else { return nil }
        return next.lastOfSeries ?? next
    }
}

extension Version {
    /// The series of etcd that comes after; nil where nobody knows yet what becomes of it.
    fileprivate var next: Version? {
        switch (major, minor) {
        case (2, 3): Version(3, 0)
        case (2...3, _): Version(major, minor + 1)
        default: nil
        }
    }

    /// The first release of its series from which the next series can be taken: before 3.5.26,
    /// members that were removed come back in 3.6; 3.6 before 3.6.11 does not go together with 3.7.
    fileprivate var lastOfSeries: Version? {
        switch (major, minor) {
        case (3, 5): Version(3, 5, 26)
        case (3, 6): Version(3, 6, 11)
        default: nil
        }
    }

    /// Whether it is of the series before another's.
    fileprivate func isBefore(_ other: Version) -> Bool { next?.series == other.series }

    fileprivate var orLater: String { patch == 0 ? series : "\(self) or a later \(series)" }
}

extension EtcdUpgrade {
    /// What is the matter with the data in a directory, and what helps; a command stands on a line
    /// of its own.
    package func sentence(dataIn directory: NodePath) -> String {
        switch self {
        case .skips(let version, let installed, let first):
            return Self.mismatch(directory, version, installed)
                + "install etcd \(first.orLater) first, on one member after the other"
        case .goesBack(let version, let installed):
            let install =
                Self.mismatch(directory, version, installed)
                + "install etcd \(version.series) again"
            // etcd 3.5 knows the command, and its page has another way.
            guard installed.isBefore(version), version >= Version(3, 6) else { return install }
            return install + "; if you want to go back, run there first:\n"
                + "  etcdctl downgrade enable \(installed.series)"
        case .losesV2Store(let version, let installed):
            return Self.mismatch(directory, version, installed)
                + "the v2 store was on, and etcd \(installed.series) does not start on its keys; "
                + "install etcd 3.5.32 or a later 3.5 again, stop it, and look for keys; if there "
                + "are none, have the agent forget the store:\n"
                + "  etcdutl check v2store --data-dir=\(directory) && rm \(EtcdLastRun.path)"
        }
    }

    private static func mismatch(
        _ directory: NodePath,
        _ version: Version,
        _ installed: Version
    ) -> String {
        "etcd \(installed) is installed, and cannot take over from the etcd \(version) that last "
            + "ran on \(directory): "
    }
}
