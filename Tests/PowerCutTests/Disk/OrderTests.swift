import Foundation
import TestSupport
import Testing

/// The order in which a run makes sure of things, as the kernel saw it.
@Suite struct OrderTests {
    @Test(arguments: [Scenario.firstBoot, .secureBoot, .otherInstance, .adoption])
    func `a file's bytes are on the disk before its name is`(scenario: Scenario) async throws {
        let image = Image(root: try await scenario.prepare())
        let calls = try await image.calls(of: scenario.arguments)
        var renamed = 0
        for (index, call) in calls.enumerated() where call.name == "renameat" {
            let temporary = call.path(1, below: 0)
            let before = calls[..<index]
            let lastChange = before.lastIndex {
                ["write", "fchmod", "fchown", "fsetxattr"].contains($0.name)
                    && $0.openPath(0) == temporary
            }
            let flush = before.lastIndex { $0.name == "fsync" && $0.openPath(0) == temporary }
            #expect(try #require(flush) > #require(lastChange), "\(temporary)")
            renamed += 1
        }
        #expect(renamed > 2)
    }

    @Test func `an original's second name is on the disk before the first is taken`()
        async throws
    {
        let image = Image(root: try ScratchRoot())
        let calls = try await image.calls(of: [])
        for path in ConfiguredNode.replaced.map(image.root.path) {
            let link = try #require(calls.firstIndex { $0.makes(path + ".save") })
            let rename = try #require(calls.firstIndex { $0.makes(path) })
            let directory = (path as NSString).deletingLastPathComponent
            #expect(calls[link..<rename].contains { $0.flushes(directory) }, "\(path)")
        }
    }

    @Test(arguments: [Scenario.firstBoot, .secureBoot, .otherInstance, .adoption])
    func `every name is on the disk before the record says so`(scenario: Scenario) async throws {
        let image = Image(root: try await scenario.prepare())
        let calls = try await image.calls(of: scenario.arguments)
        let record = image.root.path(ConfiguredNode.record)
        let proof = try #require(calls.lastIndex { $0.makes(record) })

        // Where names were made or removed, by the agent, groupadd or systemctl, and where last.
        var changed: [String: Int] = [:]
        for (index, call) in calls[..<proof].enumerated() {
            for path in call.changedNames where path.hasPrefix(image.root.url.path + "/") {
                changed[(path as NSString).deletingLastPathComponent] = index
            }
        }
        // The record's own temporary file is gone with the rename.
        changed[image.root.path(ConfiguredNode.recordDirectory)] = nil
        for (directory, last) in changed {
            #expect(calls[last..<proof].contains { $0.flushes(directory) }, "\(directory)")
        }
        #expect(
            calls[proof...].contains { $0.flushes(image.root.path(ConfiguredNode.recordDirectory)) }
        )
    }

    @Test func `the record is on the disk before the reboot is asked for`() async throws {
        let node = try await RunningNode()
        let calls = try await node.calls(of: [], and: ["sendmsg"], longestString: 4096)
        let enabling = try #require(calls.firstIndex { $0.sends("EnableUnitFiles") })
        let record = node.root.path(ConfiguredNode.record)
        let proof = try #require(calls.lastIndex { $0.makes(record) })
        let flush = try #require(
            calls.lastIndex { $0.flushes(node.root.path(ConfiguredNode.recordDirectory)) }
        )
        let reboot = try #require(calls.firstIndex { $0.sends("reboot.target") })
        #expect(enabling < proof)
        #expect(proof < flush)
        #expect(flush < reboot)
        // What PID 1 made in between is not a call of ours.
        for link in ConfiguredNode.links.map(node.root.path) {
            let directory = (link as NSString).deletingLastPathComponent
            for made in [directory, (directory as NSString).deletingLastPathComponent] {
                #expect(calls[enabling..<proof].contains { $0.flushes(made) }, "\(made)")
            }
        }
        #expect(!calls[reboot...].contains { $0.touchesDisk(below: node.root.url.path) })
    }

    /// ThreadSanitizer has the agent write a file of its own first.
    private static let isFirst = ConditionTrait.disabled(
        if: Sanitizer.current == .thread,
        "ThreadSanitizer writes first"
    )

    @Test(isFirst)
    func `what cloud-init wrote is on the disk before anything is made durable, and last`()
        async throws
    {
        let node = try await RunningNode()
        let calls = try await node.calls(of: [], and: ["sendmsg"], longestString: 4096)
        let reboot = try #require(calls.firstIndex { $0.sends("reboot.target") })
        let touching = calls[..<reboot].filter { $0.touchesDisk(below: node.root.url.path) }
        #expect(touching.first?.name == "syncfs", "\(touching.first as Any)")
        #expect(touching.last?.name == "syncfs", "\(touching.last as Any)")
    }

    @Test(isFirst)
    func `an undo too makes nothing durable before what others wrote is on the disk`()
        async throws
    {
        let node = try await RunningNode()
        try await node.agent([]).succeed()
        let touching = try await node.calls(of: ["undo"], longestString: 4096)
            .filter { $0.touchesDisk(below: node.root.url.path) }
        #expect(touching.count > 10)
        #expect(touching.first?.name == "syncfs", "\(touching.first as Any)")
    }

    @Test func `the journal is on the disk before anything else is touched`() async throws {
        let image = Image(root: try ScratchRoot())
        let calls = try await image.calls(of: [])
        let flush = try #require(
            calls.firstIndex { $0.flushes(image.root.path(ConfiguredNode.recordDirectory)) }
        )
        let record = image.root.path(ConfiguredNode.record)
        #expect(try #require(calls.firstIndex { $0.makes(record) }) < flush)
        let earlier = calls[..<flush].filter { $0.touchesDisk(below: image.root.url.path) }
        for path in earlier.flatMap(\.changedNames) {
            #expect(path.hasPrefix(image.root.path(ConfiguredNode.recordDirectory)))
        }
    }
}

extension TracedCall {
    /// The names that the call makes or removes.
    fileprivate var changedNames: [String] {
        guard !isRefused else { return [] }
        switch name {
        case "rename", "link": return [path(0), path(1)]
        case "renameat", "renameat2", "linkat": return [path(1, below: 0), path(3, below: 2)]
        case "unlink", "rmdir", "mkdir": return [path(0)]
        case "unlinkat", "mkdirat": return [path(1, below: 0)]
        case "symlink": return [path(1)]
        case "openat", "openat2":
            return arguments[2].contains("O_CREAT") ? [path(1, below: 0)] : []
        default: return []
        }
    }

    /// Whether the call gives something this name.
    fileprivate func makes(_ path: String) -> Bool {
        ["rename", "renameat", "link", "linkat"].contains(name) && changedNames.last == path
    }

    fileprivate func flushes(_ path: String) -> Bool {
        name == "fsync" && !isRefused && openPath(0) == path
    }

    fileprivate func sends(_ word: String) -> Bool {
        name == "sendmsg" && arguments.contains { $0.contains(word) }
    }
}
