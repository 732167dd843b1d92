import Foundation
import TestSupport
import Testing

/// What the node tests keep on this machine: the nodes' Debian, built once, their disks while they
/// run, and what they said when last they did.
///
/// `BOOTCMD_NODE_STORE` moves it; it must be on a disk, as the nodes' roots must.
enum NodeStore {
    static let directory = URL(
        filePath: ProcessInfo.processInfo.environment["BOOTCMD_NODE_STORE"]
            ?? "/var/cache/bootcmd-nodes"
    )

    /// Where the consoles and journals of a test's nodes are, those of its last run.
    static func logs(of test: Test?) -> URL {
        let words = (test?.name ?? "").split { !$0.isLetter && !$0.isNumber }
        return directory.appending(path: "logs").appending(path: words.joined(separator: "-"))
    }
}

extension Trait where Self == ConditionTrait {
    /// Booting nodes takes root, a built root file system and a few minutes: only where it is asked
    /// for.
    static var whereNodesBoot: Self {
        .enabled(
            if: ProcessInfo.processInfo.environment["BOOTCMD_NODE_TESTS"] == "1",
            "nodes are booted by Tests/run, which sets BOOTCMD_NODE_TESTS=1"
        )
    }
}

extension Trait where Self == IssueHandlingTrait {
    /// Every failure says where its nodes' consoles and journals are.
    static var namingLogs: Self {
        .compactMapIssues { issue in
            var issue = issue
            let logs = NodeStore.logs(of: Test.current).path
            issue.comments.append("consoles, and journals for `journalctl -D`: \(logs)")
            return issue
        }
    }
}
