import Basics
import Testing
@testable import Desired
@testable import Join
@testable import Status
@testable import Units

@Suite struct DropInTests {
    @Test func `sections and settings are written in order`() {
        var dropIn = DropIn()
        dropIn.section("Unit")
        dropIn.set("After", "network-online.target")
        dropIn.section("Service")
        dropIn.set("ExecStart", "")
        dropIn.set("ExecStart", command: ["/bin/echo", "a b"])
        #expect(
            DropIn.path("x.conf", of: "etcd.service") == "/etc/systemd/system/etcd.service.d/x.conf"
        )
        #expect(
            dropIn.text == """
                [Unit]
                After=network-online.target

                [Service]
                ExecStart=
                ExecStart=/bin/echo "a b"

                """
        )
    }

    private static let words: [(String, String)] = [
        // word, as it is written
        ("set", "set"),
        ("/admin/flannel/config", "/admin/flannel/config"),
        ("{\"Network\":\"172.18.0.0/16\"}", "{\\\"Network\\\":\\\"172.18.0.0/16\\\"}"),
        ("", "\"\""),
        ("a b", "\"a b\""),
        (" ", "\" \""),
        ("100%", "100%%"),
        ("%h", "%%h"),
        ("$HOME", "$$HOME"),
        ("${HOME}", "$${HOME}"),
        ("$$", "$$$$"),
        ("it's", "it\\'s"),
        ("\\", "\\\\"),
        ("\\n", "\\\\n"),
        ("a b\\", "\"a b\\\\\""),
        (";", "\";\""),
        ("a;b", "a;b"),
        ("a#b", "a#b"),
        ("-x", "-x"),
        ("*", "*"),
        ("schön", "schön"),
        // to Unicode white space, to systemd a letter
        ("a\u{A0}b", "\"a\u{A0}b\""),
        ("\u{301}\"", "\u{301}\\\""),
        ("\"\u{301}", "\\\"\u{301}"),
    ]

    @Test(arguments: [
        // docker's command, as it begins in the drop-in
        ("/usr/bin/dockerd -H fd://", "/usr/bin/dockerd -H fd://"),
        ("/usr/bin/dockerd '%h' $A \\", "/usr/bin/dockerd '%h' $A \\\\"),
        ("/usr/bin/dockerd \\\\", "/usr/bin/dockerd \\\\"),
    ])
    func `docker's own words stay its own`(command: String, own: String) throws {
        // White space after it: otherwise the last backslash would join the line with the next.
        let unit = UnitFile(name: "docker.service", texts: ["[Service]\nExecStart=\(command) \n"])
        let installed = InstalledSoftware(
            etcd: .absent,
            flanneld: .absent,
            units: ["docker.service": .unit(unit)]
        )
        let networking = try #require(DockerNetworking(on: installed))
        let dropIn = try #require(DropIn.docker(networking))
        let options = "--bip=${FLANNEL_SUBNET} --mtu=${FLANNEL_MTU}"
        #expect(dropIn.text.contains("\nExecStart=\(own) \(options)\n"))
    }

    @Test(arguments: words)
    func `a word is written as systemd reads it`(word: String, written: String) {
        #expect(DropIn.word(word) == written)
    }

    @Test(.enabled(if: SystemdReader.readsUnits))
    func `systemd reads every word back`() async throws {
        let command = ["/bin/echo"] + Self.words.map(\.0)
        var dropIn = DropIn()
        dropIn.set("ExecStartPre", command: command)
        // Each at a line's end, where a backslash would continue with the next line.
        for word in Self.words { dropIn.set("ExecStartPre", command: ["/bin/echo", word.0]) }

        let found = try await SystemdReader.commands(inService: dropIn.text)
        #expect(found == [command] + Self.words.map { ["/bin/echo", $0.0] })
    }
}
