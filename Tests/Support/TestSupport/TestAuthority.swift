import Foundation

/// An authority and the certificates of a cluster's machines, as `make-seed --tls` makes them.
package final class TestAuthority: Sendable {
    private let directory: TemporaryDirectory

    /// The members of `ScratchRoot`, over TLS.
    package static let members = ScratchRoot.members.replacingOccurrences(
        of: "http:",
        with: "https:"
    )

    /// Makes those of the members of `ScratchRoot`, of one more, and of a worker w1.
    package init() async throws {
        directory = try TemporaryDirectory()
        try await renew(into: "first")
    }

    /// Makes new certificates, as if the last ones were about to end.
    package func renew(into name: String) async throws {
        let script = """
            printf '%s\\n' 'member a1 192.168.99.51' 'member a2 192.168.99.52' \
                'member a3 192.168.99.53' 'member a4 192.168.99.54' 'worker w1 192.168.99.61' |
                "$1" "$2/ca" "$2/none" "$2/$3"
            """
        let maker = Repository.root.appending(path: "packaging/boothost/make/certificates").path
        try await Command(["bash", "-ec", script, "-", maker, directory.url.path, name]).succeed()
    }

    /// Where the authority's own certificate and key are.
    package var authority: String { directory.url.appending(path: "ca").path }

    /// Where a machine's are.
    package func files(of host: String, in name: String = "first") -> URL {
        directory.url.appending(path: "\(name)/\(host)")
    }

    /// Lays a machine's into its seed directory, as the kickstart does.
    package func deliver(
        to host: String,
        on root: ScratchRoot,
        from name: String = "first"
    ) throws {
        for (file, mode) in [("ca.crt", 0o644), ("node.crt", 0o644), ("node.key", 0o600)] {
            let text = try String(
                contentsOf: files(of: host, in: name).appending(path: file),
                encoding: .utf8
            )
            try root.write(text, to: "/var/cloud-init/tls/\(file)", mode: mode)
        }
    }

    /// Makes a node of ScratchRoot one whose members talk over TLS.
    package func secure(_ host: String, on root: ScratchRoot) throws {
        let workers = host.hasPrefix("w") ? "workers: \(host)=192.168.99.61\n" : ""
        try root.write(
            "cluster: \(Self.members)\n\(workers)",
            to: "/var/cloud-init/cluster.yaml"
        )
        try root.identify(host: host)
        try deliver(to: host, on: root)
        // etcd's own user, and its number.
        try root.write(
            "root:x:0:0::/root:/bin/sh\netcd:x:978:977::/:/sbin/nologin\n",
            to: "/etc/passwd"
        )
        try root.write("root:x:0:\netcd:x:977:\n", to: "/etc/group")
        try root.write(
            "[Service]\nUser=etcd\nStateDirectory=etcd\n",
            to: "/usr/lib/systemd/system/etcd.service.d/user.conf"
        )
    }
}
