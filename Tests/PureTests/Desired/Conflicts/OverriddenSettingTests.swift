import Desired
import Testing

/// Drop-ins of the operator's that take back what keeps etcd and flanneld trying.
@Suite struct OverriddenSettingTests {
    private static let etcd = "/etc/systemd/system/etcd.service.d"
    private static let flanneld = "/etc/systemd/system/flanneld.service.d"

    private static let rows: [(String, String, String, String?)] = [
        // a unit, the name of a drop-in, its [Service], the warning
        (
            "etcd.service", "zz.conf", "Restart=no",
            "\(etcd)/zz.conf: 'Restart=no' takes back what \(etcd)/restart.conf says: etcd that ends "
                + "before its peers are up is not started again; remove it"
        ),
        (
            "flanneld.service", "override.conf", "Restart=on-abort",
            "\(flanneld)/override.conf: 'Restart=on-abort' takes back what \(flanneld)/init.conf says: "
                + "flanneld that ends before its peers are up is not started again; remove it"
        ),
        (
            "etcd.service", "override.conf", "TimeoutStartSec=90",
            "\(etcd)/override.conf: 'TimeoutStartSec=90' takes back what \(etcd)/bootcmd.conf says: "
                + "etcd is killed if its peers are not up by then; remove it"
        ),
        (
            "etcd.service", "override.conf", "TimeoutSec=1min 30s",
            "\(etcd)/override.conf: 'TimeoutSec=1min 30s' takes back what \(etcd)/bootcmd.conf says: "
                + "etcd is killed if its peers are not up by then; remove it"
        ),
        (
            "flanneld.service", "zz.conf", "[Unit]\nStartLimitIntervalSec=10",
            "\(flanneld)/zz.conf: 'StartLimitIntervalSec=10' takes back what \(flanneld)/bootcmd.conf "
                + "says: systemd gives flanneld up if its peers are not up soon; remove it"
        ),
        (
            "etcd.service", "zz.conf", "StartLimitInterval=5min",
            "\(etcd)/zz.conf: 'StartLimitInterval=5min' takes back what \(etcd)/bootcmd.conf says: "
                + "systemd gives etcd up if its peers are not up soon; remove it"
        ),
        (
            "flanneld.service", "10.conf", "[Unit]\nJobTimeoutSec=5min",
            "\(flanneld)/10.conf: 'JobTimeoutSec=5min' limits the unit's start: what waits for flanneld "
                + "is given up if its peers are not up by then; remove it"
        ),
        (
            "etcd.service", "zz.conf", "[Unit]\nJobRunningTimeoutSec=90",
            "\(etcd)/zz.conf: 'JobRunningTimeoutSec=90' limits the unit's start: what waits for etcd "
                + "is given up if its peers are not up by then; remove it"
        ),
        ("etcd.service", "zz.conf", "[Unit]\nJobTimeoutSec=0\nJobRunningTimeoutSec=infinity", nil),
        // what is read before ours, says the same, more, or nothing
        ("etcd.service", "override.conf", "Restart=no", nil),
        ("etcd.service", "10.conf", "TimeoutStartSec=90\nRestart=no", nil),
        ("etcd.service", "zz.conf", "Restart=always\nTimeoutStartSec=infinity", nil),
        ("etcd.service", "zz.conf", "TimeoutStartSec=90\nTimeoutStartSec=0s", nil),
        ("etcd.service", "zz.conf", "Restart=\n[Unit]\nStartLimitIntervalSec=0", nil),
        ("etcd.service", "zz.conf", "RestartSec=10\nStartLimitBurst=1", nil),
        // a member's flanneld has its own time: of it, nothing of ours speaks
        ("flanneld.service", "zz.conf", "TimeoutStartSec=90", nil),
        ("docker.service", "zz.conf", "Restart=no", nil),
    ]

    @Test(arguments: rows)
    func `a drop-in that takes back what keeps a service trying is warned of`(
        unit: String,
        name: String,
        service: String,
        warning: String?
    ) throws {
        var node = InstalledNode()
        let before = try node.desired().warnings
        node.add(name, to: unit, service)
        let desired = try node.desired()
        #expect(desired.warnings == before + [warning].compactMap(\.self))
        #expect(desired.refusals == [])
    }
}
