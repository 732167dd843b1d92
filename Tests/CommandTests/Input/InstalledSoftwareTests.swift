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
                ROOT/usr/bin/etcdctl: etcdctl 2.3 does not speak to the v3 store of etcd 3.5; \
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
                \(etcdUnit): '--name=a1' is given, and etcd 3.5 does not start where ETCD_NAME is \
                set as well; remove the flag
                """
        ),
        Row(
            script: """
                sed -i '/ExecStart/s/$/ --config-file=etcd.yml/' usr/lib/systemd/system/etcd.service
                """,
            status: 69,
            words: """
                \(etcdUnit): with '--config-file=etcd.yml', etcd reads that file, and no variable; \
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
                ROOT/usr/lib/systemd/system/flanneld.service: with '--kube-subnet-mgr', flanneld asks \
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

    /// Programs that say their versions, and what the rows prepare roots with.
    private static let tools = """
        say() { mkdir -p "${1%/*}"; printf '#!/bin/sh\\necho "%s"\\n' "$2" > "$1"; chmod +x "$1"; }
        dropin() { mkdir -p "${1%/*}"; printf '[Service]\\n%s\\n' "$2" > "$1"; }
        say usr/bin/etcd 'etcd Version: 3.5.16'
        say usr/bin/etcdctl 'etcdctl version: 3.5.16'
        say usr/bin/flanneld v0.22.3

        """

    @Test(arguments: refusals)
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
            "sed -i s,/usr/bin/etcd,/opt/etcd/start, usr/lib/systemd/system/etcd.service", [],
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
                """
        )
        #expect(try await root.run([]).status == 0)
        let dropIn = root.text("/etc/systemd/system/flanneld.service.d/init.conf")
        #expect(dropIn?.contains("\nExecStartPre=/opt/etcd/etcdctl set ") == true)
        #expect(root.text("/etc/etcd/etcd.conf")?.contains("ETCD_ENABLE_V2=") == true)
    }
}
