import Testing
@testable import Basics
@testable import Desired
@testable import Status
@testable import Units

/// What keeps a unit from starting, or its program from its work.
@Suite struct StartConflictTests {
    private static let unit = "/usr/lib/systemd/system/etcd.service"
    private static let missing =
        "is not there, and nothing makes it at boot: the unit would never start; make it, or remove "
        + "the line"
    private static let noData =
        "keeps etcd from writing its data; add 'ReadWritePaths=/var/lib/etcd'"

    private static let hidden =
        "hides the directory that the program writes to, which 'ReadWritePaths=' does not bring back; "
        + "remove it"
    private static let noProgram =
        "is not there, or cannot be run: the unit would never start; install it, or remove the line"
    private static let noDirectory =
        "is in a directory that is not there, and nothing makes it at boot: the unit would never start; "
        + "make it, or remove the line"
    private static let fails = "always fails: the unit would never start; remove it"
    private static let second =
        "is one command too many, and systemd would not load the unit; write a line 'ExecStart=' "
        + "before it to replace the first, or remove it"
    private static let neverReady = "has systemd wait for ever for the unit to start; remove it"
    private static let watchdog =
        "has systemd kill the program each time that has passed, for it sends no 'WATCHDOG=1'; "
        + "remove it"
    private static let noCalls = "keeps the program from calls that it cannot do without; remove it"

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
        ("InaccessiblePaths=/var/lib", "'InaccessiblePaths=/var/lib' \(hidden)"),
        // nothing opens it again
        (
            "InaccessiblePaths=-/var/lib\nReadWritePaths=/var/lib/etcd\nStateDirectory=etcd",
            "'InaccessiblePaths=-/var/lib' \(hidden)"
        ),
        ("InaccessiblePaths=/var/lib/other /home", nil),
        ("InaccessiblePaths=/var\nInaccessiblePaths=", nil),
        ("TemporaryFileSystem=/var:ro", "'TemporaryFileSystem=/var:ro' \(hidden)"),
        (
            "TemporaryFileSystem=/var/lib\nReadWritePaths=/var/lib/etcd",
            "'TemporaryFileSystem=/var/lib' \(hidden)"
        ),
        ("TemporaryFileSystem=/var/lib\nBindPaths=/var/lib/etcd", nil),
        ("TemporaryFileSystem=/var/lib\nStateDirectory=etcd", nil),
        ("ProtectSystem=strict\nBindPaths=/data:/var/lib/etcd:rbind", nil),
        (
            "BindReadOnlyPaths=/data:/var/lib/etcd",
            "'BindReadOnlyPaths=/data:/var/lib/etcd' \(noData)"
        ),
        ("BindReadOnlyPaths=/var/lib/etcd:/data", nil),
        (
            "DynamicUser=yes",
            "'DynamicUser=yes' keeps etcd from writing its data; add 'StateDirectory=etcd'"
        ),
        ("DynamicUser=yes\nStateDirectory=etcd", nil),
        // what the unit's own file system is made of
        ("ReadWritePaths=/var /srv/etcd", "'ReadWritePaths=/srv/etcd' \(missing)"),
        ("ReadWritePaths=+/srv/etcd", "'ReadWritePaths=/srv/etcd' \(missing)"),
        ("ReadWritePaths=-/srv/etcd -+/srv/etcd", nil),
        ("ReadWritePaths=/srv/etcd\nReadWritePaths=", nil),
        ("ReadWritePaths=/var/lib/none\nStateDirectory=none", nil),
        // that command is not run without the path either
        (
            "ReadWritePaths=/srv/etcd\nExecStartPre=+/bin/mkdir -p /srv/etcd",
            "'ReadWritePaths=/srv/etcd' \(missing)"
        ),
        ("ReadOnlyPaths=/srv/etcd", "'ReadOnlyPaths=/srv/etcd' \(missing)"),
        ("InaccessiblePaths=/srv/etcd", "'InaccessiblePaths=/srv/etcd' \(missing)"),
        ("ExecPaths=/srv/etcd", "'ExecPaths=/srv/etcd' \(missing)"),
        ("NoExecPaths=/srv/etcd", "'NoExecPaths=/srv/etcd' \(missing)"),
        ("BindPaths=/srv/etcd:/data", "'BindPaths=/srv/etcd' \(missing)"),
        ("BindPaths=-/srv/etcd:/data /home:/srv/etcd", nil),
        ("BindReadOnlyPaths=/srv/etcd", "'BindReadOnlyPaths=/srv/etcd' \(missing)"),
        ("NoExecPaths=/", "'NoExecPaths=/' keeps systemd from running the program; remove it"),
        ("NoExecPaths=/\nExecPaths=/usr", nil),
        ("LoadCredential=key:/etc/none", "'LoadCredential=/etc/none' \(missing)"),
        ("LoadCredential=key", nil),
        ("LoadCredential=key:none", nil),
        ("LoadCredential=key:/etc/none\nSetCredential=key:none", nil),
        ("StandardInput=file:/etc/none", "'StandardInput=/etc/none' \(missing)"),
        (
            "StandardOutput=append:/var/lib/none/log",
            "'StandardOutput=/var/lib/none/log' \(noDirectory)"
        ),
        // made too late
        (
            "StandardError=file:/var/lib/none/log\nStateDirectory=none",
            "'StandardError=/var/lib/none/log' \(noDirectory)"
        ),
        ("StandardOutput=append:/var/lib/none/log\nStandardOutput=journal", nil),
        ("StandardOutput=file:/srv/etcd", nil),
        // the commands
        ("ExecStart=/usr/bin/etcd --debug", "'ExecStart=/usr/bin/etcd --debug' \(second)"),
        ("ExecStart=\nExecStart=/usr/bin/etcd --debug", nil),
        (
            "ExecStart=\nExecStart=/bin/true ; /usr/bin/etcd",
            "'ExecStart=/bin/true ; /usr/bin/etcd' \(second)"
        ),
        (
            "ExecStart=",
            "'ExecStart=' leaves the unit without a command, and systemd would not load it; remove "
                + "the line, or add one with the command"
        ),
        ("ExecStartPre=/usr/bin/none -x", "'ExecStartPre=/usr/bin/none' \(noProgram)"),
        ("ExecStartPre=!/usr/bin/none", "'ExecStartPre=/usr/bin/none' \(noProgram)"),
        ("ExecStartPre=-/usr/bin/none", nil),
        ("ExecStartPre=/bin/true ; -/usr/bin/none", nil),
        ("ExecCondition=/usr/bin/none", "'ExecCondition=/usr/bin/none' \(noProgram)"),
        ("ExecStartPost=/usr/bin/none", "'ExecStartPost=/usr/bin/none' \(noProgram)"),
        ("ExecStopPost=/usr/bin/none", nil),
        (
            "ExecStart=\nExecStart=/usr/bin/none /usr/bin/etcd",
            "'ExecStart=/usr/bin/none' \(noProgram)"
        ),
        ("ExecStartPre=/bin/cp /srv/none /usr/bin/none\nExecStartPre=/usr/bin/none", nil),
        ("ExecStartPre=/bin/false", "'ExecStartPre=/bin/false' \(fails)"),
        ("ExecCondition=/usr/bin/false now", "'ExecCondition=/usr/bin/false now' \(fails)"),
        ("ExecStartPost=/bin/false", "'ExecStartPost=/bin/false' \(fails)"),
        ("ExecStartPre=-/bin/false", nil),
        ("ExecStartPre=/bin/false\nSuccessExitStatus=1", nil),
        ("ExecStartPre=/bin/sh -c false", nil),
        // when the unit counts as started
        ("Type=oneshot", "'Type=oneshot' \(neverReady)"),
        ("Type=forking", "'Type=forking' \(neverReady)"),
        ("Type=dbus\nBusName=a.b", "'Type=dbus' \(neverReady)"),
        ("BusName=a.b", "'BusName=a.b' \(neverReady)"),
        ("Type=forking\nType=other", "'Type=forking' \(neverReady)"),
        ("Type=simple", nil), ("Type=exec", nil), ("Type=idle", nil),
        ("Type=notify\nNotifyAccess=none", nil), ("Type=notify-reload", nil),
        ("Type=forking\nType=notify", nil), ("Type=notify\nBusName=a.b", nil),
        ("Type=forking\nExecStart=\nExecStart=/usr/bin/setsid -f /usr/bin/etcd", nil),
        ("WatchdogSec=30", "'WatchdogSec=30' \(watchdog)"),
        ("WatchdogSec=0", nil), ("WatchdogSec=infinity", nil), ("WatchdogSec=9\nWatchdogSec=", nil),
        ("RuntimeMaxSec=1d", nil),
        ("SystemCallFilter=~@network-io", "'SystemCallFilter=~@network-io' \(noCalls)"),
        (
            "SystemCallFilter=~@mount\nSystemCallFilter=~@basic-io:EPERM",
            "'SystemCallFilter=~@basic-io:EPERM' \(noCalls)"
        ),
        ("SystemCallFilter=@system-service\nSystemCallFilter=~@privileged", nil),
        ("SystemCallFilter=@system-service @network-io", nil),
        // its groups
        (
            "SupplementaryGroups=shared nobody-here",
            "'SupplementaryGroups=nobody-here' \(noAccount)"
        ),
        ("DynamicUser=yes\nStateDirectory=etcd\nUser=nobody-here", nil),
        (
            "DynamicUser=yes\nStateDirectory=etcd\nSupplementaryGroups=nobody-here",
            "'SupplementaryGroups=nobody-here' \(noAccount)"
        ),
        // the run makes it
        ("SupplementaryGroups=docker\nGroup=docker", nil),
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
        node.surroundings.missingUsers = ["nobody-here"]
        node.surroundings.missingGroups = ["nobody-here", "docker"]
        node.surroundings.unrunnable = ["/usr/bin/none"]
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
        ("InaccessiblePaths=/run", "InaccessiblePaths=/run"),
        ("Type=forking", "Type=forking"),
        ("Type=notify", nil),
        ("WatchdogSec=1min", "WatchdogSec=1min"),
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
