import Foundation
import TestSupport
import Testing

/// Nodes that say to their boot host how far they are.
@Suite(.whereNodesBoot, .namingLogs)
struct ReportTests {
    @Test func `a node at the gate says for whom it waits, and then that it works`() async throws {
        try await Room.open(places: 2) { room in
            let served = room.directory.appending(path: "www/bootcmd")
            let log = room.directory.appending(path: "log").path
            // The room's own server keeps no log.
            let server = "python3 -um http.server --bind 192.168.99.1 -d $1 8000 > $2 2>&1 &"
            let www = served.deletingLastPathComponent().path
            try await room.command(["sh", "-c", server, "-", www, log]).succeed()
            let url = "http://192.168.99.1:8000/bootcmd"
            let names = ["a1", "a2"]
            try await NodeSeed.make(for: names, in: served, options: ["--url", url, "--report"])
            var nodes: [TestNode] = []
            for name in names {
                let directory = room.directory.appending(path: name)
                let image = NodeSeed(imageFor: name)
                let disk = try await NodeDisk(.init(), seed: image, in: directory, of: room)
                try disk.remove("/var/cloud-init")
                try await disk.install(from: served, as: name)
                nodes.append(
                    try TestNode(name, on: disk, logs: room.logs.appending(path: name), in: room)
                )
            }

            let rack = Repository.root.appending(path: "packaging/boothost/rack").path
            func rackShows(_ line: String) async throws {
                let look = """
                    until "$1" --log "$2" "$3" > "$4"; grep --quiet -E "$5" "$4"; do sleep 1; done
                    """
                let shown = room.logs.appending(path: "rack").path
                let words = [rack, log, served.path, shown, line]
                try await within(.seconds(150), "rack to show '\(line)'") {
                    _ = try await Command(["bash", "-c", look, "-"] + words)
                        .succeed(within: .seconds(200))
                }
            }
            try await nodes[0].start()
            try await rackShows(#"^a1 +waiting .* a2 \(192.168.99.52\) does not answer"#)
            try await nodes[1].start()
            try await rackShows("^2 machines: 2 works")
        }
    }
}
