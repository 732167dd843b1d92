import Testing
@testable import Basics

@Suite struct VersionTests {
    private static let answers: [(String, Version?)] = [
        // what a program says, its version
        (
            "etcd Version: 2.2.5\nGit SHA: bc9ddf2\nGo Version: go1.5.3\nGo OS/Arch: linux/amd64\n",
            Version(2, 2, 5)
        ),
        (
            "etcd Version: 3.4.23\nGit SHA: Not provided (use ./build instead of go build)\nGo Version: go1.19.5\n",
            Version(3, 4, 23)
        ),
        ("etcd Version: 3.6.0-rc.3\n", Version(3, 6)),
        ("etcd Version: 3.5.26-rc.1\n", Version(3, 5, 26)),
        ("etcd Version: 3.5.16+dfsg\n", Version(3, 5, 16)),
        ("3.5.x\n", Version(3, 5)),
        ("etcd version 0.4.9\n", Version(0, 4, 9)),
        ("0.5.5\n", Version(0, 5, 5)),
        ("v0.22.3\n", Version(0, 22, 3)),
        ("v0.18.0-dirty\n", Version(0, 18)),
        ("3.10", Version(3, 10)),
        ("Docker version 28.5.2+dfsg3, build 9c7a5d3\n", Version(28, 5, 2)),
        ("Docker version 20.10.24+dfsg1, build 297e128\n", Version(20, 10, 24)),
        ("Docker version 17.03.2-ce, build f5ec1e2\n", Version(17, 3, 2)),
        ("Docker version 1.13.1, build 64e9980/1.13.1\n", Version(1, 13, 1)),
        ("podman version 4.9.3\n", Version(4, 9, 3)),
        ("this version is new\n", nil),
        // a warning before the answer
        (
            "2022/05/05 10:11:12.131415 W | pkg/flags: unrecognized environment variable\netcd Version: 3.3.25\n",
            Version(3, 3, 25)
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
        let ordered = [
            (0, 5, 0), (0, 17, 0), (0, 18, 0), (2, 3, 8), (3, 0, 0), (3, 4, 2), (3, 4, 10),
            (3, 10, 0),
            (10, 0, 0),
        ].map { Version($0, $1, $2) }
        #expect(ordered.shuffled().sorted() == ordered)
        #expect(
            ordered.map(\.description) == [
                "0.5", "0.17", "0.18", "2.3.8", "3.0", "3.4.2", "3.4.10", "3.10", "10.0",
            ]
        )
    }
}
