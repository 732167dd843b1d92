@testable import Basics
@testable import Join
@testable import Status
@testable import Units
import Basics
import Readback
import Testing

/// Units as distributions ship them (`Tests/fixtures/units/README.md`).
@Suite struct PackagedUnitTests {
    private static let rows: [([String], Service, String, [String])] = [
        // packages, service, program, its arguments once the package's own variables have values
        (["etcd-server-3.4.23-4"], .etcd, "/usr/bin/etcd", []),
        (["etcd-server-3.5.16-4"], .etcd, "/usr/bin/etcd", []),
        (
            ["etcd-3.2.16-1.fc29"], .etcd, "/usr/bin/etcd",
            [
                "--name=default", "--data-dir=/var/lib/etcd/default.etcd",
                "--listen-client-urls=http://localhost:2379",
            ]
        ),
        (["etcd-3.4.13-1.fc34"], .etcd, "/usr/bin/etcd", []),
        (
            ["flannel-0.5.5.fc23"], .flanneld, "/usr/bin/flanneld",
            ["-etcd-endpoints=http://127.0.0.1:2379", "-etcd-prefix=/coreos.com/network"]
        ),
        (
            ["docker.io-20.10.24+dfsg1-1+deb12u1"], .docker, "/usr/sbin/dockerd",
            ["-H", "fd://", "--containerd=/run/containerd/containerd.sock"]
        ),
        (
            ["docker.io-26.1.5+dfsg1-9+deb13u1"], .docker, "/usr/sbin/dockerd",
            ["-H", "fd://", "--containerd=/run/containerd/containerd.sock"]
        ),
        (
            ["docker-ce-27.5.1"], .docker, "/usr/bin/dockerd",
            ["-H", "fd://", "--containerd=/run/containerd/containerd.sock"]
        ),
        (
            ["docker-1.13.1-162.git64e9980.el7.centos", "flannel-0.7.1-4.el7"], .docker,
            "/usr/bin/dockerd-current",
            [
                "--add-runtime", "docker-runc=/usr/libexec/docker/docker-runc-current",
                "--default-runtime=docker-runc", "--exec-opt", "native.cgroupdriver=systemd",
                "--userland-proxy-path=/usr/libexec/docker/docker-proxy-current",
                "--init-path=/usr/libexec/docker/docker-init-current",
                "--seccomp-profile=/etc/docker/seccomp.json", "--selinux-enabled",
                "--log-driver=journald", "--signature-verification=false",
            ]
        ),
    ]

    @Test(arguments: rows)
    func `a package's unit tells its program and its arguments`(
        packages: [String],
        service: Service,
        program: String,
        arguments: [String]
    ) throws {
        let units = try PackagedUnits(packages)
        let unit = try #require(units.unit(service.unit))
        guard
            case .program(let invocation) = unit.resolvedCommand(of: service, scripts: units.files)
        else {
            Issue.record("not understood: \(unit.execStart)")
            return
        }
        #expect(invocation.program == program)
        let environment = ServiceEnvironment(of: unit, reading: units.files)
        #expect(environment.expanded(invocation.arguments).map(\.word.description) == arguments)
    }

    @Test func `Debian's etcd has a name and a data directory of its own`() throws {
        let units = try PackagedUnits(["etcd-server-3.5.16-4"])
        let unit = try #require(units.unit("etcd.service"))
        #expect(unit.user == "etcd")
        #expect(unit.environmentFiles.map(\.pattern) == ["/etc/default/etcd"])
        let values = ServiceEnvironment(of: unit, reading: units.files).values
        #expect(values["ETCD_NAME"]?.word == Word([.unknown("%H")]))
        #expect(values["ETCD_DATA_DIR"]?.word == Word("/var/lib/etcd/default"))
        #expect(values["ETCD_DATA_DIR"]?.origin == "/usr/lib/systemd/system/etcd.service")
    }
}
