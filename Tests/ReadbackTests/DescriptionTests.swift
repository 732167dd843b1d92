import Cluster
import Basics
import Configure
import Desired
import Foundation
import Readback
import TestSupport
import Testing

/// What a description says and what the programs that read a node's files find there are the same,
/// byte by byte, or the description is refused.
@Suite struct DescriptionTests {
    private static let installed = InstalledSoftware(
        etcd: Version(3, 3),
        flanneld: nil
    )
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private static let count = Thoroughness.current == .few ? 200 : 800

    /// The descriptions that are accepted, and what becomes of them.
    private static let accepted = (0..<count).compactMap { seed in
        let description = NastyDescription(seed)
        return (try? description.desiredState(on: installed)).map { (description, $0) }
    }

    @Test func `most are accepted, and some are refused`() {
        #expect((Self.count * 3 / 8..<Self.count).contains(Self.accepted.count))
    }

    @Test func `the readers of these tests find what was described`() throws {
        for (description, desired) in Self.accepted {
            #expect(
                desired.misreadings(on: Self.installed) == [],
                "\(description.yaml)"
            )
            for worker in ["w1", "w2"] {
                let desired = try description.desiredState(on: Self.installed, as: worker)
                #expect(
                    desired.misreadings(on: Self.installed) == [],
                    "\(worker): \(description.yaml)"
                )
            }
            #expect(desired.node.cluster.token.utf8.elementsEqual(description.token.utf8))
            #expect(
                desired.node.cluster.prefix.utf8.elementsEqual(description.prefix.utf8)
            )
        }
    }

    @Test(arguments: ["sh", "bash"])
    func `a shell finds what was described, and nothing else`(shell: String) async throws {
        let accepted = Self.accepted
        for (index, (_, desired)) in accepted.enumerated() {
            for file in desired.files where file.file == .etcdConf {
                try write(file, as: "\(index)")
            }
        }
        // All that the file set is in the environment of the last command.
        let output = try await Command(
            [
                shell, "-c",
                """
                cd "$1"; i=0
                while [ "$i" -lt "$2" ]; do
                    (set -a; . "./$i"; exec env -0) || exit; printf '\\n\\0'; i=$((i + 1))
                done
                """, shell, directory.url.path, "\(accepted.count)",
            ],
            environment: ["PATH": "/usr/bin:/bin"]
        ).succeed()

        let environments = output.split(separator: "\n\0", omittingEmptySubsequences: false)
        try #require(environments.count == accepted.count + 1)
        for ((description, desired), environment) in zip(accepted, environments) {
            let expected = Self.etcdVariables(desired)
            let found = environment.split(separator: "\0").map(String.init)
                .filter {
                    !["PATH=", "PWD=", "OLDPWD=", "SHLVL=", "_="].contains(where: $0.hasPrefix)
                }
            #expect(
                Set(found.map { Array($0.utf8) }) == Set(expected.map { Array($0.utf8) }),
                "\(description.yaml)"
            )
        }
    }

    @Test func `systemd finds what was described in the environment files`() throws {
        let systemd = try SystemdLibrary()
        for (description, desired) in Self.accepted {
            let expected = Self.etcdVariables(desired).map { Array($0.utf8) }
            let file = try #require(desired.files.first { $0.path == "/etc/etcd/etcd.conf" })
            #expect(try systemd.environment(of: file.contents) == expected, "\(description.yaml)")
        }
    }

    @Test func `systemd finds what was described in the drop-ins`() async throws {
        let accepted = Self.accepted
        for (index, (_, desired)) in accepted.enumerated() {
            let unit = "[Service]\nType=oneshot\nExecStart=/bin/true\n"
            try Data(unit.utf8).write(to: directory.url.appending(path: "\(index).service"))
            for file in desired.files where file.path.parent.name == "flanneld.service.d" {
                try write(
                    file,
                    as: "\(index).service.d/\(file.path.name)"
                )
            }
        }
        let all = accepted.indices.map { "Wants=\($0).service\n" }.joined()
        try Data("[Unit]\n\(all)".utf8).write(to: directory.url.appending(path: "all.target"))

        // systemd itself, which in a test loads the units, prints them and ends.
        let dump = try await Command(
            Self.asNobody + ["/lib/systemd/systemd", "--test", "--system", "--unit=all.target"],
            environment: [
                "PATH": "/usr/bin:/bin", "SYSTEMD_UNIT_PATH": directory.url.path,
                "SYSTEMD_GENERATOR_PATH": directory.url.path,
                "SYSTEMD_ENVIRONMENT_GENERATOR_PATH": directory.url.path,
            ]
        ).succeed()
        let commands = Self.commands(before: "/bin/true", in: dump)
        try #require(commands.count == accepted.count)

        // systemd prints a command as it must be given to a shell.
        let lines = accepted.indices.map { "printf '%s\\0' \(commands["\($0).service"] ?? "");" }
        let script = directory.url.appending(path: "commands")
        try Data(lines.map { $0 + " printf '\\n\\0'\n" }.joined().utf8).write(to: script)
        let words = try await Command(["bash", script.path]).succeed()
            .split(separator: "\n\0", omittingEmptySubsequences: false)
        try #require(words.count == accepted.count + 1)

        let systemd = try SystemdLibrary()
        for ((description, _), words) in zip(accepted, words) {
            let words = words.split(separator: "\0", omittingEmptySubsequences: false).dropLast()
            let called = try systemd.replacingVariables(
                in: words.map { Array($0.utf8) },
                environment: ["HOME=/root", "h=x"]
            )
            let isSet = description.store == .v2
            let key = [description.prefix + "/config", description.config]
            let expected = ["/usr/bin/etcdctl"] + (isSet ? ["set"] : []) + key
            // In a transaction, a shell, its script and the script's name come first.
            #expect(
                Array(isSet ? called[...] : called.dropFirst(4).prefix(3))
                    == expected.map { Array($0.utf8) },
                "\(description.yaml)"
            )
        }
    }

    /// As root, systemd refuses to be tested.
    private static let asNobody =
        geteuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []

    private func write(_ file: DesiredState.File, as name: String) throws {
        let url = directory.url.appending(path: name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(file.contents).write(to: url)
    }

    private static func etcdVariables(_ desired: DesiredState) -> [String] {
        let isSecure = desired.node.cluster.members.usesTLS
        let host = "\(isSecure ? "https" : "http")://192.168.99.51"
        let local = "\(isSecure ? "https" : "http")://localhost"
        let security =
            ["ETCD", "ETCD_PEER"].flatMap {
                [
                    "\($0)_CERT_FILE=/etc/etcd/tls/node.crt",
                    "\($0)_KEY_FILE=/etc/etcd/tls/node.key",
                    "\($0)_TRUSTED_CA_FILE=/etc/etcd/tls/ca.crt", "\($0)_CLIENT_CERT_AUTH=true",
                ]
            } + ["ETCD_PEER_CERT_ALLOWED_HOSTNAME=localhost", "ETCD_PEER_CERT_ALLOWED_CN="]
        return [
            "ETCD_NAME=a1", "ETCD_DATA_DIR=/var/lib/etcd/a1.etcd",
            "ETCD_LISTEN_PEER_URLS=\(host):2380",
            "ETCD_LISTEN_CLIENT_URLS=\(local):2379,\(host):2379",
            "ETCD_INITIAL_ADVERTISE_PEER_URLS=\(host):2380", "ETCD_INITIAL_CLUSTER=a1=\(host):2380",
            "ETCD_INITIAL_CLUSTER_STATE=new",
            "ETCD_INITIAL_CLUSTER_TOKEN=\(desired.node.cluster.token)",
            "ETCD_ADVERTISE_CLIENT_URLS=\(host):2379",
        ] + (isSecure ? security : [])
    }

    /// Of each unit in a dump, the command line that comes before the given one.
    private static func commands(before last: String, in dump: String) -> [String: String] {
        var commands: [String: String] = [:]
        var unit = ""
        for line in dump.split(separator: "\n") {
            let line = line.drop { $0 == "\t" }
            if line.hasPrefix("-> Unit ") {
                unit = String(line.dropFirst("-> Unit ".count).dropLast())
            } else if line.hasPrefix("Command Line: "), !line.hasSuffix(" \(last)") {
                commands[unit] = String(line.dropFirst("Command Line: ".count))
            }
        }
        return commands
    }
}
