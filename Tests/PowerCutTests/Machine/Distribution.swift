import Basics
import Foundation
import TestSupport

/// What a node's distribution brings: the programs that a boot of the agent runs, with all that
/// they load, and the units.
final class Distribution: Sendable {
    /// The one for all nodes: it is read, never written.
    static let shared = Task { try await Distribution() }

    /// The agent, in the distribution.
    static let agent = "/usr/bin/bootcmd"
    /// A directory before all others in PATH, whose programs can be watched.
    private static let watched = "/usr/watched"

    let url: URL
    /// Its directories, which are a node's mount points.
    let directories: [String]

    /// Where the node's programs are looked for.
    static let path = "\(watched):/usr/sbin:/usr/bin:/sbin:/bin"

    private init() async throws {
        let top = try TemporaryDirectory.untilExit().path
        url = URL(filePath: top)
        let programs = ["sh", "groupadd", "groupmod", "strace"]
        try await Command(
            [
                "sh", "-euc",
                """
                top=$1; agent=$2; watcher=$3; shift 3
                set -- "$agent" $(for name; do command -v "$name"; done) \
                    "$(ldconfig -p | grep -om1 '/.*/libsystemd.so.0')" \
                    "$(ldconfig -p | grep -om1 '/.*/libcrypto.so.3')"
                for file in "$@" $(for file; do ldd "$file"; done | grep -o '/[^ ]*'); do
                    [ -e "$top$file" ] || cp -L --parents "$file" "$top"
                done
                mkdir -p "$top/usr/bin" "$top\(Self.watched)"
                cp "$agent" "$top\(Self.agent)"
                cp "$watcher" "$top\(Self.watched)/groupadd"
                cp "${watcher%/*}/gate" "$top\(Self.watched)/gate"
                # Programs of 2015, which only have to say so.
                say() { printf '#!/bin/sh\\necho "%s"\\n' "$2" > "$top/usr/bin/$1"; }
                say etcd 'etcd Version: 2.2.5'
                say etcdctl 'etcdctl version 2.2.5'
                say flanneld 0.5.5
                chmod +x "$top"/usr/bin/etcd* "$top/usr/bin/flanneld"
                [ -e "$top/bin/sh" ] || { mkdir -p "$top/bin"; cp -L /bin/sh "$top/bin"; }
                """,
                "sh", top, Product.bootcmd.path,
                Repository.tests.appending(path: "tools/cuts/program").path,
            ] + programs
        ).succeed()
        let units = try ScratchRoot()
        for path in [ScratchRoot.etcdUnit, ScratchRoot.flanneldUnit] {
            let copy = URL(filePath: top + path)
            try FileManager.default.createDirectory(
                at: copy.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data((units.text(path) ?? "").utf8).write(to: copy)
        }
        directories = try FileManager.default.contentsOfDirectory(atPath: top)
    }
}
