import TestSupport
import Testing

extension RefusalTests {
    private static let inputs: [Row] = [
        // meta-data
        Row(
            script: "rm var/cloud-init/meta-data",
            status: 66,
            words: """
                ROOT/var/cloud-init/meta-data: not found, nor is \
                ROOT/run/cloud-init/instance-data.json; one of them must say which node this is
                """
        ),
        Row(
            arguments: ["--seed", "/srv/seed"],
            status: 66,
            words: """
                ROOT/srv/seed/meta-data: not found, nor is \
                ROOT/run/cloud-init/instance-data.json; one of them must say which node this is
                """
        ),
        Row(
            script: "sed -i s/a1/a_1/ var/cloud-init/meta-data",
            status: 65,
            words: """
                ROOT/var/cloud-init/meta-data:2:17: 'local-hostname': the host name 'a_1' contains \
                '_'; only letters, digits and hyphens are legal
                local-hostname: a_1
                                ^
                """
        ),
        Row(
            script: """
                rm var/cloud-init/meta-data; mkdir -p run/cloud-init
                echo '{"v1": {}}' > run/cloud-init/instance-data.json
                """,
            status: 65,
            words: """
                ROOT/run/cloud-init/instance-data.json:1:8: no 'v1.instance_id'
                {"v1": {}}
                       ^
                """
        ),
        Row(
            script: "printf 'local-hostname: \\351\\n' > var/cloud-init/meta-data",
            status: 65,
            words: """
                ROOT/var/cloud-init/meta-data:1:17: not UTF-8: byte 0xe9; save the file as UTF-8
                local-hostname: \u{FFFD}
                                ^
                """
        ),
        Row(
            script: "head -c 1048577 /dev/zero > var/cloud-init/meta-data",
            status: 65,
            words: "ROOT/var/cloud-init/meta-data: is larger than 1048576 bytes"
        ),
        Row(
            script: "mv var/cloud-init/meta-data m; ln -s /m var/cloud-init/meta-data",
            status: 65,
            words: "ROOT/var/cloud-init/meta-data: is a symbolic link, which is not followed"
        ),
        Row(
            script: "rm var/cloud-init/meta-data; mkfifo var/cloud-init/meta-data",
            status: 65,
            words: "ROOT/var/cloud-init/meta-data: is a FIFO, not a regular file"
        ),
        Row(
            script: "rm var/cloud-init/meta-data; mkdir var/cloud-init/meta-data",
            status: 65,
            words: "ROOT/var/cloud-init/meta-data: is a directory, not a regular file"
        ),
        // the cluster
        Row(
            script: "rm var/cloud-init/cluster.yaml",
            status: 66,
            words: """
                ROOT/var/cloud-init/cluster.yaml: not found; write it, or name the members \
                with --cluster
                """
        ),
        Row(
            script: "echo 'clustr: x' > var/cloud-init/cluster.yaml",
            status: 78,
            words: """
                ROOT/var/cloud-init/cluster.yaml:1:1: unknown key 'clustr'; did you mean 'cluster'?
                clustr: x
                ^
                """
        ),
        Row(
            script: "rm var/cloud-init/cluster.yaml; mkdir var/cloud-init/cluster.yaml",
            status: 78,
            words: "ROOT/var/cloud-init/cluster.yaml: is a directory, not a regular file"
        ),
        Row(
            arguments: ["--cluster", ""],
            status: 78,
            words: """
                --cluster: names no member; write name=http://ADDRESS:2380, \
                with commas between members
                """
        ),
        Row(
            arguments: ["--cluster", "a1=http://a1:2380"],
            status: 78,
            words: """
                --cluster: the URL 'http://a1:2380' of 'a1' has the host name 'a1', but etcd \
                listens only on IP addresses
                """
        ),
        Row(
            script: "sed -i s/a1/b1/ var/cloud-init/meta-data",
            status: 78,
            words: "cluster: no member named 'b1' among a1, a2, a3; is local-hostname right?"
        ),
        // what an earlier run left
        Row(
            script: "mkdir -p etc/bootcmd; echo '{}' > etc/bootcmd/state.json",
            status: 65,
            words: """
                ROOT/etc/bootcmd/state.json:1:1: not a record of bootcmd: no string 'version'; \
                'bootcmd --root ROOT --force' sets it aside and configures the node again
                {}
                ^
                """
        ),
    ]

    @Test(arguments: inputs)
    func `an input that is wrong is refused before the first write`(row: Row) async throws {
        try await expectRefusal(row)
    }
}
