import Foundation
import TestSupport
import Testing

/// What would stop a run half way, and is looked for before its first write.
@Suite(.enabled(if: isRoot, "only root can prepare these")) struct ObstacleTests {
    /// What is done to a node, in a mount namespace of its own, and what a run says of that.
    struct Row: Sendable, CustomTestStringConvertible {
        var script = ":"
        var prefix: [String] = []
        let status: Int32
        let words: String

        var testDescription: String { "\(prefix.first ?? script)" }
    }

    private static let rows = [
        // chattr(1)
        Row(
            script: "chattr +a etc/etcd/etcd.conf",
            status: 73,
            words: "ROOT/etc/etcd/etcd.conf: is append-only; run 'chattr -a'"
        ),
        Row(
            script: "chattr +i etc/group",
            status: 73,
            words: "ROOT/etc/group: is immutable; run 'chattr -i'"
        ),
        Row(
            script: "chattr +a etc/gshadow",
            status: 73,
            words: "ROOT/etc/gshadow: is append-only; run 'chattr -a'"
        ),
        Row(
            script: "chattr +i etc/etcd",
            status: 73,
            words: "ROOT/etc/etcd: is immutable; run 'chattr -i'"
        ),
        Row(
            script: "chattr +a etc/systemd/system",
            status: 73,
            words: "ROOT/etc/systemd/system: is append-only; run 'chattr -a'"
        ),
        // rename(2) over a mount point fails, and so does link(2) from one
        Row(
            script: "mount --bind etc/etcd/etcd.conf etc/etcd/etcd.conf",
            status: 73,
            words: """
                ROOT/etc/etcd/etcd.conf: is a mount point, over which no file can be renamed; unmount it
                """
        ),
        Row(
            script: "mount --bind etc/group etc/group",
            status: 73,
            words:
                "ROOT/etc/group: is a mount point, over which no file can be renamed; unmount it"
        ),
        // groupadd would open it, and wait
        Row(
            script: "mkfifo etc/gshadow.lock",
            status: 73,
            words: "ROOT/etc/gshadow.lock: is a FIFO, not a regular file"
        ),
        // capabilities(7)
        Row(
            script: "chgrp 33 etc/sysconfig/flanneld",
            prefix: ["setpriv", "--bounding-set=-chown", "--inh-caps=-chown"],
            status: 77,
            words: """
                ROOT/etc/sysconfig/flanneld: cannot copy owner, mode and attributes to: Operation not \
                permitted
                """
        ),
        // programs
        Row(
            prefix: ["env", "PATH=/nowhere"],
            status: 69,
            words: "systemctl: not found in PATH"
        ),
        Row(
            script: "mount -t tmpfs none /usr/sbin",
            prefix: ["env", "PATH=/usr/bin"],
            status: 69,
            words: "groupadd: not found in PATH"
        ),
        // setrlimit(2)
        Row(
            prefix: ["prlimit", "--fsize=60000"],
            status: 74,
            words: """
                ROOT/etc/bootcmd/state.json: no file may be longer than 60000 bytes here; run 'ulimit -f \
                unlimited'
                """
        ),
    ]

    /// On a file system that knows all of chattr's flags, as the disks of nodes do.
    private static let disk = """
        image=$(mktemp); trap 'rm -f "$image"' EXIT
        truncate -s 32M "$image"; mkfs.ext4 -q "$image"
        mount -o loop "$image" /mnt; cp -a "$1/." /mnt; mount --move /mnt "$1"
        cd "$1"; shift
        """

    @Test(arguments: rows)
    func `what would stop it half way is refused before the first write, in a dry run too`(
        row: Row
    ) async throws {
        let root = try ScratchRoot()
        for arguments in [[], ["--dry-run"]] {
            let script = """
                \(Self.disk)
                \(row.script)
                all() { find . -printf '%p %i %m %s %T@ %C@ %l\\n' | sort; }
                before=$(all) status=0
                "$@" || status=$?
                [ "$(all)" = "$before" ] || echo CHANGED >&2
                exit $status
                """
            let said = try await root.run(
                arguments,
                prefix: ["unshare", "--mount", "sh", "-ec", script, "sh", root.url.path]
                    + row.prefix
            )
            #expect(said.status == row.status, "\(said)")
            if arguments.isEmpty {
                #expect(said.words == "\(row.words)\nbootcmd: stopped; nothing was changed\n")
            } else {
                #expect(said.output.contains("\nrefused: \(row.words)\n"), "\(said)")
                #expect(said.error == "")
            }
        }
    }
}
