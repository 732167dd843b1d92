import Foundation
import Readback
import TestSupport
import Testing
@testable import Basics
@testable import Cluster
@testable import Configure
@testable import Desired
@testable import Status
@testable import Units

/// A node of `Tests/fixtures/golden`: in `seed` what it is told, beside it what it gets and what a
/// dry run shows of it.
struct Golden: CustomTestStringConvertible, Sendable {
    let name: String
    var installed = (etcd: Version?.none, flanneld: Version?.none)
    /// Whether the distribution has laid down its own files, as Fedora's packages do.
    var hasDistributionFiles = true
    /// Whether its members talk over TLS.
    var usesTLS: Bool { name.hasPrefix("tls-") }
    /// docker's unit, where it is installed, and dockerd's version.
    var docker: String?
    var dockerd: Version?

    static let all = [
        Golden(name: "a1"),
        Golden(
            name: "a2",
            installed: (Version(2, 2), Version(0, 5))
        ),
        Golden(name: "a3", installed: (Version(2, 3), nil)),
        Golden(name: "ipv6"),
        Golden(
            name: "v2-on-etcd-3.3",
            installed: (Version(3, 3), nil)
        ),
        Golden(
            name: "v2-on-etcd-3.4",
            installed: (Version(3, 4), Version(0, 17))
        ),
        Golden(
            name: "v3-on-etcd-3.5",
            installed: (Version(3, 5), Version(0, 22)),
            hasDistributionFiles: false,
            docker: Self.plainDocker
        ),
        Golden(name: "host-gw-on-etcd-3.6", installed: (Version(3, 6), Version(0, 28))),
        Golden(name: "udp-on-etcd-3.5", installed: (Version(3, 5), Version(0, 22))),
        Golden(name: "wireguard-on-etcd-2", installed: (Version(2, 3), Version(0, 17))),
        Golden(name: "ipip-on-etcd-3.4", installed: (Version(3, 4), Version(0, 17))),
        Golden(
            name: "worker-v3",
            installed: (nil, Version(0, 28)),
            hasDistributionFiles: false,
            docker: Self.plainDocker
        ),
        // Of its own etcd, which other machines do not ask, nothing depends.
        Golden(name: "worker-v2", installed: (Version(3, 6), Version(0, 17))),
        Golden(name: "worker-classic"),
        Golden(name: "worker-ipv6", installed: (nil, Version(0, 22))),
        // A flanneld that loses routes.
        Golden(name: "flannel-0.20", installed: (Version(3, 5), Version(0, 20, 2))),
        // Before 28.0 docker has flannel's rules decide; 28.2 drops more than 28.0.
        .withDocker("docker-26", Version(26, 1)),
        .withDocker("docker-28.0", Version(28, 0)),
        .withDocker("docker-28.2-host-gw", Version(28, 2)),
        Golden(
            name: "tls-on-etcd-3.5",
            installed: (Version(3, 5), Version(0, 28)),
            hasDistributionFiles: false
        ),
        Golden(name: "tls-v2-on-etcd-3.4", installed: (Version(3, 4), Version(0, 17))),
        Golden(name: "tls-on-etcd-2", installed: (Version(2, 3), Version(0, 5))),
        Golden(
            name: "tls-worker",
            installed: (nil, Version(0, 28)),
            hasDistributionFiles: false
        ),
    ]

    /// A worker with a docker of this version.
    private static func withDocker(_ name: String, _ dockerd: Version) -> Golden {
        Golden(
            name: name,
            installed: (nil, Version(0, 28)),
            hasDistributionFiles: false,
            docker: plainDocker,
            dockerd: dockerd
        )
    }

    private static let plainDocker =
        "[Service]\nExecStart=/usr/sbin/dockerd -H fd:// $DOCKER_OPTS\n"

    /// Those whose dry run is kept too; the others would show nothing that these do not.
    static let shown = all.filter {
        [
            "a1", "ipv6", "v3-on-etcd-3.5", "worker-v3", "worker-ipv6", "tls-on-etcd-3.5",
            "tls-worker", "docker-28.0",
        ].contains($0.name)
    }

    var testDescription: String { name }

    var directory: URL { ScratchRoot.golden.appending(path: name) }

    func desiredState(delivers: Bool = true) throws -> DesiredState {
        var units: [String: InstalledUnit] = [:]
        for (unit, install) in [
            ("etcd.service", "WantedBy=multi-user.target"),
            ("flanneld.service", "WantedBy=multi-user.target\nRequiredBy=docker.service"),
        ] {
            var texts = [
                "[Service]\nExecStart=/usr/bin/\(unit.dropLast(8))\n[Install]\n\(install)\n"
            ]
            // Of a machine without an IPv4 address, flannel has to be told an interface that has
            // one.
            if name.hasSuffix("ipv6"), unit == "flanneld.service" {
                texts.append("[Service]\nEnvironment=FLANNELD_IFACE=eth0\n")
            }
            units[unit] = .unit(UnitFile(name: unit, texts: texts))
        }
        if let docker {
            var unit = UnitFile(name: "docker.service", texts: [docker])
            unit.isEnabled = true
            units["docker.service"] = .unit(unit)
        }
        let node = try Node(
            MetaData(parsing: seed("meta-data")),
            in: ClusterDescription(parsing: seed("cluster.yaml"))
        )
        return DesiredState(
            of: node,
            on: InstalledSoftware(
                etcd: installed.etcd,
                flanneld: installed.flanneld,
                dockerd: dockerd,
                units: units
            ),
            with: usesTLS ? try credentials(of: node, delivers) : nil
        )
    }

    private var directoryOfKey: NodePath { "/var/cloud-init/tls" }

    /// What the installer has left in `tls`. OpenSSL would be content with it.
    private func credentials(of node: Node, _ delivers: Bool) throws -> Credentials {
        var files: [Credentials.Part: Credentials.File] = [:]
        for part in Credentials.Part.allCases {
            files[part] = Credentials.File(
                path: directoryOfKey.appending(part.rawValue),
                contents: Array(
                    try Data(contentsOf: directory.appending(path: "seed/tls/\(part.rawValue)"))
                )
            )
        }
        return Credentials(
            files: files,
            facts: .sound,
            readers: node.member == nil
                ? .nobody : .group(SystemGroup(name: "etcd", id: 977)),
            deliveredKey: delivers ? directoryOfKey.appending("node.key") : nil
        )
    }

    private func seed(_ name: String) throws -> Source {
        let file = directory.appending(path: "seed/\(name)")
        return try Source(name: name, bytes: Array(Data(contentsOf: file)))
    }

    /// The disk before the first run.
    func before() throws -> DiskState {
        guard hasDistributionFiles else {
            let directories: [NodePath] = [
                "/etc/etcd", "/etc/etcd/tls", "/etc/systemd/system/etcd.service.d",
                "/etc/sysconfig",
                "/etc/systemd/system/flanneld.service.d", "/etc/systemd/system/docker.service.d",
            ]
            let files = try desiredState().files
            return DiskState(
                missingDirectories: directories.filter { directory in
                    files.contains { $0.path.isWithin(directory) }
                },
                group: .present,
                boot: "boot-1"
            )
        }
        var contents: [NodePath: [UInt8]] = [:]
        for path: NodePath in ["/etc/etcd/etcd.conf", "/etc/sysconfig/flanneld"] {
            contents[path] = Array(try ScratchRoot.before(path.text).utf8)
        }
        return DiskState(
            contents: contents,
            missingDirectories: [
                "/etc/systemd/system/etcd.service.d", "/etc/systemd/system/flanneld.service.d",
            ],
            boot: "boot-1"
        )
    }

    /// Compares a string with the file that holds it.
    func expect(_ text: String, in path: String) throws {
        try GoldenFile("golden/\(name)/\(path)").expect(text)
    }
}
