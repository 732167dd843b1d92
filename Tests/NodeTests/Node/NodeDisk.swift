import Foundation
import TestSupport

/// A node's disk: layers of the built Debian, and over them what makes it this node.
struct NodeDisk: Sendable {
    /// Where it is mounted, as those in the room see it.
    let mount: URL
    /// What nspawn is told besides, when a node boots from it.
    let nspawnOptions: [String]
    /// What the bootloader says to it.
    let commandLine: [String]
    private let room: Room

    /// Where the datasource is, which makes cloud-init run the agent before the network is up.
    static let seed = "ds=nocloud;seedfrom=/var/cloud-init/"

    /// What there is to choose in a node's installation.
    struct Contents: Sendable {
        var release = DebianRelease.usual
        /// Trees of `Tests/fixtures/nodes` laid over Debian.
        var trees = ["etcd-of-fedora", "flannel"]
        /// Whether the docker package, and with it group docker, is there.
        var docker = false
        /// What cloud-init's bootcmd calls.
        var agent = Product.bootcmd
        /// What the bootloader says to it.
        var commandLine = [NodeDisk.seed]
    }

    /// The script that bootcmd takes the place of.
    static let script = Repository.tests.appending(path: "fixtures/reference/first-boot")

    /// Puts a disk together in a directory of the node's.
    init(_ contents: Contents, seed: NodeSeed, in directory: URL, of room: Room) async throws {
        let upper = directory.appending(path: "upper")
        self.room = room
        mount = directory.appending(path: "disk")
        // The agent looks at what is below the disk's overlay. A container takes these system
        // calls.
        nspawnOptions =
            ["--bind-ro=\(upper.path)"]
            + (contents.docker ? ["--system-call-filter=add_key keyctl request_key bpf"] : [])
        commandLine = contents.commandLine
        let work = directory.appending(path: "work")
        for new in [mount, upper, work] {
            try FileManager.default.createDirectory(at: new, withIntermediateDirectories: true)
        }
        for tree in contents.trees {
            let source = Repository.tests.appending(path: "fixtures/nodes/\(tree)/.").path
            try await Command(["cp", "-rL", source, upper.path]).succeed()
        }
        let release = contents.release
        if contents.trees.contains("etcd-of-2015") {
            // Its etcdctl runs Debian's, which it hides.
            let beside = upper.appending(path: "usr/lib/etcd-of-debian")
            let etcdctl = release.debian.appending(path: "usr/bin/etcdctl")
            try await Command(["install", "-D", etcdctl.path, beside.path + "/etcdctl"]).succeed()
        }
        let layers = (contents.docker ? [] : [release.withoutDocker]) + [release.debian]
        let lower = layers.map(\.path).joined(separator: ":")
        try await room.command([
            "mount", "-t", "overlay", "overlay", mount.path, "-o",
            "lowerdir=\(lower),upperdir=\(upper.path),workdir=\(work.path)",
        ]).succeed()

        try lay(seed)
        try await install(contents.agent)
    }

    /// A disk that others have put together, and mounted.
    init(
        mountedAt mount: URL,
        of room: Room,
        nspawnOptions: [String] = [],
        commandLine: [String] = [seed]
    ) {
        self.mount = mount
        self.room = room
        self.nspawnOptions = nspawnOptions
        self.commandLine = commandLine
    }

    /// Lays the seed directory's files, as the installer does.
    func lay(_ seed: NodeSeed) throws {
        for (name, text) in seed.files {
            try write(text, to: "/var/cloud-init/\(name)")
        }
        if let credentials = seed.credentials { try deliver(credentials) }
    }

    /// Lays a certificate, its key and the authority's certificate where the installer lays them.
    func deliver(_ credentials: URL) throws {
        for (name, mode) in [("ca.crt", 0o644), ("node.crt", 0o644), ("node.key", 0o600)] {
            let path = "/var/cloud-init/tls/\(name)"
            let file = credentials.appending(path: name)
            try write(String(contentsOf: file, encoding: .utf8), to: path)
            try FileManager.default.setAttributes(
                [.posixPermissions: mode],
                ofItemAtPath: seen(path).path
            )
        }
    }

    /// Puts the agent where the user-data calls it.
    func install(_ agent: URL) async throws {
        try await install(agent, mode: "755", at: "/var/cloud-init/bootcmd")
    }

    /// Runs the `%post` of a kickstart on it, as the installer does: in a chroot, which no PID 1
    /// runs.
    func install(from served: URL, as name: String) async throws {
        let script = """
            mount --bind /proc "$1/proc"
            mount --rbind /dev "$1/dev"
            echo "quiet bootcmd.node=$3" > "$2/cmdline"
            mount --bind "$2/cmdline" "$1/proc/cmdline"
            mkdir -p "$1/boot"
            sed '1,/^%post/d; /^%end/,$d' "$2/kickstart.cfg" > "$2/post"
            chroot "$1" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin bash < "$2/post"
            """
        try await room.command([
            "unshare", "--mount", "bash", "-euc", script, "-", mount.path, served.path, name,
        ]).succeed(within: .seconds(120))
    }

    /// Puts what a package holds of files in its place: the agent, and how cloud-init finds it. On
    /// an ostree host, and so here, nothing of a package is below /var.
    func installPackage() async throws {
        try remove("/var/cloud-init/bootcmd")
        let package = Repository.root.appending(path: "packaging/package")
        try await install(Product.bootcmd, mode: "755", at: "/usr/sbin/bootcmd")
        try await install(
            package.appending(path: "tmpfiles.conf"),
            at: "/usr/lib/tmpfiles.d/bootcmd.conf"
        )
        try await install(
            package.appending(path: "cloud-init-local.conf"),
            at: "/usr/lib/systemd/system/cloud-init-local.service.d/bootcmd.conf"
        )
        try await install(
            Repository.root.appending(path: "packaging/boothost/bootcmd.service"),
            at: "/usr/lib/systemd/system/bootcmd.service"
        )
    }

    private func install(_ file: URL, mode: String = "644", at path: String) async throws {
        try await Command(["install", "-D", "-m", mode, file.path, seen(path).path]).succeed()
    }

    /// Has the stand-in for flanneld be another version's.
    func standIn(for version: String) throws {
        try move("/usr/bin/flanneld", to: "/usr/lib/flanneld-stand-in")
        let call = "exec env FLANNELD_STAND_IN_FOR=\(version) /usr/lib/flanneld-stand-in \"$@\""
        try write("#!/bin/sh\n\(call)\n", to: "/usr/bin/flanneld")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: seen("/usr/bin/flanneld").path
        )
    }

    /// Enables a unit.
    func enable(_ unit: String) async throws {
        try await Command(["systemctl", "--quiet", "--root=\(seen("/").path)", "enable", unit])
            .succeed()
    }

    /// The text of a file.
    func read(_ path: String) throws -> String {
        try String(contentsOf: seen(path), encoding: .utf8)
    }

    /// Writes a file and the directories that it is in.
    func write(_ text: String, to path: String) throws {
        let file = seen(path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
    }

    /// Removes a file.
    func remove(_ path: String) throws {
        try FileManager.default.removeItem(at: seen(path))
    }

    /// Gives a file or directory another name.
    func move(_ path: String, to other: String) throws {
        try FileManager.default.moveItem(at: seen(path), to: seen(other))
    }

    /// The names in a directory.
    func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: seen(path).path)
    }

    /// Whether there is anything at the path.
    func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: seen(path).path)
    }

    /// Every file and directory that the agent could have a hand in, one a line, with its inode,
    /// size and times: equal texts mean that nobody wrote there in between.
    func traces() async throws -> String {
        let places = [
            "etc/etcd", "etc/sysconfig", "etc/systemd/system", "etc/bootcmd", "var/cloud-init",
        ].filter { has("/\($0)") }
        let found = try await room.command(
            ["env", "--chdir", mount.path, "find"] + places
                + ["-printf", "%p %i %m %U %s %T@ %C@ %l\\n"]
        ).succeed()
        return found.split(separator: "\n").sorted().joined(separator: "\n")
    }

    /// What the configuration's files hold, by path; those of a name left out.
    func files(except name: String) throws -> [String: String] {
        var texts: [String: String] = [:]
        for directory in [
            "etc/etcd", "etc/sysconfig", "etc/systemd/system/etcd.service.d",
            "etc/systemd/system/flanneld.service.d",
        ] {
            for file in try FileManager.default.contentsOfDirectory(atPath: seen(directory).path)
            where file != name {
                texts["\(directory)/\(file)"] = try read("\(directory)/\(file)")
            }
        }
        return texts
    }

    /// What is at a path for the node, from outside of the room.
    func seen(_ path: String) -> URL {
        room.seen(mount.appending(path: path))
    }
}
