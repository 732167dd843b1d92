import Testing
@testable import Units

@Suite struct FlagsTests {
    private static let rows: [([String], [String: String])] = [
        // arguments, the value that counts of each flag
        (["-x", "--y=1", "--z", "2"], ["x": "", "y": "1", "z": "2"]),
        (["-name=a1"], ["name": "a1"]),
        (["--name", "-x"], ["name": "-x"]),
        (["--debug", "--name=a=b"], ["debug": "", "name": "a=b"]),
        (["--name=a", "--name=b"], ["name": "b"]),
        (["--name="], ["name": ""]),
        (["--x", "--", "--name=a"], ["x": ""]),
        (["-", "word", "--name=a"], ["name": "a"]),
        (["--name"], ["name": ""]),
    ]

    @Test(arguments: rows)
    func `a flag's value is its own word, or the next`(
        arguments: [String],
        expected: [String: String]
    ) {
        let flags = Flags(arguments.map { Flags.Argument(word: Word($0)) }) { $0 == "name" }
        #expect(Set(flags.all.map(\.name)) == Set(expected.keys))
        for (name, value) in expected { #expect(flags[name]?.value == value) }
    }

    @Test func `a value that only the system knows is none`() {
        let word = Word([.text("--name="), .unknown("%H")])
        let flag = Flags([Flags.Argument(word: word)]) { _ in true }["name"]
        #expect(flag == Flags.Flag(name: "name", value: nil, text: "--name=%H"))
    }
}
