import Foundation
import TestSupport
import Testing

/// What is installed on a node, and what a run makes of it.
@Suite struct InstallationTests {
    private let root: ScratchRoot

    init() throws {
        root = try ScratchRoot()
    }

    private func install(_ program: String, _ script: String) throws {
        try root.write("#!/bin/sh\n\(script)\n", to: program, mode: 0o755)
    }

    private static let stores: [(String, String, String?, String?)] = [
        // golden node, the store described, what etcd and flanneld say of themselves
        ("a1", "auto", "etcd Version: 2.2.5\nGit SHA: bc9ddf2\nGo Version: go1.5.3", "0.5.5"),
        ("v2-on-etcd-3.3", "auto", "etcd Version: 3.3.25", "v0.11.0"),
        ("v2-on-etcd-3.3", "v2", "etcd Version: 3.3.25", nil),
        ("v2-on-etcd-3.4", "auto", "etcd Version: 3.4.23\nGo Version: go1.19.5", "v0.17.0"),
        ("v3-on-etcd-3.5", "auto", "etcd Version: 3.5.16", "v0.22.3"),
        // a flanneld that was built by hand
        ("v2-on-etcd-3.4", "v2", "etcd Version: 3.4.23", "(devel)"),
        ("v3-on-etcd-3.5", "v3", "etcd Version: 3.5.16", ""),
    ]

    /// etcd, and the etcdctl that comes with it, which up to 3.3 knows its version by a flag alone.
    private func install(etcd answer: String) throws {
        try install("/usr/bin/etcd", "echo '\(answer)'")
        let version = answer.prefix { !$0.isNewline }.split(separator: " ").last ?? ""
        let question = version.hasPrefix("2.") || version.hasPrefix("3.3") ? "--version" : "version"
        try install(
            "/usr/bin/etcdctl",
            "test $1 = \(question) && echo 'etcdctl version: \(version)'"
        )
    }

    @Test(arguments: stores)
    func `the installed programs are asked for their versions`(
        golden: String,
        store: String,
        etcd: String?,
        flanneld: String?
    ) async throws {
        if let etcd { try install(etcd: etcd) }
        if let flanneld { try install("/usr/bin/flanneld", "echo '\(flanneld)' >&2") }
        try await root.prepare("echo 'flannel: {store: \(store)}' >> var/cloud-init/cluster.yaml")
        if golden.hasPrefix("v3") {
            try await installDocker(enabled: true)
        }
        #expect(try await root.run([]).status == 0)
        let tree = try Snapshot(of: ScratchRoot.golden.appending(path: golden)).texts(below: "/etc")
        for (path, text) in tree { #expect(root.text(path) == text, "\(path)") }
    }

    /// As update-alternatives(1) links it: not to the machine's own that prepares an image.
    @Test func `a program is found where the image's own links lead`() async throws {
        try install(etcd: "etcd Version: 3.5.16")
        try install("/usr/bin/flanneld", "echo v0.22.3")
        try await root.prepare(
            "mkdir -p opt/etcd; mv usr/bin/etcd opt/etcd/; ln -s /opt/etcd/etcd usr/bin/etcd"
        )
        #expect(try await root.run([]).status == 0)
        let dropIn = root.text("/etc/systemd/system/flanneld.service.d/init.conf")
        #expect(dropIn?.contains("ETCDCTL_API=3") == true)
        // One that leads out is none, and then there is no etcd.
        let outside = try TemporaryDirectory()
        try outside.write("#!/bin/sh\necho 'etcd Version: 2.2.5'\n", to: "etcd", mode: 0o755)
        try await root.prepare("ln -sf '\(outside.url.path)/etcd' usr/bin/etcd")
        #expect(try await root.run(["--force"]).status == 69)
        #expect(root.text("/etc/systemd/system/flanneld.service.d/init.conf") == dropIn)
    }

    @Test func `etcdctl is called where it is`() async throws {
        try install("/usr/local/bin/etcdctl", "true")
        _ = try await root.run([])
        let dropIn = root.text("/etc/systemd/system/flanneld.service.d/init.conf")
        #expect(dropIn?.contains("ExecStartPre=/usr/local/bin/etcdctl set ") == true)
    }

    private func installDocker(enabled: Bool) async throws {
        let unit = """
            [Service]
            ExecStart=/usr/sbin/dockerd -H fd:// $DOCKER_OPTS
            [Install]
            WantedBy=multi-user.target

            """
        try root.write(unit, to: "/usr/lib/systemd/system/docker.service")
        guard enabled else { return }
        let wants = "etc/systemd/system/multi-user.target.wants"
        try await root.prepare(
            "mkdir -p \(wants); ln -s /usr/lib/systemd/system/docker.service \(wants)/"
        )
    }

    @Test(arguments: [true, false])
    func `flanneld brings docker up where docker is enabled, and nowhere else`(
        isEnabled: Bool
    ) async throws {
        try await installDocker(enabled: isEnabled)
        #expect(try await root.run([]).status == 0)
        let dropIn = root.text("/etc/systemd/system/flanneld.service.d/bootcmd.conf")
        #expect(dropIn?.contains("\nWants=docker.service\n") == isEnabled)
    }

    private static let docker: [(String, String?)] = [
        // docker's unit, what the drop-in starts
        (
            "ExecStart=/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock $DOCKER_OPTS",
            "/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock $DOCKER_OPTS --bip=${FLANNEL_SUBNET} --mtu=${FLANNEL_MTU}"
        ),
        (
            "EnvironmentFile=-/run/flannel/docker\nExecStart=/usr/bin/docker -d $DOCKER_NETWORK_OPTIONS",
            nil
        ),
    ]

    @Test(arguments: docker)
    func `docker takes flannel's subnet where its own unit does not`(
        unit: String,
        command: String?
    ) async throws {
        try root.write("[Service]\n\(unit)\n", to: "/usr/lib/systemd/system/docker.service")
        // What flannel's own packages have written for docker.
        let script = "/usr/libexec/flannel/mk-docker-opts.sh"
        try root.write(
            "[Service]\nExecStartPost=\(script) -k DOCKER_NETWORK_OPTIONS -d /run/flannel/docker\n",
            to: "/etc/systemd/system/flanneld.service.d/options.conf"
        )
        _ = try await root.run([])
        let path = "/etc/systemd/system/docker.service.d/bootcmd.conf"
        if let command {
            #expect(root.text(path)?.contains("\nExecStart=\nExecStart=\(command)\n") == true)
        } else {
            #expect(root.text(path) == nil)
        }
        // It reads its own drop-in as none.
        let before = try root.snapshot()
        #expect(try await root.run(["--force"]).status == 0)
        let changes = try root.snapshot().changes(since: before)
        #expect(changes.allSatisfy { $0.hasPrefix("/etc/bootcmd") }, "\(changes)")
    }

    @Test(arguments: [
        // how flanneld's unit is there
        "true",
        "mv usr/lib/systemd/system/flanneld.service etc/systemd/system/",
        "mkdir -p lib/systemd/system; mv usr/lib/systemd/system/* lib/systemd/system/",
        "ln -s usr/lib lib",
        "mv usr/lib/systemd/system/flanneld.service f; ln -s /f etc/systemd/system/flanneld.service",
        "mv usr/lib/systemd/system/flanneld.service f; ln -s ../../../f etc/systemd/system/flanneld.service",
        // ostree's, and that of a Debian before 8
        """
        mkdir -p var/usrlocal/lib/systemd/system; ln -s ../var/usrlocal usr/local
        mv usr/lib/systemd/system/flanneld.service var/usrlocal/lib/systemd/system/
        """,
        "mkdir -p usr/local/lib; chmod 2777 usr/local/lib",
    ])
    func `a unit is found wherever systemd finds it`(script: String) async throws {
        try await root.prepare(script)
        let known = try await Command(
            ["systemctl", "--root=\(root.url.path)", "is-enabled", "flanneld.service"]
        ).run()
        let said = try await root.run([])
        #expect(said.status == 0, "systemctl: \(known) bootcmd: \(said.error)")
    }

    @Test(arguments: ["/dev/null", "nothing"])
    func `a drop-in that leads to nothing says nothing`(target: String) async throws {
        try await root.prepare(
            """
            mkdir -p etc/systemd/system/flanneld.service.d
            ln -s \(target) etc/systemd/system/flanneld.service.d/a.conf
            """
        )
        let said = try await root.run(["--dry-run"])
        #expect(said.status == 0)
        #expect(said.output.contains("\nenable etcd.service flanneld.service\n"))
    }

    /// The whole of a real run, but for a PID 1 that could be asked: the mount namespace hides the
    /// machine's own, and leaves nothing of the run behind.
    @Test(.enabled(if: isRoot))
    func `a run without systemd is refused before the first write`() async throws {
        let before = try root.snapshot()
        let script = """
            mount --make-rprivate /
            for directory in etc var usr/lib/systemd/system; do mount --bind "$1/$directory" "/$directory"; done
            mount -t tmpfs none /run
            test ! -e /run/systemd/private
            exec "$0" --no-reboot
            """
        let output = try await Command(
            ["unshare", "--mount", "sh", "-ec", script, Product.bootcmd.path, root.url.path]
        ).run()
        #expect(output.status == 69)
        #expect(
            output.standardError == """
                bootcmd: lock: started: locking /
                bootcmd: lock: finished
                systemd: cannot reach PID 1 at /run/systemd/private: No such file or directory; \
                is systemd running?
                bootcmd: stopped; nothing was changed

                """
        )
        #expect(try root.snapshot().changes(since: before) == [])
    }

    @Test func `the presets of a first boot leave the units of an image enabled`() async throws {
        let root = try ScratchRoot()
        #expect(try await root.run([]).status == 0)
        try root.write(
            "disable *\n",
            to: "/usr/lib/systemd/system-preset/99-default-disable.preset"
        )
        try await Command(["systemctl", "--root=\(root.url.path)", "preset-all"]).succeed()
        #expect(try await root.run([]).words.hasSuffix("; nothing to do\n"))
        #expect(try await root.run(["undo"]).status == 0)
        #expect(try root.snapshot()["/etc/systemd/system-preset/00-bootcmd.preset"] == nil)
    }
}
