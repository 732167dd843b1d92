import Testing

@testable import BootPlan

@Suite struct VersionTests {
    private static let answers: [(String, Version?)] = [
        // what a program says, its version
        (
            "etcd Version: 2.2.5\nGit SHA: bc9ddf2\nGo Version: go1.5.3\nGo OS/Arch: linux/amd64\n",
            Version(2, 2)
        ),
        (
            "etcd Version: 3.4.23\nGit SHA: Not provided (use ./build instead of go build)\nGo Version: go1.19.5\n",
            Version(3, 4)
        ),
        ("etcd Version: 3.6.0-rc.3\n", Version(3, 6)),
        ("etcd version 0.4.9\n", Version(0, 4)),
        ("0.5.5\n", Version(0, 5)),
        ("v0.22.3\n", Version(0, 22)),
        ("v0.18.0-dirty\n", Version(0, 18)),
        ("3.10", Version(3, 10)),
        // a warning before the answer
        (
            "2022/05/05 10:11:12.131415 W | pkg/flags: unrecognized environment variable\netcd Version: 3.3.25\n",
            Version(3, 3)
        ),
        ("", nil),
        ("unknown\n", nil),
        ("3", nil),
        ("v3\n", nil),
        (".5", nil),
        ("3.", nil),
        ("3..4", nil),
        ("٣.٤", nil),
        ("99999999999999999999.1", nil),
    ]

    @Test(arguments: answers)
    func `a version is found in what a program says of itself`(text: String, version: Version?) {
        #expect(Version(in: text) == version)
    }

    @Test func `versions are ordered by number, not by letter`() {
        let ordered = [(0, 5), (0, 17), (0, 18), (2, 3), (3, 0), (3, 4), (3, 10), (10, 0)]
            .map { Version($0, $1) }
        #expect(ordered.shuffled().sorted() == ordered)
        #expect(
            ordered.map(\.description) == [
                "0.5", "0.17", "0.18", "2.3", "3.0", "3.4", "3.10", "10.0",
            ]
        )
    }
}
