import Testing
@testable import Basics
@testable import Desired
@testable import Status
@testable import Units

/// What keeps a unit from starting, or its program from its work.
@Suite struct StartConflictTests {
    private static let unit = "/usr/lib/systemd/system/etcd.service"
    private static let missing =
        "is not there, and nothing makes it at boot: the unit would never start"
    private static let noData =
        "keeps etcd from writing its data; add 'ReadWritePaths=/var/lib/etcd'"

    private static let noNetwork = "cuts the program off from the other machines; remove it"
    private static let noUnit =
        "names a unit that is not installed: this one would never start; install that one, or remove "
        + "the line"
    private static let noAccount =
        "is in no passwd or group of this machine: the unit would never start; add it, or remove the "
        + "line"

    private static let etcd: [(String, String?)] = [
        // etcd's [Service], the setting that is refused and why
        ("WorkingDirectory=/srv/etcd", "'WorkingDirectory=/srv/etcd' \(missing)"),
        ("WorkingDirectory=-/srv/etcd", nil),
        ("WorkingDirectory=~", nil),
        ("WorkingDirectory=/srv/etcd/\nWorkingDirectory=", nil),
        ("WorkingDirectory=/srv/%p/", "'WorkingDirectory=/srv/%p/' \(missing)"),
        ("WorkingDirectory=/var/lib/etcd", nil),
        ("WorkingDirectory=/var/lib/none", "'WorkingDirectory=/var/lib/none' \(missing)"),
        ("WorkingDirectory=/var/lib/none\nStateDirectory=none", nil),
        ("EnvironmentFile=/etc/none", "'EnvironmentFile=/etc/none' \(missing)"),
        ("EnvironmentFile=-/etc/none", nil),
        ("EnvironmentFile=/etc/none*", nil),
        // is made by the run itself
        ("EnvironmentFile=/etc/etcd/etcd.conf", nil),
        ("ProtectSystem=strict", "'ProtectSystem=strict' \(noData)"),
        ("ProtectSystem=full", nil),
        ("ProtectSystem=strict\nReadWritePaths=-/var/lib/etcd", nil),
        ("ProtectSystem=strict\nReadWritePaths=/etc /var/lib", nil),
        ("ProtectSystem=strict\nStateDirectory=etcd", nil),
        ("ProtectSystem=strict\nStateDirectory=other", "'ProtectSystem=strict' \(noData)"),
        ("ReadOnlyPaths=/var", "'ReadOnlyPaths=/var' \(noData)"),
        ("ReadOnlyPaths=/var\nReadWritePaths=/var/lib/etcd", nil),
        (
            "ReadWritePaths=/var\nInaccessiblePaths=/var/lib",
            "'InaccessiblePaths=/var/lib' \(noData)"
        ),
        ("TemporaryFileSystem=/var:ro", "'TemporaryFileSystem=/var:ro' \(noData)"),
        (
            "PrivateNetwork=yes",
            "'PrivateNetwork=yes' cuts the program off from the other machines; remove it"
        ),
        ("PrivateNetwork=no", nil),
        (
            "NetworkNamespacePath=/run/netns/a",
            "'NetworkNamespacePath=/run/netns/a' cuts the program off from the other machines; remove it"
        ),
        ("IPAddressDeny=any", "'IPAddressDeny=any' \(noNetwork)"),
        ("IPAddressDeny=::/0 0.0.0.0/0", "'IPAddressDeny=::/0 0.0.0.0/0' \(noNetwork)"),
        ("IPAddressDeny=any\nIPAddressAllow=localhost", "'IPAddressDeny=any' \(noNetwork)"),
        ("IPAddressDeny=any\nIPAddressAllow=192.168.99.0/24", nil),
        ("IPAddressDeny=any\nIPAddressDeny=", nil),
        ("IPAddressDeny=10.0.0.0/8", nil),
        ("RestrictAddressFamilies=AF_UNIX", "'RestrictAddressFamilies=AF_UNIX' \(noNetwork)"),
        ("RestrictAddressFamilies=none", "'RestrictAddressFamilies=none' \(noNetwork)"),
        (
            "RestrictAddressFamilies=AF_INET6 AF_INET\nRestrictAddressFamilies=~AF_INET",
            "'RestrictAddressFamilies=~AF_INET' \(noNetwork)"
        ),
        ("RestrictAddressFamilies=~AF_INET", "'RestrictAddressFamilies=~AF_INET' \(noNetwork)"),
        ("RestrictAddressFamilies=~AF_INET6 AF_PACKET", nil),
        ("RestrictAddressFamilies=AF_UNIX\nRestrictAddressFamilies=AF_INET AF_INET6", nil),
        ("RestrictAddressFamilies=~AF_INET\nRestrictAddressFamilies=AF_INET", nil),
        ("RestrictAddressFamilies=AF_UNIX\nRestrictAddressFamilies=", nil),
        ("RestrictAddressFamilies=none\nRestrictAddressFamilies=~AF_PACKET", nil),
        (
            "[Unit]\nRequires=there.service gone.service",
            "'Requires=gone.service' \(noUnit)"
        ),
        ("[Unit]\nBindsTo=gone.service", "'BindsTo=gone.service' \(noUnit)"),
        ("[Unit]\nRequisite=gone.service", "'Requisite=gone.service' \(noUnit)"),
        ("[Unit]\nWants=gone.service masked.service\nAfter=gone.service", nil),
        (
            "[Unit]\nRequires=masked.service",
            "'Requires=masked.service' names a unit that is masked: this one would never start; "
                + "remove the line, or 'systemctl unmask' that one"
        ),
        ("User=nobody-here", "'User=nobody-here' \(noAccount)"),
        ("User=etcd\nGroup=nobody-here", "'Group=nobody-here' \(noAccount)"),
        (
            "RootDirectory=/srv/root",
            "'RootDirectory=/srv/root' has the program run where the files that are written are not; "
                + "run it directly"
        ),
        (
            "[Unit]\nJobTimeoutSec=90\nJobTimeoutAction=reboot",
            "'JobTimeoutAction=reboot' would act while the unit waits for its peers; remove it"
        ),
        (
            "[Unit]\nFailureAction=poweroff",
            "'FailureAction=poweroff' would act while the unit waits for its peers; remove it"
        ),
        ("[Unit]\nJobTimeoutAction=none", nil),
        (
            "[Unit]\nConditionPathExists=/etc/none",
            "'ConditionPathExists=/etc/none' is not met: the unit would never start; remove it"
        ),
        ("[Unit]\nConditionPathExists=/etc/passwd", nil),
        (
            "[Unit]\nAssertFirstBoot=true",
            "'AssertFirstBoot=true' is not met: the unit would never start; remove it"
        ),
    ]

    @Test(arguments: etcd)
    func `what would keep etcd from its work is refused`(service: String, why: String?) throws {
        var node = InstalledNode()
        node.units["etcd.service"] = InstalledNode.unit(
            "etcd.service",
            "ExecStart=/usr/bin/etcd\n\(service)"
        )
        node.surroundings.missing = [
            "/srv/etcd", "/var/lib/none", "/etc/none", "/etc/etcd/etcd.conf",
        ]
        node.surroundings.missingUnits = ["gone.service"]
        node.surroundings.missingAccounts = ["nobody-here"]
        node.masked = ["masked.service"]
        node.surroundings.unmet = ["ConditionPathExists=/etc/none"]
        #expect(try node.refusals() == [why].compactMap(\.self).map { "\(Self.unit): \($0)" })
    }

    @Test(arguments: [
        // flanneld's [Service], the setting that is refused
        ("ProtectSystem=strict", "ProtectSystem=strict"),
        ("ProtectSystem=strict\nRuntimeDirectory=flannel", nil),
        ("ProtectSystem=strict\nReadWritePaths=/run", nil),
        ("PrivateNetwork=1", "PrivateNetwork=1"),
    ])
    func `what would keep flanneld from its work is refused`(service: String, setting: String?)
        throws
    {
        var node = InstalledNode()
        node.units["flanneld.service"] = InstalledNode.unit(
            "flanneld.service",
            "ExecStart=/usr/bin/flanneld\n\(service)"
        )
        let refusals = try node.refusals()
        #expect(refusals.count == (setting == nil ? 0 : 1))
        #expect(refusals.first?.contains(setting.map { "'\($0)'" } ?? "") != false)
    }

    @Test func `a member of IPv6 needs both families, one of IPv4 only its own`() throws {
        for (address, count) in [("192.168.99.51", 0), ("[fd00::51]", 1)] {
            var node = InstalledNode(address: address)
            node.add("x.conf", to: "etcd.service", "RestrictAddressFamilies=AF_INET AF_UNIX")
            #expect(try node.refusals().count { $0.contains("'RestrictAddress") } == count)
        }
    }

    @Test(arguments: [
        "/usr/bin/docker run --rm etcd", "/usr/bin/podman run etcd",
        "/bin/sh -c 'exec docker run etcd'",
    ])
    func `an etcd in a container is refused`(command: String) throws {
        var node = InstalledNode()
        node.units["etcd.service"] = InstalledNode.unit("etcd.service", "ExecStart=\(command)")
        #expect(
            try node.refusals().contains {
                $0.hasSuffix(
                    "has the program run where the files that are written are not; run it directly"
                )
            }
        )
    }

    @Test func `a gate that cannot be run is refused, on members`() throws {
        var node = InstalledNode()
        node.surroundings.barsAgent = true
        let refusals = try node.refusals()
        #expect(refusals.count == 1)
        #expect(
            refusals[0].hasPrefix("/var/cloud-init/bootcmd: lies on a file system that is mounted")
        )
    }

    private static let conditions: [(String, [[String]])] = [
        // a [Unit], what systemd is asked of it
        (
            "ConditionHost=a1\nConditionPathExists=!/etc/x",
            [["ConditionHost=a1"], ["ConditionPathExists=!/etc/x"]]
        ),
        ("ConditionHost=a1\nConditionHost=", []),
        ("ConditionHost=a1\nAssertPathExists=", [["ConditionHost=a1"]]),
        ("ConditionHost=|a1\nConditionHost=|a2", [["ConditionHost=|a1", "ConditionHost=|a2"]]),
        ("ConditionHost=|a1\nConditionACPower=|true", []),
        ("ConditionNeedsUpdate=/etc\nConditionFirstBoot=yes", []),
    ]

    @Test(arguments: conditions)
    func `conditions that are for good what they are are asked for`(text: String, asked: [[String]])
    {
        let part = UnitFile.Part(
            path: "/etc/systemd/system/etcd.service",
            text: "[Unit]\n\(text)\n"
        )
        #expect(UnitFile(name: "etcd.service", parts: [part]).conditions == asked)
    }
}
