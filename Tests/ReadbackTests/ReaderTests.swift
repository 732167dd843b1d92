import Readback
import TestSupport
import Testing
import Units

/// The readers that judge the agent's files, judged themselves: by the code of the installed
/// systemd.
@Suite struct ReaderTests {
    private static let count = Thoroughness.current == .few ? 5_000 : 20_000
    private static let quoting = [
        "\"", "'", "\\", "\"", "\\\\", "\\\"", "\\n", "\\x41", "\\u00e9", "\\U0001f600", "\\101",
        "\\x00", "\\400", "\\ud800", "\\Uffffffff", "\\q", "$", "$$", "${A}", "%", "%%", "`", "#",
        ";", "\\;", " ; ", "=", "a", "B", "1", "_", "/", " ", "\t", "\n", "\r", "\\\n", "é",
        "\u{301}", "\u{1F600}", "\u{a0}", "\u{1}",
    ]

    /// A string to read; one in eight contains something that is not a character.
    private static func text(_ seed: Int, of pieces: [String]) -> String {
        var chance = Chance(seed)
        let text = chance.text(of: pieces, atMost: 14)
        return seed % 8 > 0 ? text : text + "\u{1FFFE}" + chance.text(of: pieces, atMost: 2)
    }

    @Test func `systemd reads the same variables`() throws {
        let systemd = try SystemdLibrary()
        let pieces = Self.quoting + ["A=", "B=", "\nA=\"", "\"\n", "# ", "A =", " = "]
        var accepted = 0
        for seed in 0..<Self.count {
            let text = Self.text(seed, of: pieces)
            let theirs = try systemd.environment(of: Array(text.utf8))
            let ours = try? SystemdEnvironment(reading: Array(text.utf8)).variables
            try #require(ours == theirs, "\(text.debugDescription)")
            if theirs?.isEmpty == false { accepted += 1 }
        }
        #expect(accepted > Self.count / 4)
    }

    @Test func `systemd reads the same settings`() throws {
        let systemd = try SystemdLibrary()
        let pieces =
            Self.quoting + [
                "\n[A]\n", "[B]", "\nA=", "\nB=", "\n", "\n# ", "\n;", "\\\n#", "\0", "\r\n",
                "\n\r",
                "\u{FEFF}", "[", "]",
            ]
        var accepted = 0
        for seed in 0..<Self.count {
            let text = "\(seed % 9 > 0 ? "[S]\nA=" : "")\(Self.text(seed, of: pieces))"
            let theirs = try systemd.settings(of: Array(text.utf8), in: ["S", "A"])
            let ours = try? SystemdUnit(reading: Array(text.utf8)).settings.filter {
                ["S", "A"].contains(String(decoding: $0.section, as: UTF8.self))
            }
            try #require(ours == theirs, "\(text.debugDescription)")
            if theirs?.isEmpty == false { accepted += 1 }
        }
        #expect(accepted > Self.count / 4)
    }

    @Test func `systemd reads the same words`() throws {
        let systemd = try SystemdLibrary()
        let pieces = Self.quoting.filter { !$0.contains(";") }
        var accepted = 0
        for seed in 0..<Self.count {
            let text = Self.text(seed, of: pieces)
            let theirs = try systemd.words(of: Array(text.utf8))
            let ours = try? SystemdCommand(reading: Array(text.utf8)).commands
            try #require(ours.map { Array($0.joined()) } == theirs, "\(text.debugDescription)")
            if theirs != nil { accepted += 1 }
        }
        #expect(accepted > Self.count / 4)
    }

    @Test func `what is literal stays so when systemd puts variables in`() throws {
        let systemd = try SystemdLibrary()
        var literals = 0
        for seed in 0..<Self.count {
            var chance = Chance(seed)
            let word = chance.text(
                of: ["$", "$$", "{", "}", "A", "${A}", "$A", "x", " "],
                atMost: 8
            )
            guard let ours = try? SystemdCommand.literal(Array(word.utf8)) else { continue }
            literals += 1
            let theirs = try systemd.replacingVariables(
                in: [Array(word.utf8)],
                environment: ["A=b c"]
            )
            try #require([ours] == theirs, "\(word.debugDescription)")
        }
        #expect(literals > Self.count / 10)
    }
}
