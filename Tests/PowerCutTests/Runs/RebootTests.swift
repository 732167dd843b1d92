import Configure
import Foundation
import TestSupport
import Testing

/// The agent as a node's own, up to the reboot and beyond: never a loop of them.
@Suite struct RebootTests {
    @Test func `a first boot asks for one reboot, and the next for none`() async throws {
        let node = try await RunningNode()
        let first = try await node.bootcmd(boot: 1).run()
        #expect(first.status == 0, "\(first)")
        #expect(
            node.firstProcess.calls == [
                "GetUnitFileState etcd.service", "GetUnitFileState flanneld.service",
                "EnableUnitFiles etcd.service flanneld.service",
                "StartUnit reboot.target replace-irreversibly",
            ]
        )
        let before = try node.root.snapshot()
        let second = try await node.bootcmd(boot: 2).run()
        #expect(second.status == 0, "\(second)")
        #expect(node.firstProcess.calls.count == 4)
        // At rest, the row of boots that changed the node is over, and what the boot looked at is
        // kept; and then nothing is left to write.
        let changes = try node.root.snapshot().changes(since: before)
        #expect(changes.contains { $0.hasPrefix("\(ChangedBoots.path)") }, "\(changes)")
        let own = ["/var/lib/bootcmd", "/var/cache"]
        #expect(changes.allSatisfy { own.contains(where: $0.hasPrefix) }, "\(changes)")
        let rest = try node.root.snapshot()
        #expect(try await node.bootcmd(boot: 3).run().status == 0)
        #expect(try node.root.snapshot().changes(since: rest) == [])
    }

    @Test
    func `a boot that has only the record to write ends the row of those that changed the node`()
        async throws
    {
        let node = try await RunningNode()
        #expect(try await node.bootcmd(boot: 1).run().status == 0)
        #expect(node.root.text("\(ChangedBoots.path)") != nil)
        try node.root.identify(host: "a1", instance: "iid-2")
        #expect(try await node.bootcmd(boot: 2).run().status == 0)
        #expect(node.root.text("\(ChangedBoots.path)") == nil)
        #expect(node.firstProcess.reboots == 1)
    }

    @Test func `another name on the same disk is one more reboot, another instance none`()
        async throws
    {
        let node = try await RunningNode()
        let identities = [
            // host, instance, reboots until then
            ("a1", "iid-1", 1), ("a1", "iid-1", 1),
            ("a1", "iid-2", 1), ("a1", "iid-2", 1),
            ("a2", "iid-2", 2), ("a2", "iid-2", 2),
        ]
        for (boot, (host, instance, reboots)) in identities.enumerated() {
            try node.root.identify(host: host, instance: instance)
            let output = try await node.bootcmd(boot: boot).run()
            #expect(output.status == 0, "\(output)")
            #expect(node.firstProcess.reboots == reboots)
            #expect(node.root.text(ConfiguredNode.record)?.contains(instance) == true)
        }
    }

    @Test(
        arguments: [
            // what is another one at each boot
            { boot in ("a1", "iid-\(boot)") },
            { boot in ("a\(1 + boot % 2)", "iid-1") },
            { boot in ("a\(1 + boot % 3)", "iid-\(boot)") },
        ] as [@Sendable (Int) -> (String, String)]
    )
    func `a node that is another one at each boot comes to rest`(
        identity: @Sendable (Int) -> (String, String)
    ) async throws {
        let node = try await RunningNode()
        var boot = 0
        repeat {
            boot += 1
            let (host, instance) = identity(boot)
            try node.root.identify(host: host, instance: instance)
            _ = try await node.bootcmd(boot: boot).run()
        } while node.firstProcess.reboots == boot && boot < 8
        #expect(node.firstProcess.reboots <= 3)
    }

    @Test(arguments: ["/etc", "/var"])
    func `a node that loses one of its memories at each boot comes to rest`(lost: String)
        async throws
    {
        let node = try await RunningNode()
        let before = try TemporaryDirectory(in: .memory)
        try await Command(["cp", "-a", node.root.path(lost), before.url.path]).succeed()
        var boot = 0
        repeat {
            boot += 1
            _ = try await node.bootcmd(boot: boot).run()
            try await Command(["rm", "-r", node.root.path(lost)]).succeed()
            try await Command(["cp", "-a", before.url.path + lost, node.root.path(lost)]).succeed()
        } while node.firstProcess.reboots == boot && boot < 8
        #expect(node.firstProcess.reboots == (lost == "/etc" ? 3 : 1))
    }

    @Test func `a node that something changes back at each boot stays up in the end`()
        async throws
    {
        let node = try await RunningNode()
        for boot in 1...3 {
            let output = try await node.bootcmd(["--force"], boot: boot).run()
            #expect(output.status == 0, "\(output)")
            #expect(node.firstProcess.reboots == boot)
            try node.root.write(
                ScratchRoot.before("/etc/etcd/etcd.conf"),
                to: "/etc/etcd/etcd.conf"
            )
        }
        let before = try node.root.snapshot()
        for boot in 4...5 {
            let output = try await node.bootcmd(["--force"], boot: boot).run()
            #expect(output.status == 69, "\(output)")
            #expect(
                output.standardError.contains(
                    "\nstill changing after 3 boots in a row; not changed again. "
                )
            )
            #expect(try node.root.snapshot().changes(since: before) == [])
        }
        #expect(node.firstProcess.reboots == 3)

        // A person who has found out what it was.
        let calm = try await node.bootcmd(["--force", "--no-reboot"], boot: 5).run()
        #expect(calm.status == 0, "\(calm)")
        #expect(
            node.root.text("/etc/etcd/etcd.conf")
                == (try ConfiguredNode.golden("/etc/etcd/etcd.conf"))
        )
        #expect(node.firstProcess.reboots == 3)
    }

    @Test func `a node that is described anew is rebooted each time`() async throws {
        let node = try await RunningNode()
        try await node.bootcmd(boot: 1).succeed()
        for boot in 2...6 {
            // At rest first, as every boot begins; then the operator's.
            try await node.bootcmd(boot: boot).succeed()
            try node.root.write(
                "cluster: a1=http://192.168.99.5\(boot):2380\n",
                to: "/var/cloud-init/cluster.yaml"
            )
            let output = try await node.bootcmd(["--force"], boot: boot).run()
            #expect(output.status == 0, "\(output)")
            #expect(node.firstProcess.reboots == boot)
        }
    }

    @Test func `without a reboot, systemd reads its files once`() async throws {
        let node = try await RunningNode()
        let output = try await node.bootcmd(["--no-reboot"]).run()
        #expect(output.status == 0, "\(output)")
        #expect(node.firstProcess.calls.last == "Reload")
        #expect(node.firstProcess.calls.count { $0 == "Reload" } == 1)
        #expect(node.firstProcess.reboots == 0)
    }

    /// A shell's text that puts a copy of the root, or of one directory, on a file system of a
    /// kind.
    private static func copy(onto kind: String, _ directory: String = "") -> String {
        """
        mount --bind "$root" /mnt
        mount -t \(kind) -o mode=755 none "$root\(directory)"
        cp -a /mnt\(directory)/. "$root\(directory)"
        mount --bind /mnt/run "$root/run"
        """
    }

    /// The root on an ext4 in a file in memory, mounted as the shell's text says.
    private static func block(_ mount: String) -> String {
        """
        mount -t tmpfs none /mnt
        cp -a "$root" /mnt/old
        mkdir /mnt/run
        mount --bind "$root/run" /mnt/run
        truncate -s 32M /mnt/image
        mkfs.ext4 -q /mnt/image
        \(mount)
        cp -a /mnt/old/. "$root"
        mkdir -p "$root/mnt" "$root/sys"
        mount --bind /mnt "$root/mnt"
        mount --rbind /sys "$root/sys"
        mount --bind /mnt/run "$root/run"
        """
    }

    private static let live = """
        mount -t tmpfs -o mode=755 none /mnt
        mkdir /mnt/upper /mnt/work /mnt/run
        mount --bind "$root/run" /mnt/run
        mount -t overlay -o "lowerdir=$root,upperdir=/mnt/upper,workdir=/mnt/work" none "$root"
        mount --bind /mnt/run "$root/run"
        """

    @Test(arguments: [
        // what is mounted, where the message says so, and what
        (copy(onto: "tmpfs"), "/etc", "tmpfs"),
        (copy(onto: "ramfs"), "/etc", "ramfs"),
        (copy(onto: "tmpfs", "/etc"), "/etc", "tmpfs"),
        (copy(onto: "tmpfs", "/etc/etcd"), "/etc/etcd", "tmpfs"),
        (
            live + "\nmkdir -p \"$root/mnt\"; mount --bind /mnt \"$root/mnt\"",
            "/etc", "an overlay on tmpfs"
        ),
        (
            live, "/etc",
            "an overlay whose upper directory /mnt/upper cannot be seen here and may be in memory (if "
                + "it is on a disk, mount it there)"
        ),
        (block("mount -o loop /mnt/image \"$root\""), "/etc", "a loop device on tmpfs"),
    ])
    func `a root that a reboot would empty is not rebooted`(
        layout: String,
        path: String,
        kind: String
    )
        async throws
    {
        let node = try await RunningNode()
        let refused = try await node.bootcmd(layout: layout).run()
        #expect(refused.status == 73)
        #expect(
            refused.standardError.contains(
                "\n\(path): lies on \(kind), which a reboot empties; "
                    + "--no-reboot configures only this boot\n"
            ),
            "\(refused)"
        )
        // PID 1 was asked, and not told to do anything.
        #expect(node.firstProcess.calls.allSatisfy { $0.hasPrefix("GetUnitFileState ") })
    }

    @Test func `an overlay on a disk counts as a disk`() async throws {
        let node = try await RunningNode()
        let upper = try TemporaryDirectory(in: .lasting)
        let layout = """
            mount --bind \(upper.url.path) /mnt
            mkdir -p /mnt/upper /mnt/work /mnt/run "$root/mnt"
            mount --bind "$root/run" /mnt/run
            mount -t overlay -o "lowerdir=$root,upperdir=/mnt/upper,workdir=/mnt/work" none "$root"
            mount --rbind /mnt "$root/mnt"
            mount --bind /mnt/run "$root/run"
            """
        let output = try await node.bootcmd(layout: layout).run()
        #expect(!output.standardError.contains("lies on"), "\(output)")
        // PID 1 is on the lower disk, where the agent does not see what it does.
        #expect(node.firstProcess.calls.last == "EnableUnitFiles etcd.service flanneld.service")
        #expect(node.firstProcess.reboots == 0)
    }

    /// `/etc` as an initramfs mounts it, to which the root is `/sysroot`.
    private static let initramfs = """
        mkdir -p "$root/sysroot/upper" "$root/sysroot/work"
        python3 -c '
        import ctypes, os, sys
        os.chroot(sys.argv[1])
        options = b"lowerdir=/etc,upperdir=/sysroot/upper,workdir=/sysroot/work"
        sys.exit(ctypes.CDLL(None).mount(b"overlay", b"/etc", b"overlay", 0, options))
        ' "$root"
        mv "$root/sysroot" "$root/upper"
        """

    @Test(arguments: [
        // what is mounted before, what is said
        ("", nil),
        (copy(onto: "tmpfs"), "/etc: lies on an overlay on tmpfs, which a reboot empties"),
    ])
    func `an overlay is where the initramfs mounted it, which calls the root sysroot`(
        layout: String,
        words: String?
    ) async throws {
        let node = try await RunningNode()
        let output = try await node.bootcmd(layout: "\(layout)\n\(Self.initramfs)").run()
        #expect(
            output.standardError.contains(words ?? "EnableUnitFiles") == (words != nil),
            "\(output)"
        )
        if words == nil { #expect(!output.standardError.contains("lies on"), "\(output)") }
    }

    /// The reads of a run that look at what it wrote: of the journal, and of the record.
    @Test(arguments: [1, 3])
    func `a record that cannot be read back does not lead to a reboot`(read: Int) async throws {
        let node = try await RunningNode()
        let output = try await node.bootcmd(
            watcher: strace + [
                "-o", "/dev/null", "-P", node.root.path(ConfiguredNode.record),
                "-e", "trace=read", "-e", "inject=read:retval=0:when=\(read)",
            ]
        ).run()
        #expect(output.status == 74)
        #expect(
            output.standardError.contains(
                "\n\(ConfiguredNode.record): what was written cannot be read back\n"
            ),
            "\(output)"
        )
        #expect(node.firstProcess.reboots == 0)
        // The next boot does not know why, and tries again.
        try await node.bootcmd(boot: 2).succeed()
        #expect(node.root.text(ConfiguredNode.record)?.contains("\"phase\": \"complete\"") == true)
    }

    @Test func `the node stays up, whatever fails`() async throws {
        let points = try await CutPoint.all(of: [], on: try await RunningNode())
            .filter { $0.program == "bootcmd" }
        let statuses = try await concurrently(points.chosen) { point in
            let node = try await RunningNode()
            let output = try await node.run([], injecting: "error=EIO", at: point)
            let reboots = node.firstProcess.reboots
            #expect(reboots == (output.status == 0 ? 1 : 0), "\(point): \(output)")
            return output.status
        }
        print("refused: a node: \(statuses.count) calls, \(statuses.count { $0 != 0 }) stay up")
        #expect(statuses.contains { $0 != 0 })
    }
}
