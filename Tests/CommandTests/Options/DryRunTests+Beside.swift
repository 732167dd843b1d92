import Foundation
import TestSupport
import Testing

extension DryRunTests {
    @Test func `what a run at work has half done is no reason for a refusal`() async throws {
        let root = try ScratchRoot()
        // flanneld is being installed: it says its version only after the run that holds the lock.
        try await root.prepare(
            """
            mkdir -p usr/bin; mkfifo asked held
            cat > usr/bin/flanneld <<'END'
            #!/bin/sh
            cd "${0%/usr/bin/flanneld}"
            if [ -e done ]; then echo v0.17.0; else echo > asked; fi
            END
            printf '#!/bin/sh\\necho etcd Version: 2.3.8\\n' > usr/bin/etcd
            printf '#!/bin/sh\\necho etcdctl version 2.3.8\\n' > usr/bin/etcdctl
            chmod +x usr/bin/*
            """
        )
        let holder = Command([
            "flock", root.url.path, "sh", "-c",
            "echo > \"$0/held\"; read -r _ < \"$0/asked\"; touch \"$0/done\"", root.url.path,
        ])
        async let end = holder.run()
        let waiting = ["sh", "-c", "read -r _ < \"$0/held\"; exec \"$@\"", root.url.path]
        let said = try await root.run(["--dry-run"], prefix: waiting)
        #expect(said.status == 0, "\(said)")
        #expect(try await end.status == 0)
    }

    @Test(.enabled(if: isRoot)) func `an image's programs get nothing of what surrounds a run`()
        async throws
    {
        let root = try ScratchRoot()
        try await root.prepare(
            """
            mkdir -p usr/bin
            cat > usr/bin/flanneld <<'END'
            #!/bin/sh
            { env; cat /proc/net/dev; } > "${0%/usr/bin/flanneld}/seen"; echo v0.17.0
            END
            printf '#!/bin/sh\\necho etcd Version: 2.3.8\\n' > usr/bin/etcd
            printf '#!/bin/sh\\necho etcdctl version 2.3.8\\n' > usr/bin/etcdctl
            chmod +x usr/bin/*
            """
        )
        let said = try await root.run(["--dry-run"], prefix: ["env", "TOKEN=hidden"])
        #expect(said.status == 0, "\(said)")
        let seen = try #require(root.text("/seen"))
        #expect(!seen.contains("TOKEN"))
        let devices = seen.split(separator: "\n").filter { $0.contains(": ") }
        #expect(devices.count == 1, "\(seen)")
    }
}
