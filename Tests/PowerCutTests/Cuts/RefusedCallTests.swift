import Foundation
import Join
import TestSupport
import Testing

/// The kernel refuses each single call, for each reason.
@Suite struct RefusedCallTests {
    private static let reasons = [
        "ENOSPC", "EIO", "EROFS", "EDQUOT", "EACCES", "EINTR", "EMFILE", "ENOMEM",
    ]

    private struct RefusedCall: Sendable {
        let point: CutPoint
        let reason: String
    }

    @Test(arguments: [Scenario.firstBoot, .otherInstance, .undo])
    func `a run that is refused any call says so, and a later run finishes it`(scenario: Scenario)
        async throws
    {
        let expected = try await scenario.undisturbed()
        let before = try await scenario.prepare()
        let untouched = try scenario.portrait(before)
        let points = try await CutPoint.all(
            of: scenario.arguments,
            on: Image(root: try await scenario.prepare()),
            reading: true
        )
        let refusals = Self.refusals(of: points, scenario)
        let exits = try await concurrently(refusals.chosen) { refusal in
            let image = Image(root: try await scenario.prepare())
            let output = try await image.run(
                scenario.arguments,
                injecting: "error=\(refusal.reason)",
                at: refusal.point
            )
            let place = "\(refusal.reason) from \(refusal.point): \(output)"
            if output.status == 0 {
                // Tried again, or of no importance.
                let differences = try scenario.portrait(image.root).differences(from: expected)
                #expect(differences == [], "\(place)")
            } else {
                #expect(refusal.reason != "EINTR", "\(place)")
                expectRefusal(output, refusal.point, refusal.reason, on: image.root, place)
                expectWhole(image.root, before, place)
                // That the node is half done is said where it is.
                let isSaid = output.standardError.contains("; what was changed stays")
                let isChanged = try scenario.portrait(image.root).isChanged(since: untouched)
                #expect(isSaid || !isChanged, "\(place)")
            }
            let later = try await image.agent(scenario.arguments).run()
            #expect(later.status == 0, "\(place)\(later)")
            let differences = try scenario.portrait(image.root).differences(from: expected)
            #expect(differences == [], "\(place)")
            return output.status
        }
        let counts = Dictionary(grouping: exits, by: \.self).mapValues(\.count)
        print(
            "refused: \(scenario.testDescription): \(exits.count) calls, exit codes "
                + counts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
                .joined(separator: ", ")
        )
    }

    /// Every reason at each call of a first boot's agent that changes the disk; one after another
    /// at its other calls, and at those that change the disk in other runs and programs. With
    /// `BOOTCMD_THOROUGHNESS=all` every reason at each.
    private static func refusals(of points: [CutPoint], _ scenario: Scenario) -> [RefusedCall] {
        let all = Thoroughness.current == .all
        let isFirst = scenario.testDescription == Scenario.firstBoot.testDescription
        let tried = points.filter {
            $0.isChange || ($0.program == "bootcmd" && (all || isFirst))
        }
        return tried.enumerated().flatMap { index, point in
            let isTriedWhole = all || (isFirst && point.isChange && point.program == "bootcmd")
            let reasons = isTriedWhole ? Self.reasons : [Self.reasons[index % Self.reasons.count]]
            return reasons.map { RefusedCall(point: point, reason: $0) }
        }
        .filter { refusal in
            // Nothing interrupts fstat(2), which the C library's fdopendir(3) calls, nor do other
            // programs' ways with an interruption matter here.
            refusal.reason != "EINTR"
                || (refusal.point.program == "bootcmd"
                    && !refusal.point.object.contains("AT_EMPTY_PATH"))
        }
    }
}

/// The promised exit code, and one line that names the place and the reason.
private func expectRefusal(
    _ output: Command.Output,
    _ point: CutPoint,
    _ reason: String,
    on root: ScratchRoot,
    _ place: String
) {
    // Steps, the error, what became of it.
    var lines = output.standardError.split(separator: "\n")
    #expect(lines.popLast()?.hasPrefix("bootcmd: stopped; ") == true, "\(place)")
    let last = lines.popLast() ?? ""
    #expect(lines.allSatisfy { $0.hasPrefix("bootcmd: ") }, "\(place)")
    switch point.program {
    case "groupadd":
        #expect(output.status == 73, "\(place)")
        #expect(last.hasPrefix("group 'docker': groupadd"), "\(place)")
    case "systemctl":
        let said = output.status == 69 && last.hasPrefix("systemctl ")
        let found =
            output.status == 73 && last.hasSuffix("did not make this link, but reported no error")
        #expect(said || found, "\(place)")
    default:
        #expect(
            output.status == 77 ? reason == "EACCES" : [73, 74].contains(output.status),
            "\(place)"
        )
        #expect(last.hasPrefix(root.url.path), "\(place)")
        #expect(last.hasSuffix(sentences[reason] ?? "?"), "\(place)")
    }
}

private let sentences = [
    "ENOSPC": "No space left on device", "EIO": "Input/output error",
    "EROFS": "Read-only file system", "EDQUOT": "Disk quota exceeded",
    "EACCES": "Permission denied", "EMFILE": "Too many open files",
    "ENOMEM": "Cannot allocate memory",
]

/// Every file as it was or as it shall be, and nothing half made.
private func expectWhole(_ root: ScratchRoot, _ before: ScratchRoot, _ place: String) {
    let names = FileManager.default.enumerator(atPath: root.url.path)?.allObjects ?? []
    #expect(!names.contains { "\($0)".hasSuffix(".bootcmd-new") }, "\(place)")
    for path in ConfiguredNode.replaced + ConfiguredNode.created {
        let host = root.text("/var/cloud-init/meta-data")?.contains("a2") == true ? "a2" : "a1"
        let whole = [
            before.text(path), try? ConfiguredNode.golden(path, host: host), pristine(path),
        ]
        #expect(whole.contains(root.text(path)), "\(path): \(place)")
    }
    for path in ConfiguredNode.replaced {
        #expect([nil, pristine(path)].contains(root.text(path + ".save")), "\(path): \(place)")
    }
}

private func pristine(_ path: String) -> String? { try? ScratchRoot.before(path) }

/// Calls that do less than they were asked to, and refusals that need no injection.
@Suite struct ShortCallTests {
    @Test(.disabled(if: Sanitizer.current != nil, "a sanitizer wants to be loaded first"))
    func `bytes that go and come a few at a time all arrive`() async throws {
        let scratch = try TemporaryDirectory()
        let source = Repository.tests.appending(path: "tools/cuts/short-calls.c").path
        let library = scratch.url.appending(path: "short-calls.so").path
        try await Command(["clang", "-shared", "-fPIC", "-o", library, source]).succeed()

        let scenario = Scenario.firstBoot
        let root = try await scenario.prepare()
        let traced = scratch.url.appending(path: "trace").path
        var command = root.bootcmd()
        command.arguments =
            strace + ["-o", traced, "-e", "trace=write", "-E", "LD_PRELOAD=\(library)"]
            + command.arguments
        try await command.succeed()
        let writes = try String(contentsOfFile: traced, encoding: .utf8).split(separator: "\n")
        #expect(writes.count { $0.hasSuffix("= 7") } > 100, "the calls were short")
        let expected = try await scenario.undisturbed()
        #expect(try scenario.portrait(root).differences(from: expected) == [])
    }

    @Test(.disabled(if: Sanitizer.current == .thread, "the sanitizer maps a file that is larger"))
    func `a limit on the size of files is a refusal like any other`() async throws {
        let root = try ScratchRoot(in: .memory)
        let before = try ScratchRoot(in: .memory)
        // The kernel would write the first 512 bytes of the record, and refuse the rest.
        let script = "trap '' XFSZ; ulimit -f 1; exec \"$@\""
        var command = root.bootcmd()
        command.arguments = ["sh", "-c", script, "sh"] + command.arguments
        let output = try await command.run()
        #expect(output.status == 74)
        #expect(
            output.standardError.contains(
                "/etc/bootcmd/state.json: no file may be longer than 512 bytes here; run"
            )
        )
        expectWhole(root, before, "\(output)")
        try await root.bootcmd().succeed()
    }

    @Test(arguments: ["nr_blocks", "nr_inodes"])
    func `a disk that is full anywhere on the way is refused`(room: String) async throws {
        let scenario = Scenario.firstBoot
        let expected = try await scenario.undisturbed()
        let before = try await scenario.prepare()
        let exits = try await concurrently(Array(0..<28)) { free in
            let root = try await scenario.prepare()
            let copies = try TemporaryDirectory(in: .memory)
            let refused = copies.url.appending(path: "refused").path
            let finished = copies.url.appending(path: "finished").path
            let output = try await Command([
                Repository.tests.appending(path: "tools/cuts/full-disk").path, root.url.path, room,
                "\(free)", refused, finished, Product.bootcmd.path, "--root",
            ]).run()
            #expect([0, 69, 73, 74].contains(output.status), "\(free) free: \(output)")
            expectWhole(ScratchRoot(at: refused), before, "\(free) free: \(output)")
            let differences = try scenario.portrait(ScratchRoot(at: finished))
                .differences(from: expected)
            #expect(differences == [], "\(free) free: \(output)")
            return output.status
        }
        #expect(Set(exits).isSuperset(of: [0, 73]))
        print("full: \(room): exit codes \(exits)")
    }
}
