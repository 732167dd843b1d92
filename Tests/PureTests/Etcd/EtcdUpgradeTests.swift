import Testing
@testable import Basics
@testable import Desired
@testable import Etcd
@testable import Status

@Suite struct EtcdUpgradeTests {
    /// A disk on which etcd last ran, what is installed now, what the cluster's version is said to
    /// be.
    struct Row {
        let from: Version
        let to: Version
        var hadV2Store = false
        var cluster: Version?
        let problem: EtcdUpgrade?

        static func skips(_ from: Version, _ to: Version, first: Version) -> Row {
            Row(from: from, to: to, problem: .skips(from: from, to: to, first: first))
        }

        static func starts(
            _ from: Version,
            _ to: Version,
            hadV2Store: Bool = false,
            cluster: Version? = nil
        ) -> Row {
            Row(from: from, to: to, hadV2Store: hadV2Store, cluster: cluster, problem: nil)
        }

        static func goesBack(_ from: Version, _ to: Version, cluster: Version? = nil) -> Row {
            Row(from: from, to: to, cluster: cluster, problem: .goesBack(from: from, to: to))
        }

        static func losesV2Store(_ from: Version, _ to: Version) -> Row {
            Row(from: from, to: to, hadV2Store: true, problem: .losesV2Store(from: from, to: to))
        }
    }

    static let rows: [Row] = [
        // the same series, in either direction, whatever was on
        .starts(Version(3, 5, 16), Version(3, 5, 16), hadV2Store: true),
        .starts(Version(3, 5, 33), Version(3, 5, 16)), .starts(Version(3, 6), Version(3, 6, 14)),
        // one minor version after the other, and 3.0 after 2.3
        .starts(Version(2, 0, 13), Version(2, 1)), .starts(Version(2, 3), Version(3, 0, 17)),
        .starts(Version(3, 0), Version(3, 1)), .starts(Version(3, 4, 23), Version(3, 5, 16)),
        .starts(Version(3, 3, 25), Version(3, 4), hadV2Store: true),
        .skips(Version(2, 2, 5), Version(3, 0), first: Version(2, 3)),
        .skips(Version(2, 3, 8), Version(3, 4), first: Version(3, 0)),
        .skips(Version(3, 3, 25), Version(3, 5), first: Version(3, 4)),
        .skips(Version(3, 4, 23), Version(3, 6, 14), first: Version(3, 5, 26)),
        .skips(Version(3, 4, 23), Version(3, 7), first: Version(3, 5, 26)),
        // releases that the next series cannot be taken from
        .skips(Version(3, 5, 16), Version(3, 6, 14), first: Version(3, 5, 26)),
        .skips(Version(3, 5, 25), Version(3, 6), first: Version(3, 5, 26)),
        .starts(Version(3, 5, 26), Version(3, 6)), .starts(Version(3, 5, 33), Version(3, 6, 14)),
        .skips(Version(3, 5, 33), Version(3, 7), first: Version(3, 6, 11)),
        .skips(Version(3, 6, 10), Version(3, 7, 1), first: Version(3, 6, 11)),
        .starts(Version(3, 6, 11), Version(3, 7)),
        // the v2 store: gone in 3.6, which starts only where it finds nothing in it
        .losesV2Store(Version(3, 5, 33), Version(3, 6, 14)),
        .starts(Version(3, 6, 14), Version(3, 7), hadV2Store: true),
        // back: never, unless the cluster has stayed behind, or was told to go back
        .goesBack(Version(3, 6, 14), Version(3, 5, 33)),
        .goesBack(Version(3, 6, 14), Version(3, 5, 33), cluster: Version(3, 6)),
        .starts(Version(3, 6, 14), Version(3, 5, 33), cluster: Version(3, 5)),
        .goesBack(Version(3, 6, 14), Version(3, 4, 33), cluster: Version(3, 4)),
        .goesBack(Version(3, 0), Version(2, 3, 8)),
        .starts(Version(3, 0), Version(2, 3, 8), cluster: Version(2, 3)),
        // of what comes after the versions that are known, nothing is said
        .starts(Version(3, 7), Version(3, 8)), .starts(Version(4, 0), Version(4, 2)),
    ]

    @Test(arguments: rows)
    func `etcd's own rules say which version may take over another's data`(row: Row) {
        let last = EtcdLastRun(version: row.from, hadV2Store: row.hadV2Store)
        #expect(EtcdUpgrade(from: last, to: row.to, inClusterOf: row.cluster) == row.problem)
    }

    @Test func `the v2 store was on where it ever was, until an etcd has found nothing in it`() {
        let history: [(Version, Bool, Bool)] = [
            // an etcd, whether it is told to have the store, whether it ever was on since
            (Version(3, 4, 23), false, false), (Version(3, 4, 23), true, true),
            (Version(3, 4, 23), false, true), (Version(3, 5, 33), false, true),
            (Version(3, 6), false, false), (Version(2, 3, 8), false, true),
            (Version(3, 3), true, true),
        ]
        var last: EtcdLastRun?
        for (version, enablesV2, hadV2Store) in history {
            last = EtcdLastRun(of: version, enablesV2: enablesV2, after: last)
            #expect(last == EtcdLastRun(version: version, hadV2Store: hadV2Store))
        }
    }

    private static let sentences: [(EtcdUpgrade, String)] = [
        (
            .skips(from: Version(3, 4, 23), to: Version(3, 6, 14), first: Version(3, 5, 26)),
            """
            etcd 3.6.14 is installed, and cannot take over from the etcd 3.4.23 that last ran on \
            /d/a1.etcd: install etcd 3.5.26 or a later 3.5 first, on one member after the other
            """
        ),
        (
            .skips(from: Version(2, 2, 5), to: Version(3, 0), first: Version(2, 3)),
            """
            etcd 3.0 is installed, and cannot take over from the etcd 2.2.5 that last ran on \
            /d/a1.etcd: install etcd 2.3 first, on one member after the other
            """
        ),
        (
            .goesBack(from: Version(3, 6, 14), to: Version(3, 5, 33)),
            """
            etcd 3.5.33 is installed, and cannot take over from the etcd 3.6.14 that last ran on \
            /d/a1.etcd: install etcd 3.6 again; if you want to go back, run there first:
              etcdctl downgrade enable 3.5
            """
        ),
        (
            .goesBack(from: Version(3, 5, 33), to: Version(3, 4, 33)),
            """
            etcd 3.4.33 is installed, and cannot take over from the etcd 3.5.33 that last ran on \
            /d/a1.etcd: install etcd 3.5 again
            """
        ),
        (
            .losesV2Store(from: Version(3, 5, 33), to: Version(3, 6, 14)),
            """
            etcd 3.6.14 is installed, and cannot take over from the etcd 3.5.33 that last ran on \
            /d/a1.etcd: the v2 store was on, and etcd 3.6 does not start on its keys; install etcd \
            3.5.32 or a later 3.5 again, stop it, and look for keys; if there are none, have the agent \
            forget the store:
              etcdutl check v2store --data-dir=/d/a1.etcd && rm /var/lib/bootcmd/member.json
            """
        ),
    ]

    @Test(arguments: sentences)
    func `what is to be installed or run first is said`(problem: EtcdUpgrade, sentence: String) {
        #expect(problem.sentence(dataIn: "/d/a1.etcd") == sentence)
    }
}
