import Desired
import TestSupport
import Testing
@testable import Basics
@testable import Configure

/// Files that somebody else wrote.
extension ConfigurePlanTests {
    private static let besides: [(String, String?, PlannedFile.Contents, Bool)] = [
        // what no record tells of: a file, its `.save`, whose the file is, whether a run refuses
        ("its\n", nil, .original, false),
        ("its\n", "older\n", .unkept, true),
        ("", "older\n", .ours, false),
        ("# [member]\n", "older\n", .ours, false),
        ("# [member]\n\n", "older\n", .unkept, true),
        // somebody's own copy
        ("its\n", "its\n", .original, false),
    ]

    @Test(arguments: besides.indices)
    func `a file that could not be kept is not replaced`(index: Int) {
        let (now, backup, contents, isRefused) = Self.besides[index]
        let path = Self.ours[0]
        var seen = before
        seen.contents[path] = Array(now.utf8)
        seen.backups[path] = backup.map { Array($0.utf8) }
        let plan = ConfigurePlan(desired, on: seen, after: nil)
        #expect(plan.files.first { $0.path == path }?.action == .replace(contents))
        let isCopy = now == backup
        #expect(
            plan.files.first { $0.path == path }?.backup
                == (contents != .original ? nil : isCopy ? path.secondBackup : path.backup)
        )
        #expect(plan.refusals == (isRefused ? [.backup(of: path)] : []))
        #expect(plan.warnings(below: "") == desired.warnings)
        let forced = ConfigurePlan(desired, on: seen, after: nil, isForced: true)
        #expect(forced.refusals == [])
        #expect(forced.warnings(below: "").count == desired.warnings.count + (isRefused ? 1 : 0))
    }

    @Test func `an edit of what was made is undone, and not taken for the original`() {
        var seen = before
        let first = first()
        seen.commit(first)
        seen.boot = "boot-2"
        for path in seen.contents.keys { seen.contents[path]?.append(0x0A) }
        let plan = ConfigurePlan(desired, on: seen, after: first.completed)
        #expect(plan.occasion == .repetition)
        #expect(plan.changes.map(\.path) == desired.files.map(\.path))
        #expect(plan.files.filter(\.keepsBackup).isEmpty)
        #expect(plan.reboots)
    }

    @Test func `a file is kept again when its backup was thrown away`() {
        var seen = before
        let first = first()
        seen.commit(first)
        seen.backups = [:]
        // What we wrote is not an original.
        #expect(
            ConfigurePlan(desired, on: seen, after: first.completed)
                .files.filter(\.keepsBackup).isEmpty
        )
        for path in seen.contents.keys { seen.contents[path]?.append(0x0A) }
        #expect(
            ConfigurePlan(desired, on: seen, after: first.completed)
                .files.filter(\.keepsBackup).map(\.path) == Self.ours
        )
    }
}
