import Basics
import TestSupport
@testable import Cluster
@testable import Configure
@testable import Desired
@testable import Status

extension CheckTests {
    private static let another = Identity(instanceID: "iid-1", hostName: "a7")

    private static func credentials(
        _ change: (inout CertificateFacts) -> Void = { _ in }
    ) -> InstalledCredentials {
        var facts = CertificateFacts.sound
        change(&facts)
        return .found(Credentials(files: [:], facts: facts))
    }

    static let nodeRows: [Row] = [
        Row(.certificate, .ok, "valid until 2031-11-23") { $0.credentials = credentials() },
        Row(
            .certificate,
            .ok,
            "its authority is valid for 29 more days: renew it ('make-seed --tls', then "
                + "'bootcmd --force')"
        ) { seen in
            seen.credentials = credentials {
                $0.authorityPeriod = .init(from: 0, until: $0.now + 30 * 86_400 - 1)
            }
        },
        Row(
            .certificate,
            .bad,
            "/etc/etcd/tls/node.crt ran out at 2026-11-24 11:59:59 UTC; once new ones lie in the seed "
                + "('make-seed --tls'):\n  bootcmd --force"
        ) { seen in
            seen.credentials = credentials { $0.period = .init(from: 0, until: $0.now - 1) }
        },
        Row(
            .certificate,
            .wait,
            "/etc/etcd/tls/node.crt is not valid before 2026-11-24 12:00:01 UTC"
        ) { seen in
            seen.credentials = credentials { $0.period = .init(from: $0.now + 1, until: .max) }
        },
        Row(.certificate, .bad, "/etc/etcd/tls/node.key is not there\n  bootcmd --force") {
            $0.credentials = .missing("/etc/etcd/tls/node.key")
        },
        Row(.certificate, .skip, "no OpenSSL") { $0.credentials = .unknown("no OpenSSL") },
        Row(.configured, .bad, "state.json: damaged") {
            $0.with(.untrusted("state.json: damaged"))
        },
        Row(
            .configured,
            .bad,
            "a run, or an undo, was interrupted; the next boot finishes it, or:\n  bootcmd"
        ) { $0.with(.interrupted) },
        Row(
            .configured,
            .bad,
            "for host a7, instance iid-1, where this is instance iid-local02\n  bootcmd"
        ) { $0.with(.another(another)) },
        Row(.configured, .wait, "for iid-local02, and takes effect with the next boot") {
            $0.with(.complete(reboot: true, Drift()))
        },
        Row(
            .configured,
            .bad,
            "/etc/etcd/etcd.conf no longer as bootcmd wrote; the next boot writes them again, or:\n"
                + "  bootcmd"
        ) { seen in
            var drift = Drift()
            drift.reverted = ["/etc/etcd/etcd.conf"]
            seen.with(.complete(reboot: false, drift))
        },
        Row(
            .configured,
            .ok,
            "for iid-local02; this boot runs it; /etc/etcd/etcd.conf edited, left alone"
        ) { seen in
            var drift = Drift()
            drift.edited = ["/etc/etcd/etcd.conf"]
            seen.with(.complete(reboot: false, drift))
        },
        Row(
            .configured,
            .ok,
            "for iid-local02; this boot runs it; nothing runs bootcmd at the next boot"
        ) { $0.hasHook = false },
        Row(
            .configured,
            .ok,
            "for iid-local02; this boot runs it; cloud-init is still at work"
        ) { $0.cloudInit = .running },
        Row(
            .configured,
            .bad,
            "for iid-local02; cloud-init: \\u{1b}[31m; no user\\nx\n  cloud-init status --long"
        ) { $0.cloudInit = .ended(errors: ["\u{1B}[31m", "no user\nx"]) },

    ]
}

extension StatusObservation {
    /// The same, with another record.
    fileprivate mutating func with(_ record: RecordedState) {
        var other = StatusObservation(of: node, record: record)
        (other.cloudInit, other.hasHook) = (cloudInit, hasHook)
        self = other
    }
}
