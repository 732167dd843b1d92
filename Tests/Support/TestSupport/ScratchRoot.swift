import Foundation

/// A root directory for the binary to work on: a node with the distribution's etcd and flannel of
/// 2015, just installed, that is to be one of the three members of `Tests/fixtures/golden`.
package final class ScratchRoot: Sendable {
    /// Where it is.
    package let url: URL
    /// Keeps the directory, if it goes with this.
    private let directory: TemporaryDirectory?

    /// The members of `Tests/fixtures/golden`, as etcd writes them.
    package static let members = """
        a1=http://192.168.99.51:2380,a2=http://192.168.99.52:2380,a3=http://192.168.99.53:2380
        """

    /// Where the configurations that distributions ship and those that nodes get are kept.
    package static let golden = Repository.tests.appending(path: "fixtures/golden")

    /// A file as the distribution ships it.
    package static func before(_ path: String) throws -> String {
        try String(contentsOf: golden.appending(path: "before\(path)"), encoding: .utf8)
    }

    /// Lays out what an installer leaves on a node of this name.
    package init(
        host: String = "a1",
        instance: String = "iid-local01",
        in parent: URL = FileManager.default.temporaryDirectory
    ) throws {
        let directory = try TemporaryDirectory(in: parent)
        url = directory.url
        self.directory = directory
        try identify(host: host, instance: instance)
        try write("cluster: \(Self.members)\n", to: "/var/cloud-init/cluster.yaml")
        for path in ["/etc/etcd/etcd.conf", "/etc/sysconfig/flanneld"] {
            try write(Self.before(path), to: path)
        }
        try write("root:x:0:\n", to: "/etc/group")
        try write("root:*::\n", to: "/etc/gshadow")
        try write(Self.unit("etcd", "WantedBy=multi-user.target"), to: Self.etcdUnit)
        try write(
            Self.unit("flanneld", "WantedBy=multi-user.target\nRequiredBy=docker.service"),
            to: Self.flanneldUnit
        )
        // What the gate of a member's etcd needs.
        for program in ["/var/cloud-init/bootcmd", "/usr/bin/curl"] {
            try write("#!/bin/sh\n", to: program, mode: 0o755)
        }
        try makeDirectory("/etc/systemd/system")
        try makeDirectory("/etc/systemd/system-preset")
        try makeDirectory("/var/lib")
    }

    /// Takes a directory as it is, and leaves it.
    package init(at path: String) {
        url = URL(filePath: path)
        directory = nil
    }

    /// Where etcd's unit is installed.
    package static let etcdUnit = "/usr/lib/systemd/system/etcd.service"
    /// Where flanneld's unit is installed.
    package static let flanneldUnit = "/usr/lib/systemd/system/flanneld.service"

    private static func unit(_ name: String, _ install: String) -> String {
        """
        [Unit]
        Description=\(name)
        [Service]
        ExecStart=/usr/bin/\(name)
        [Install]
        \(install)

        """
    }

    /// Says in meta-data who the node is.
    package func identify(host: String, instance: String = "iid-local01") throws {
        let text = "instance-id: \(instance)\nlocal-hostname: \(host)\n"
        try write(text, to: "/var/cloud-init/meta-data")
    }

    /// Where a path of the node lies outside.
    package func path(_ path: String) -> String { url.path + path }

    /// Makes a directory and those above it.
    package func makeDirectory(_ path: String) throws {
        try FileManager.default.createDirectory(
            atPath: self.path(path),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
    }

    /// Removes what lies at a path.
    package func remove(_ path: String) throws {
        try FileManager.default.removeItem(atPath: self.path(path))
    }

    /// All that it holds.
    package func snapshot() throws -> Snapshot { try Snapshot(of: url) }

    /// The binary, made to work on this root.
    package func bootcmd(_ arguments: String...) -> Command { bootcmd(arguments) }

    /// The binary, made to work on this root.
    package func bootcmd(_ arguments: [String]) -> Command {
        Command([Product.bootcmd.path] + arguments + ["--root", url.path])
    }
}
