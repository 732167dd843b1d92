import Readback
import Testing
@testable import Basics
@testable import Join
@testable import Units

@Suite struct ServiceEnvironmentTests {
    private static let files: [NodePath: String] = [
        "/a": "X=a\nY='a b'\n", "/b": "X=b\n", "/c.d/1": "X=1\n", "/c.d/2": "X=2\nZ=2\n",
        "/etc/x/x.service": "X=specified\n",
    ]

    private static let rows: [([String], [String: String])] = [
        // unit file and drop-ins, the variables
        (["Environment=X=1 'Y=2 3' Z=%p"], ["X": "1", "Y": "2 3", "Z": "x"]),
        (["Environment=X=1\nEnvironment=X=2"], ["X": "2"]),
        (["Environment=X=1", "Environment=\nEnvironment=Y=2"], ["Y": "2"]),
        // a file wins over what stands in the unit, wherever it stands
        (["EnvironmentFile=/a", "Environment=X=1"], ["X": "a", "Y": "a b"]),
        (["EnvironmentFile=/a\nEnvironmentFile=-/b"], ["X": "b", "Y": "a b"]),
        (["EnvironmentFile=/b\nEnvironmentFile=/a"], ["X": "a", "Y": "a b"]),
        (["EnvironmentFile=-/none\nEnvironmentFile=/b"], ["X": "b"]),
        (["EnvironmentFile=/a", "EnvironmentFile=\nEnvironmentFile=/b"], ["X": "b"]),
        (["EnvironmentFile=/etc/%p/%n"], ["X": "specified"]),
        (["EnvironmentFile=/c.d/*"], ["X": "2", "Z": "2"]),
        (["EnvironmentFile=/a", "UnsetEnvironment=X Y"], [:]),
        (["[Unit]\nEnvironment=X=1"], [:]),
    ]

    @Test(arguments: rows)
    func `variables have the values that systemd gives to a service`(
        texts: [String],
        expected: [String: String]
    ) {
        let unit = UnitFile(name: "x.service", texts: texts.map { "[Service]\n\($0)\n" })
        var files = NamedFiles()
        files.texts = Self.files
        files.matches = ["/c.d/*": ["/c.d/1", "/c.d/2"]]
        let values = ServiceEnvironment(of: unit, reading: files).values
        #expect(values.compactMapValues(\.word.literal) == expected)
    }

    @Test func `the manager's variables come first, and each unit may take them back`() {
        let text =
            "[Service]\nEnvironment=\nEnvironment=Y=1\nEnvironmentFile=/b\nUnsetEnvironment=Z\n"
        var files = NamedFiles()
        files.texts = Self.files
        files.defaults = ["W=0 X=0", "Y=0 Z=0"].map {
            UnitFile.Setting(
                path: "/etc/systemd/system.conf",
                section: "Manager",
                name: "DefaultEnvironment",
                value: $0
            )
        }
        let unit = UnitFile(name: "x.service", texts: [text])
        let found = ServiceEnvironment(of: unit, reading: files).values
        #expect(found.compactMapValues(\.word.literal) == ["W": "0", "X": "b", "Y": "1"])
        #expect(found["W"]?.origin == "/etc/systemd/system.conf")
    }

    private static let texts = [
        "A=b\n", "A = b \n", " A=b", "A=\n", "A\n=b\n", "#A=b\n;A=b\nB=c", "# x\\\nA=b\nB=c\n",
        "A='b c' d\n", "A=\"b\\\"c\\\\ \\$x \\n\"\n", "A=b\\\nc\n", "A=b 'c'\n", "A=\"b\" \"c\"\n",
        "A=b # c\n", "A=b\r\nB=c\r\n", "A='b\nc'\nB=d\n", "export A=b\nC=d\n", "1A=b\nC=d\n",
        "A=b\nA=c\n", "A=\"b\\\nc\"\n", "A=b\\ \nC=d", "A=é=ü\n", "A='open\n", "\\A=b\n",
    ]

    @Test(arguments: texts)
    func `a file of variables is read as systemd reads it`(text: String) throws {
        var values: [String: String] = [:]
        for (name, value) in EnvironmentText(text).assignments { values[name] = value }
        var known: [String: String] = [:]
        for variable in try SystemdEnvironment(reading: Array(text.utf8)).variables {
            let parts = String(decoding: variable, as: UTF8.self)
                .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            // What is not a variable's name is dropped after the file is read.
            if ServiceEnvironment.isName(String(parts[0])) { known["\(parts[0])"] = "\(parts[1])" }
        }
        #expect(values == known)
    }

    @Test func `a drop-in is read in the order of its name, not of its directory`() {
        let unit = UnitFile(
            name: "etcd.service",
            parts: [
                UnitFile.Part(path: "/usr/lib/systemd/system/etcd.service", text: "[Service]\n"),
                UnitFile.Part(
                    path: "/etc/systemd/system/etcd.service.d/10.conf",
                    text: "[Service]\nEnvironment=X=10\n"
                ),
                UnitFile.Part(
                    path: "/usr/lib/systemd/system/etcd.service.d/zz.conf",
                    text: "[Service]\nEnvironment=Y=zz\n"
                ),
            ]
        )
        let ours = UnitFile.Part(
            path: "/etc/systemd/system/etcd.service.d/bootcmd.conf",
            text: "[Service]\nEnvironment=X=ours Y=ours\n"
        )
        let later = unit.adding([ours])
        #expect(
            later.parts.map(\.path.name) == [
                "etcd.service", "10.conf", "bootcmd.conf", "zz.conf",
            ]
        )
        let values = ServiceEnvironment(of: later, reading: NamedFiles()).values
        #expect(values["X"]?.word == Word("ours"))
        #expect(values["Y"]?.word == Word("zz"))
        // One of the same name takes the other's place.
        #expect(later.adding([ours]) == later)
    }
}
