import Basics
import Foundation
import TestSupport
import Testing

/// What stands on a node against the member that is described: units, programs, their files.
@Suite struct InstalledSoftwareTests {
    struct Row: CustomTestStringConvertible, Sendable {
        /// Prepares the root, on which etcd 3.5, its etcdctl and flanneld 0.22 are installed.
        var script = ":"
        let status: Int32
        let words: String

        var testDescription: String { words }
    }

    private static let etcdUnit = "ROOT/usr/lib/systemd/system/etcd.service"

    private static let refusals: [Row] = [
        // programs
        Row(
            script: "rm usr/bin/etcdctl",
            status: 69,
            words: """
                etcdctl: not installed, and flanneld.service needs it to put the network into etcd; \
                install it (on Debian, the package etcd-client)
                """
        ),
        Row(
            script: "say usr/bin/etcdctl 'etcdctl version 2.3.8'",
            status: 69,
            words: """
                ROOT/usr/bin/etcdctl: etcdctl 2.3.8 does not speak to the v3 store of etcd 3.5.16; \
                install the one that comes with it
                """
        ),
        Row(
            script: "say usr/bin/etcdctl 'no idea'",
            status: 69,
            words: "ROOT/usr/bin/etcdctl: no version in the output of --version: 'no idea\\n'"
        ),
        Row(
            script: "say usr/bin/etcd 'no idea'",
            status: 69,
            words: "ROOT/usr/bin/etcd: no version in the output of --version: 'no idea\\n'"
        ),
        Row(
            script: "sed -i s,/usr/bin/etcd,/opt/etcd/etcd, usr/lib/systemd/system/etcd.service",
            status: 69,
            words: "etcd.service: runs /opt/etcd/etcd, which is not installed"
        ),
        // etcd
        Row(
            script: "sed -i '/ExecStart/s/$/ --name=a1/' usr/lib/systemd/system/etcd.service",
            status: 69,
            words: """
                \(etcdUnit): '--name=a1' is given, and etcd 3.5.16 does not start where ETCD_NAME is \
                set as well; remove the flag
                """
        ),
        Row(
            script: """
                sed -i '/ExecStart/s/$/ --config-file=etcd.yml/' usr/lib/systemd/system/etcd.service
                """,
            status: 69,
            words: """
                \(etcdUnit): '--config-file=etcd.yml' has etcd read that file, and no variable; \
                remove it
                """
        ),
        Row(
            script: """
                dropin etc/systemd/system/etcd.service.d/zz.conf EnvironmentFile=/etc/default/etcd
                mkdir etc/default; echo 'ETCD_NAME=x' > etc/default/etcd
                """,
            status: 69,
            words: """
                ROOT/etc/default/etcd: sets ETCD_NAME, which would win over /etc/etcd/etcd.conf; \
                remove it
                """
        ),
        Row(
            script: "dropin usr/lib/systemd/system/service.d/zz.conf EnvironmentFile=",
            status: 69,
            words: """
                ROOT/usr/lib/systemd/system/service.d/zz.conf: an empty 'EnvironmentFile=' takes \
                back what /etc/systemd/system/etcd.service.d/bootcmd.conf adds; give this drop-in \
                a name that comes before 'bootcmd.conf'
                ROOT/usr/lib/systemd/system/service.d/zz.conf: an empty 'EnvironmentFile=' takes \
                back what /etc/systemd/system/flanneld.service.d/bootcmd.conf adds; give this \
                drop-in a name that comes before 'bootcmd.conf'
                """
        ),
        Row(
            script: """
                dropin etc/systemd/system/etcd.service.d/a.conf EnvironmentFile=/etc/default/etcd
                mkdir etc/default; echo 'ETCD_FORCE_NEW_CLUSTER=true' > etc/default/etcd
                """,
            status: 69,
            words: """
                ROOT/etc/default/etcd: 'ETCD_FORCE_NEW_CLUSTER=true' has etcd leave the other members \
                at every start; remove it (for one start: 'systemctl set-environment \
                ETCD_FORCE_NEW_CLUSTER=true')
                """
        ),
        // the manager's
        Row(
            script: """
                manager etc/systemd/system.conf LANG=C
                manager usr/lib/systemd/system.conf ETCD_PROXY=on
                manager etc/systemd/system.conf.d/b.conf 'A=b ETCD_FORCE_NEW_CLUSTER=true'
                manager usr/lib/systemd/system.conf.d/a.conf ETCD_DISCOVERY=http://x
                manager run/systemd/system.conf.d/c.conf FLANNELD_PUBLIC_IP=203.0.113.1
                """,
            status: 69,
            words: """
                ROOT/usr/lib/systemd/system.conf.d/a.conf: 'ETCD_DISCOVERY=http://x' contradicts \
                ETCD_INITIAL_CLUSTER; remove it
                ROOT/etc/systemd/system.conf.d/b.conf: 'ETCD_FORCE_NEW_CLUSTER=true' has etcd leave the \
                other members at every start; remove it (for one start: 'systemctl set-environment \
                ETCD_FORCE_NEW_CLUSTER=true')
                ROOT/run/systemd/system.conf.d/c.conf: 'FLANNELD_PUBLIC_IP=203.0.113.1' is not what is \
                described; remove it
                """
        ),
        Row(
            script: "manager etc/systemd/system.conf ETCD_PROXY=on",
            status: 69,
            words: """
                ROOT/etc/systemd/system.conf: 'ETCD_PROXY=on' has etcd pass requests on, and be no member; \
                remove it
                """
        ),
        Row(
            script: """
                dropin etc/systemd/system/etcd.service.d/a.conf WorkingDirectory=/srv/etcd
                """,
            status: 69,
            words: """
                ROOT/etc/systemd/system/etcd.service.d/a.conf: 'WorkingDirectory=/srv/etcd' is not \
                there, and nothing makes it at boot: the unit would never start; make it, or remove the \
                line
                """
        ),
        Row(
            script: "dropin etc/systemd/system/etcd.service.d/a.conf BindPaths=/srv/etcd:/data",
            status: 69,
            words: """
                ROOT/etc/systemd/system/etcd.service.d/a.conf: 'BindPaths=/srv/etcd' is not there, and \
                nothing makes it at boot: the unit would never start; make it, or remove the line
                """
        ),
        Row(
            script: """
                dropin etc/systemd/system/flanneld.service.d/a.conf StandardError=append:/srv/f/log
                """,
            status: 69,
            words: """
                ROOT/etc/systemd/system/flanneld.service.d/a.conf: 'StandardError=/srv/f/log' is in a \
                directory that is not there, and nothing makes it at boot: the unit would never start; \
                make it, or remove the line
                """
        ),
        // a file that is no program
        Row(
            script: """
                dropin etc/systemd/system/etcd.service.d/a.conf ExecStartPre=/etc/os-release
                touch etc/os-release
                """,
            status: 69,
            words: """
                ROOT/etc/systemd/system/etcd.service.d/a.conf: 'ExecStartPre=/etc/os-release' is not \
                there, or cannot be run: the unit would never start; install it, or remove the line
                """
        ),
        Row(
            script: """
                runs_as etcd
                mkdir var/lib/etcd; chown 978 var/lib/etcd
                dropin etc/systemd/system/etcd.service.d/a.conf 'SupplementaryGroups=shared etcds'
                """,
            status: 69,
            words: """
                ROOT/etc/systemd/system/etcd.service.d/a.conf: 'SupplementaryGroups=etcds' is in no \
                passwd or group of this machine: the unit would never start; add it, or remove the line
                """
        ),
        // its user, and its data
        Row(
            script: "runs_as etcd; sed -i /etcd/d etc/passwd",
            status: 69,
            words: """
                ROOT/etc/systemd/system/etcd.service.d/user.conf: 'User=etcd' is in no passwd or group of \
                this machine: the unit would never start; add it, or remove the line
                """
        ),
        Row(
            script: "runs_as etcd; mkdir -m 700 var/lib/etcd",
            status: 73,
            words: """
                ROOT/var/lib/etcd: is closed to 'etcd', as whom etcd would keep its data in \
                /var/lib/etcd/a1.etcd; run 'chown -R etcd ROOT/var/lib/etcd'
                """
        ),
        Row(
            script: "runs_as etcd; mkdir -p -m 755 var/lib/etcd/a1.etcd",
            status: 73,
            words: """
                ROOT/var/lib/etcd/a1.etcd: is closed to 'etcd', as whom etcd would keep its data in \
                /var/lib/etcd/a1.etcd; run 'chown -R etcd ROOT/var/lib/etcd'
                """
        ),
        Row(
            script: "runs_as etcd",
            status: 73,
            words: """
                ROOT/var/lib: is closed to 'etcd', as whom etcd would keep its data in \
                /var/lib/etcd/a1.etcd; run 'install -d -o etcd ROOT/var/lib/etcd'
                """
        ),
        Row(
            script: "echo > var/lib/etcd",
            status: 73,
            words: """
                ROOT/var/lib/etcd: is a regular file, and etcd's data would lie below it; move it away
                """
        ),
        // flanneld
        Row(
            script: """
                sed -i '/ExecStart/s/$/ $OPTIONS/' usr/lib/systemd/system/flanneld.service
                dropin etc/systemd/system/flanneld.service.d/a.conf 'EnvironmentFile=/etc/opt*'
                echo 'OPTIONS=-iface=eth1' > etc/options
                """,
            status: 69,
            words: "ROOT/etc/options: '-iface=eth1' is not what is described; remove it"
        ),
        Row(
            script:
                "sed -i '/ExecStart/s/$/ --kube-subnet-mgr/' usr/lib/systemd/system/flanneld.service",
            status: 69,
            words: """
                ROOT/usr/lib/systemd/system/flanneld.service: '--kube-subnet-mgr' has flanneld ask \
                Kubernetes for its subnet, not etcd; remove it
                """
        ),
        Row(
            script: """
                echo 'cluster: a1=http://[fd00::51]:2380,a2=http://[fd00::52]:2380,a3=http://[fd00::53]:2380' \
                    > var/cloud-init/cluster.yaml
                """,
            status: 78,
            words: """
                cluster: this machine has the address [fd00::51], and flannel carries 172.18.0.0/16 \
                only between IPv4 addresses; name an interface that has one, with \
                'Environment=FLANNELD_IFACE=NAME' in a drop-in of flanneld.service
                """
        ),
        // a cycle
        Row(
            script: """
                docker; mkdir -p etc/systemd/system/etcd.service.d
                printf '[Unit]\\nAfter=docker.service\\n' > etc/systemd/system/etcd.service.d/x.conf
                """,
            status: 69,
            words: """
                ROOT/etc/systemd/system/etcd.service.d/x.conf: 'After=docker.service' closes a cycle: \
                etcd.service waits for docker.service, docker.service waits for flanneld.service, \
                flanneld.service waits for etcd.service; systemd would break it by not starting one \
                of them; remove it
                """
        ),
        Row(
            script: """
                docker; wants=etc/systemd/system/network-online.target.wants
                mkdir -p $wants; ln -s /usr/lib/systemd/system/warm.service $wants/warm.service
                printf '[Unit]\\nAfter=docker.service\\n' > usr/lib/systemd/system/warm.service
                printf '[Unit]\\n' > usr/lib/systemd/system/network-online.target
                """,
            status: 69,
            words: """
                ROOT/usr/lib/systemd/system/warm.service: 'After=docker.service' closes a cycle: \
                etcd.service waits for network-online.target, network-online.target waits for \
                warm.service, warm.service waits for docker.service, docker.service waits for \
                flanneld.service, flanneld.service waits for etcd.service; systemd would break it by \
                not starting one of them; remove it
                """
        ),
        // docker
        Row(
            script: """
                dropin usr/lib/systemd/system/docker.service ExecStart=/usr/bin/dockerd
                mkdir etc/docker; echo '{"bip": "10.1.1.1/24"}' > etc/docker/daemon.json
                """,
            status: 69,
            words: """
                ROOT/etc/docker/daemon.json: has 'bip', and dockerd does not start where it gets \
                '--bip' as well; remove it
                """
        ),
        // somebody's data
        Row(
            script:
                "mkdir -p var/lib/etcd/a1.etcd/member/wal; touch var/lib/etcd/a1.etcd/member/wal/0.wal",
            status: 78,
            words: """
                ROOT/var/lib/etcd/a1.etcd/member/wal: etcd has data here already, and would ignore \
                ETCD_INITIAL_CLUSTER, ETCD_INITIAL_CLUSTER_STATE and ETCD_INITIAL_CLUSTER_TOKEN; \
                write 'state: existing' if this machine is that member, move the data away if it is \
                not
                """
        ),
    ]

    /// A member's data, and what is remembered of the etcd that left it.
    private static func data(of etcd: String, v2: Bool = false) -> String {
        """
        mkdir -p var/lib/etcd/a1.etcd/member/wal var/lib/bootcmd
        touch var/lib/etcd/a1.etcd/member/wal/0.wal
        echo '{"version": 1, "instance-id": "iid-local01", "host-name": "a1", "standing": "member",
         "etcd": "\(etcd)", "v2": \(v2)}' > var/lib/bootcmd/member.json

        """
    }

    private static let upgrades: [Row] = [
        Row(
            script: data(of: "3.6.14"),
            status: 69,
            words: """
                etcd 3.5.16 is installed, and cannot take over from the etcd 3.6.14 that last ran on \
                /var/lib/etcd/a1.etcd: install etcd 3.6 again; if you want to go back, run there first: \
                etcdctl downgrade enable 3.5
                """
        ),
        Row(
            script: data(of: "3.3.25", v2: true),
            status: 69,
            words: """
                etcd 3.5.16 is installed, and cannot take over from the etcd 3.3.25 that last ran on \
                /var/lib/etcd/a1.etcd: install etcd 3.4 first, on one member after the other
                """
        ),
        Row(
            script: data(of: "3.5.26", v2: true) + "say usr/bin/etcd 'etcd Version: 3.6.14'\n",
            status: 69,
            words: """
                etcd 3.6.14 is installed, and cannot take over from the etcd 3.5.26 that last ran on \
                /var/lib/etcd/a1.etcd: the v2 store was on, and etcd 3.6 does not start on its keys; \
                install etcd 3.5.32 or a later 3.5 again, stop it, and look for keys; if there are none, \
                have the agent forget the store: etcdutl check v2store --data-dir=/var/lib/etcd/a1.etcd \
                && rm /var/lib/bootcmd/member.json
                """
        ),
    ]

    @Test func `data of an etcd that the installed one can follow is no obstacle`() async throws {
        let root = try ScratchRoot()
        try await root.prepare(Self.tools + Self.data(of: "3.4.23", v2: true))
        #expect(try await root.run(["--dry-run"]).status == 0)
        #expect(try await root.run([]).status == 0)
    }

    /// Programs that say their versions, and what the rows prepare roots with.
    static let tools = """
        say() { mkdir -p "${1%/*}"; printf '#!/bin/sh\\necho "%s"\\n' "$2" > "$1"; chmod +x "$1"; }
        dropin() { mkdir -p "${1%/*}"; printf '[Service]\\n%s\\n' "$2" > "$1"; }
        manager() { mkdir -p "${1%/*}"; printf '[Manager]\\nDefaultEnvironment=%s\\n' "$2" > "$1"; }
        runs_as() {
            dropin etc/systemd/system/etcd.service.d/user.conf "User=$1"
            echo "$1:x:978:977::/:/sbin/nologin" > etc/passwd
            printf 'root:x:0:\\n%s:x:977:\\nshared:x:1000:other,%s\\n' "$1" "$1" > etc/group
        }
        say usr/bin/etcd 'etcd Version: 3.5.16'
        say usr/bin/etcdctl 'etcdctl version: 3.5.16'
        say usr/bin/flanneld v0.22.3
        docker() {
            printf '[Service]\\nExecStart=/usr/sbin/dockerd\\n[Install]\\nWantedBy=multi-user.target\\n' \
                > usr/lib/systemd/system/docker.service
            mkdir -p etc/systemd/system/multi-user.target.wants
            ln -s /usr/lib/systemd/system/docker.service etc/systemd/system/multi-user.target.wants/
        }

        """

    @Test func `a docker that was upgraded past 28 gets its rules, and an undo takes them back`()
        async throws
    {
        let root = try ScratchRoot()
        let dropIn = root.path("/etc/systemd/system/docker.service.d/bootcmd.conf")
        func rules() throws -> Int {
            try String(contentsOfFile: dropIn, encoding: .utf8).split(separator: "\n")
                .count { $0.hasPrefix("ExecStartPre=-+/bin/sh -c \"iptables ") }
        }
        let old = "docker\nsay usr/sbin/dockerd 'Docker version 26.1.5+dfsg1, build a72d7cd'"
        try await root.prepare(Self.tools + old)
        #expect(try await root.run([]).status == 0)
        #expect(try rules() == 0)
        let new = "say usr/sbin/dockerd 'Docker version 28.5.2+dfsg4, build unknown'"
        try await root.prepare(Self.tools + new)
        let said = try await root.run([])
        #expect(said.status == 0)
        #expect(try rules() == 2, "\(said)")
        #expect(try await root.run(["undo"]).status == 0)
        #expect(!FileManager.default.fileExists(atPath: dropIn))
    }

    @Test(arguments: refusals + upgrades)
    func `what stands against the description is refused, in a dry run as in a run`(
        row: Row
    ) async throws {
        let root = try ScratchRoot()
        try await root.prepare(Self.tools + row.script)
        let before = try root.snapshot()
        let said = try await root.run([])
        #expect(said.words == "\(row.words)\nbootcmd: stopped; nothing was changed\n")
        #expect(said.status == row.status)
        let shown = try await root.run(["--dry-run"])
        let lines = row.words.split(separator: "\n").map { "refused: \($0)" }
        #expect(
            shown.output.split(separator: "\n").filter {
                $0.hasPrefix("refused: ") && $0 != "refused: nothing would be changed"
            }.map(String.init) == lines
        )
        #expect(shown.status == row.status)
        #expect(try root.snapshot().changes(since: before) == [])
    }

    private static let warnings: [(String, [String], String)] = [
        // script, arguments, warning
        (
            "mkdir -p var/lib/etcd/a1.etcd/member/wal; touch var/lib/etcd/a1.etcd/member/wal/0.wal",
            ["--force"],
            """
            ROOT/var/lib/etcd/a1.etcd/member/wal: etcd has data here already: ETCD_INITIAL_CLUSTER, \
            ETCD_INITIAL_CLUSTER_STATE and ETCD_INITIAL_CLUSTER_TOKEN will have no effect
            """
        ),
        (
            """
            sed -i 's,\\[Service],&\\nEnvironmentFile=-/etc/sysconfig/flanneld,' \
                usr/lib/systemd/system/flanneld.service
            echo "FLANNEL_OPTIONS='-ip-masq -v 2'" >> etc/sysconfig/flanneld
            """, [],
            """
            /etc/sysconfig/flanneld: FLANNEL_OPTIONS is no longer in force once the file is replaced; to \
            keep it, write 'Environment="FLANNEL_OPTIONS=-ip-masq -v 2"' under [Service] in \
            /etc/systemd/system/flanneld.service.d/local.conf
            """
        ),
        (
            """
            sed -i s,/usr/bin/etcd,/opt/etcd/start, usr/lib/systemd/system/etcd.service
            say opt/etcd/start ''
            """, [],
            """
            etcd.service: what ExecStart= runs is not understood; /usr/bin/etcd was asked for its \
            version
            """
        ),
        (
            "dropin usr/lib/systemd/system/docker.service 'ExecStart=/bin/sh -c \"dockerd | cat\"'",
            [],
            """
            docker.service: docker's bridge stays out of flannel's network: no option can be added to \
            dockerd, which a shell calls; have it called with $FLANNEL_SUBNET of \
            /run/flannel/subnet.env as --bip
            """
        ),
    ]

    @Test(arguments: warnings)
    func `what cannot be mended here is said`(
        script: String,
        arguments: [String],
        warning: String
    ) async throws {
        let root = try ScratchRoot()
        try await root.prepare(Self.tools + script)
        let said = try await root.run(arguments)
        #expect(said.status == 0)
        #expect(said.error.contains("bootcmd: warning: \(warning)\n"))
    }

    @Test(arguments: [
        // how the member's data is known to be its own
        "echo 'etcd: {state: existing}' >> var/cloud-init/cluster.yaml",
        "rm -r var/lib/etcd/a1.etcd/member/wal; mkdir var/lib/etcd/a1.etcd/member/wal",
        "mv var/lib/etcd/a1.etcd var/lib/etcd/default.etcd",
        """
        mkdir -p var/lib/bootcmd
        echo '{"version": 1, "instance-id": "i", "host-name": "a1", "standing": "member"}' > var/lib/bootcmd/member.json
        """,
        """
        mkdir -p var/lib/bootcmd
        echo '{"version": 1, "instance-id": "i", "host-name": "a1", "standing": "none"}' > var/lib/bootcmd/member.json
        """,
    ])
    func `data that is the member's own, or another's, is no matter`(script: String) async throws {
        let root = try ScratchRoot()
        try await root.prepare(
            Self.tools
                + """
                mkdir -p var/lib/etcd/a1.etcd/member/wal; touch var/lib/etcd/a1.etcd/member/wal/0.wal
                \(script)
                """
        )
        let said = try await root.run([])
        #expect(said.status == 0)
        #expect(!said.error.contains("data here"))
    }

    @Test(arguments: [
        // what says that a directory will be there
        "mkdir -p srv/etcd", "rm usr/bin/*",
        "mkdir -p usr/lib/tmpfiles.d; echo 'd /srv/etcd 0700 etcd etcd' > usr/lib/tmpfiles.d/etcd.conf",
        "echo 'LABEL=data /srv/etcd ext4 defaults 0 2' > etc/fstab",
        "echo 'LABEL=data /srv ext4 defaults 0 2' > etc/fstab",
        "printf '[Mount]\\nWhat=/dev/sdb\\n' > etc/systemd/system/srv-etcd.mount",
        "echo '  - [mkdir, -p, /srv/etcd]' > var/cloud-init/user-data",
        "dropin etc/systemd/system/srv.service 'ExecStart=/bin/mkdir -p /srv/etcd'",
    ])
    func `a directory that is still to come is waited for`(script: String) async throws {
        let root = try ScratchRoot()
        try await root.prepare(
            Self.tools
                + """
                dropin etc/systemd/system/etcd.service.d/a.conf WorkingDirectory=/srv/etcd
                \(script)
                """
        )
        #expect(try await root.run([]).status == 0)
    }

    @Test(arguments: [
        // what lets etcd's user have its data, or may
        "mkdir var/lib/etcd; chown 978 var/lib/etcd",
        "mkdir -m 775 var/lib/etcd; chown :1000 var/lib/etcd",
        "mkdir -m 777 var/lib/etcd",
        "mkdir -m 711 var/lib/etcd; mkdir var/lib/etcd/a1.etcd; chown 978 var/lib/etcd/a1.etcd",
        "dropin etc/systemd/system/etcd.service.d/a.conf StateDirectory=etcd",
        """
        dropin etc/systemd/system/etcd.service.d/a.conf 'ExecStartPre=+/bin/mkdir -p /var/lib/etcd'
        say bin/mkdir ''
        """,
        "mkdir -m 700 usr/lib/tmpfiles.d; echo 'd /var/lib/etcd - etcd' > usr/lib/tmpfiles.d/e.conf",
        "mkdir srv/etcd; chown 978 srv/etcd; ln -s /srv/etcd var/lib/etcd",
        // or what makes it, once it runs
        "sed -i /etcd/d etc/passwd; echo 'passwd: files sss' > etc/nsswitch.conf",
        "sed -i /etcd/d etc/passwd; mkdir etc/sysusers.d; echo 'u etcd -' > etc/sysusers.d/e.conf",
    ])
    func `a user who can have the data is no obstacle`(script: String) async throws {
        let root = try ScratchRoot()
        try await root.prepare("\(Self.tools)\nmkdir srv; runs_as etcd; \(script)")
        let said = try await root.run(["--dry-run"])
        #expect(said.status == 0, "\(said)")
    }

    @Test(arguments: [
        // what of the manager's has no say
        "manager etc/systemd/system.conf 'HTTP_PROXY=http://x https_proxy=x ETCD_NAME=x'",
        "manager usr/lib/systemd/system.conf ETCD_PROXY=on; manager etc/systemd/system.conf A=b",
        "manager etc/systemd/system.conf ETCD_PROXY=on; manager etc/systemd/system.conf.d/a.conf ''",
        """
        manager usr/lib/systemd/system.conf.d/a.conf ETCD_PROXY=on
        manager etc/systemd/system.conf.d/a.conf A=b
        """,
    ])
    func `variables of the manager's that are taken back are none`(script: String) async throws {
        let root = try ScratchRoot()
        try await root.prepare(Self.tools + script)
        #expect(try await root.run([]).status == 0)
        // The next boot looks again.
        #expect(try await root.run([]).error.contains("; nothing to do\n"))
        try await root.prepare(
            Self.tools + "manager run/systemd/system.conf.d/z.conf ETCD_PROXY=on"
        )
        #expect(try await root.run([]).status == 69)
    }

    @Test func `a unit that somebody has masked since is left so, and named`() async throws {
        let root = try ScratchRoot()
        try await root.prepare(Self.tools)
        #expect(try await root.run([]).status == 0)
        try await root.prepare("ln -s /dev/null etc/systemd/system/etcd.service")
        let said = try await root.run([])
        #expect(said.status == 0)
        #expect(said.error.contains("; etcd.service masked, left alone; run 'systemctl "))
        #expect(try await root.run(["--dry-run"]).status == 69)
    }

    @Test func `the program is asked that the unit runs`() async throws {
        let root = try ScratchRoot()
        try await root.prepare(
            Self.tools
                + """
                say opt/etcd/etcd 'etcd Version: 3.4.23'
                say opt/etcd/etcdctl 'etcdctl version: 3.4.23'
                say opt/flannel/flanneld v0.17.0
                say usr/bin/etcd 'etcd Version: 3.6.1'
                sed -i s,/usr/bin/etcd,/opt/etcd/etcd, usr/lib/systemd/system/etcd.service
                dropin etc/systemd/system/flanneld.service.d/a.conf 'ExecStart=
                ExecStart=/usr/bin/flanneld-start $X'
                printf '#!/bin/sh\\nexec /opt/flannel/flanneld "$@"\\n' > usr/bin/flanneld-start
                chmod +x usr/bin/flanneld-start
                """
        )
        #expect(try await root.run([]).status == 0)
        let dropIn = root.text("/etc/systemd/system/flanneld.service.d/init.conf")
        #expect(dropIn?.contains("\nExecStartPre=/opt/etcd/etcdctl set ") == true)
        #expect(root.text("/etc/etcd/etcd.conf")?.contains("ETCD_ENABLE_V2=") == true)
    }
}
