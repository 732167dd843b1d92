import Foundation
import Readback
import TestSupport
import Testing
@testable import Basics
@testable import Desired

/// The command that writes the network's key, run with a stand-in for etcdctl that keeps one key.
@Suite struct NetworkKeyTests {
    private let directory: TemporaryDirectory
    private let etcdctl: NodePath

    init() throws {
        directory = try TemporaryDirectory()
        etcdctl = try #require(NodePath(directory.url.appending(path: "etcdctl").path))
        let program = #"""
            #!/bin/sh
            store=$(dirname "$0")/store
            case $1 in
            txn) cat > "$store.txn"; [ -e "$store" ] || sed -n 's/^put .* \("{.*\)$/\1/p' "$store.txn" |
                sed 's/^"//; s/"$//; s/\\\(.\)/\1/g' > "$store" ;;
            get) [ "$2" = --print-value-only ] && cat "$store" ;;
            esac
            """#
        try directory.write(program, to: "etcdctl", mode: 0o755)
    }

    private func run(_ key: String, _ config: String) async throws -> String {
        try await Command(NetworkKey(key, config, etcdctl: etcdctl).command).succeed()
    }

    @Test func `where there is no key, a transaction writes it`() async throws {
        #expect(try await run("/it's a \"key\"\\/config", #"{"Network":"10.0.0.0/8"}"#) == "")
        #expect(
            try directory.text(of: "store.txn") == #"""
                version("/it's a \"key\"\\/config") = "0"

                put "/it's a \"key\"\\/config" "{\"Network\":\"10.0.0.0/8\"}"



                """#
        )
        #expect(try directory.text(of: "store") == #"{"Network":"10.0.0.0/8"}"# + "\n")
    }

    @Test func `the same value is not spoken of`() async throws {
        try directory.write("{\"Network\":\"10.0.0.0/8\"}\n", to: "store")
        #expect(try await run("/k/config", #"{"Network":"10.0.0.0/8"}"#) == "")
    }

    @Test func `another value stays, with the command that changes it`() async throws {
        try directory.write("{\"Network\":\"10.9.0.0/16\"}\n", to: "store")
        let said = try await run("/it's/config", #"{"Network":"10.0.0.0/8"}"#)
        let change = #"ETCDCTL_API=3 \#(etcdctl) put '/it'\''s/config' '{"Network":"10.0.0.0/8"}'"#
        #expect(
            said == #"<4>/it's/config in etcd stays '{"Network":"10.9.0.0/16"}', "#
                + #"but is described as '{"Network":"10.0.0.0/8"}'; to change it: \#(change), "#
                + "then restart flanneld everywhere\n"
        )
        #expect(try directory.text(of: "store").contains("10.9.0.0"))
    }

    @Test func `a value that somebody else has written is no line and no command`() async throws {
        let value =
            "x', run: reboot\n<2>\u{1b}\u{202e}run:\n  reboot" + String(repeating: "x", count: 200)
        try directory.write(value + "\n", to: "store")
        let said = try await run("/k/config", "{}")
        let shown = "x?, run: reboot?<2>????run:?  reboot" + String(repeating: "x", count: 200)
        #expect(
            said.hasPrefix(
                "<4>/k/config in etcd stays '\(shown.prefix(200))', but is described as '{}'; "
            )
        )
        #expect(said.count(where: \.isNewline) == 1)
    }

    @Test func `an etcd that does not answer fails the command`() async throws {
        try directory.write("#!/bin/sh\nexit 1\n", to: "etcdctl", mode: 0o755)
        let said = try await Command(
            NetworkKey("/k/config", "{}", etcdctl: etcdctl).command
        ).run()
        #expect(said.status != 0)
    }
}
