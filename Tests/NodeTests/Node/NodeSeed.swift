import Foundation
import TestSupport

/// What the installer leaves in a node's seed directory.
struct NodeSeed {
    /// The node's name, without the domain.
    var host: String
    /// cloud-init's word for which installation this is.
    var instance = "iid-local01"
    /// The cluster's description.
    var cluster = "cluster: " + NodeSeed.members(["a1", "a2", "a3"])
    /// Where its certificate and key are, if its cluster talks over TLS.
    var credentials: URL?
    /// The files that `make-seed` made for the host, in place of those of these tests.
    private var made: [String: String]?

    /// A seed of these tests' own.
    init(host: String, cluster: String? = nil) {
        self.host = host
        self.cluster = cluster ?? self.cluster
    }

    /// What `packaging/boothost/make-seed` makes for a cluster's first host.
    init(madeFor names: [String], in directory: URL) async throws {
        host = names[0]
        let tree = directory.appending(path: "boothost")
        try await Self.make(for: names, in: tree)
        made = try [
            "meta-data": "meta-data.\(host)", "cluster.yaml": "cluster.yaml",
            "user-data": "user-data",
        ]
        .mapValues { try String(contentsOf: tree.appending(path: $0), encoding: .utf8) }
    }

    /// Nothing: the host is a copy of an image, and learns from the network who it is.
    init(imageFor host: String) {
        self.host = host
        made = [:]
    }

    /// Has `make-seed` make what a boot host serves to hosts of these names.
    static func make(for names: [String], in tree: URL, options: [String] = []) async throws {
        let key = tree.appendingPathExtension("pub")
        let point = String(repeating: "A", count: 43)
        try "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI\(point) op@boothost\n"
            .write(to: key, atomically: true, encoding: .utf8)
        let script = Repository.root.appending(path: "packaging/boothost/make-seed").path
        try await Command(
            [
                script, "--ssh-key", key.path, "--bootcmd", Product.bootcmd.path, "--token",
                "rack-7",
                "--state", tree.appendingPathExtension("state").path,
            ] + options + [members(names), tree.path]
        ).succeed()
    }

    /// The cluster's members of these names, in etcd's form.
    static func members(_ names: [String], scheme: String = "http") -> String {
        names.map { "\($0)=\(scheme)://\(Room.address(of: $0)):2380" }.joined(separator: ",")
    }

    /// The seed directory's files by name, the agent itself apart.
    var files: [String: String] {
        made ?? [
            "meta-data": "instance-id: \(instance)\nlocal-hostname: \(host)\n",
            "cluster.yaml": cluster + "\n",
            "user-data": """
            #cloud-config
            users:
              - name: fedora
                groups: docker
                shell: /bin/bash
            ssh_genkeytypes: [ecdsa, ed25519]
            bootcmd:
              - /var/cloud-init/bootcmd

            """,
        ]
    }
}
