import Basics
import TestSupport
import Testing

extension RefusalTests {
    private static let nodes: [Row] = [
        // what is installed
        Row(
            script: """
                mkdir -p usr/bin; cd usr/bin
                printf '#!/bin/sh\\necho etcd Version: 3.6.1\\n' > etcd
                printf '#!/bin/sh\\necho v0.17.0 >&2\\n' > flanneld
                chmod +x *
                """,
            status: 78,
            words: """
                flannel.store: flanneld 0.17 wants v2, but the installed etcd 3.6.1 has only v3; \
                flannel 0.18 or later would use it
                """
        ),
        Row(
            script: """
                mkdir -p usr/bin; cd usr/bin
                printf '#!/bin/sh\\necho etcd Version: 3.5.1\\n' > etcd
                printf '#!/bin/sh\\necho no idea; exit 3\\n' > flanneld
                chmod +x *
                """,
            status: 69,
            words: """
                ROOT/usr/bin/flanneld: no version in the output of --version: 'no idea\\n'; \
                write 'store: v2' or 'store: v3'
                """
        ),
        Row(
            // A program of another architecture.
            script: """
                mkdir -p usr/bin; cp /bin/true usr/bin/etcd
                printf '\\377' | dd of=usr/bin/etcd bs=1 seek=18 conv=notrunc status=none
                """,
            status: 69,
            words: "ROOT/usr/bin/etcd: cannot run: Exec format error"
        ),
        Row(
            script: "rm usr/lib/systemd/system/etcd.service",
            status: 69,
            words: "etcd.service is not installed"
        ),
        Row(
            script: """
                rm usr/lib/systemd/system/etcd.service
                ln -s /dev/null etc/systemd/system/flanneld.service
                """,
            status: 69,
            words: """
                etcd.service is not installed
                flanneld.service is masked; run 'systemctl --root ROOT unmask flanneld.service'
                """
        ),
        Row(
            script: "sed -i '/Install/,$d' usr/lib/systemd/system/etcd.service",
            status: 69,
            words: """
                etcd.service cannot be enabled: its state is 'static'
                """
        ),
        Row(
            script: """
                mv usr/lib/systemd/system/etcd.service usr/lib/systemd/system/etcd3.service
                ln -s etcd3.service usr/lib/systemd/system/etcd.service
                """,
            status: 69,
            words: """
                etcd.service is an alias of etcd3.service; it needs a unit file of its own
                """
        ),
        // what lies where a file of ours belongs
        Row(
            script: "mv etc/etcd/etcd.conf e; ln -s /e etc/etcd/etcd.conf",
            status: 73,
            words: "ROOT/etc/etcd/etcd.conf: is a symbolic link, which is not followed"
        ),
        Row(
            script: "mv etc/etcd e; ln -s /e etc/etcd",
            status: 73,
            words: "ROOT/etc/etcd: is a symbolic link, which is not followed"
        ),
        Row(
            script: "rm -r etc/etcd; touch etc/etcd",
            status: 73,
            words: "ROOT/etc/etcd: is not a directory"
        ),
        Row(
            script: "mkdir -p etc/systemd/system/etcd.service.d/restart.conf",
            status: 73,
            words: """
                ROOT/etc/systemd/system/etcd.service.d/restart.conf: is a directory, \
                not a regular file
                """
        ),
        // what groupadd would follow, or wait for
        Row(
            script: "ln -s /outside etc/group-",
            status: 73,
            words: "ROOT/etc/group-: is a symbolic link, which is not followed"
        ),
        Row(
            script: "mkfifo etc/gshadow+",
            status: 73,
            words: "ROOT/etc/gshadow+: is a FIFO, not a regular file"
        ),
        Row(
            script: "mkdir -p var/lib; touch etc/bootcmd",
            status: 73,
            words: "ROOT/etc/bootcmd: is not a directory"
        ),
    ]

    @Test(arguments: nodes)
    func `a node that is not fit is refused before the first write`(row: Row) async throws {
        try await expectRefusal(row)
    }
}
