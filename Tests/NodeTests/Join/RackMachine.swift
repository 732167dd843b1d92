import Foundation
import TestSupport

/// A machine of the room that is not booted: a disk that the agent configured, a network card, and
/// what etcd's unit runs, the gate and a real etcd. It is on within a second.
actor RackMachine {
    nonisolated let name: String
    /// Its network namespace and its logs: the name, unless two machines have the same.
    nonisolated let place: String
    nonisolated let address: String
    let room: Room
    private let contents: NodeDisk.Contents
    /// Who signs the machine's certificate, if its cluster talks over TLS.
    private let authority: TestAuthority?
    private var cluster: String
    private var installations = 0
    private(set) var disk: NodeDisk
    private var unit: Task<Void, Never>?

    /// Takes a machine out of its box: nothing is on its disk but what the installer left.
    init(
        _ name: String,
        at place: String? = nil,
        cluster: String,
        _ contents: NodeDisk.Contents,
        authority: TestAuthority? = nil,
        in room: Room
    ) async throws {
        (self.name, self.cluster, self.contents, self.room) = (name, cluster, contents, room)
        self.authority = authority
        self.place = place ?? name
        address = Room.address(of: self.place)
        try await room.command(["bash", "-ec", Self.network, "-", self.place, address]).succeed()
        disk = try await Self.disk(
            name,
            at: self.place,
            1,
            cluster,
            contents,
            authority,
            in: room
        )
        installations = 1
    }

    private static let network = """
        ip netns add "$1"
        ip link add "$1" type veth peer name eth0 netns "$1"
        ip link set "$1" master nodes
        ip -n "$1" link set lo up
        ip -n "$1" address add "$2/24" dev eth0
        ip -n "$1" link set eth0 up
        """

    /// Installs and configures, as a first boot does.
    private static func disk(
        _ name: String,
        at place: String,
        _ installation: Int,
        _ cluster: String,
        _ contents: NodeDisk.Contents,
        _ authority: TestAuthority?,
        in room: Room
    ) async throws -> NodeDisk {
        var seed = NodeSeed(host: name, cluster: cluster)
        seed.instance = "iid-\(name)-\(installation)"
        seed.credentials = authority?.files(of: name)
        let directory = room.directory.appending(path: "\(place)-\(installation)")
        let disk = try await NodeDisk(contents, seed: seed, in: directory, of: room)
        let agent = disk.mount.appending(path: "var/cloud-init/bootcmd").path
        try await room.command([agent, "--root", disk.mount.path]).succeed()
        return disk
    }

    /// Puts the machine's new disk in, installed by way of the network under another instance-id.
    func install(cluster: String? = nil) async throws {
        if let cluster { self.cluster = cluster }
        installations += 1
        disk = try await Self.disk(
            name,
            at: place,
            installations,
            self.cluster,
            contents,
            authority,
            in: room
        )
    }

    /// The machine dies, is given an empty disk, and is netbooted. What etcd allocates at once is 140
    /// MB: of disks that nobody looks at any more, nothing of that stays.
    func netboot(discardsData: Bool = false) async throws {
        try await powerOff()
        let data = "/var/lib/etcd/\(name).etcd"
        if discardsData, disk.has(data) { try disk.remove(data) }
        try await install()
        try await powerOn()
    }

    /// Plugs the network in, and starts etcd's unit.
    func powerOn(isOnline: Bool = true, setting environment: [String] = []) async throws {
        if isOnline { try await plugIn() }
        try start(setting: environment)
    }

    /// Connects the machine to the others.
    func plugIn() async throws {
        try await room.command(["ip", "link", "set", place, "up"]).succeed()
    }

    /// Starts etcd's unit, with these in systemd's environment.
    func start(setting environment: [String] = []) throws {
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        let child = try Child(
            room.command(
                ["ip", "netns", "exec", place, Room.script("etcd-unit"), disk.mount.path]
                    + environment
            ),
            output: output,
            error: output
        )
        unit = Task { _ = await child.endOrCancel() }
    }

    /// Cuts the power: everything stops at once, and the machine answers nobody.
    func powerOff() async throws {
        try await room.command(["ip", "link", "set", place, "down"]).succeed()
        try await kill()
    }

    /// Stops etcd as systemd does. Only so is all on its disk that it has committed: an etcd that
    /// is killed has the last of that in memory, and `--force-new-cluster` drops what is not on the
    /// disk.
    func stop() async throws {
        try await signal("KILL", to: Room.script("etcd-unit"))
        try await signal("TERM", to: "/usr/bin/etcd")
        // Without a quorum it can take long to end: systemd kills it after 90 s (TimeoutStopSec=).
        let script = """
            for ((try = 0; try < 1800; try++)); do
                processes=$(ip netns pids "$1")
                [ "$processes" ] || exit 0
                sleep 0.05
            done
            kill -KILL $processes
            while [ "$(ip netns pids "$1")" ]; do sleep 0.05; done
            """
        try await room.command(["bash", "-c", script, "-", place])
            .succeed(within: .seconds(120))
        await unit?.value
        unit = nil
    }

    /// Kills whatever runs on the machine, which stays on.
    func kill() async throws {
        // Again and again: what is killed may just have started something.
        let script = """
            while processes=$(ip netns pids "$1") && [ "$processes" ]; do
                kill -s KILL $processes || true
            done 2> /dev/null
            """
        try await room.command(["bash", "-c", script, "-", place]).succeed()
        await unit?.value
        unit = nil
    }

    /// Sends a signal to those of the machine's processes whose command line has these words.
    func signal(_ signal: String, to words: String) async throws {
        let script = """
            for process in $(ip netns pids "$1"); do
                if tr '\\0' ' ' < "/proc/$process/cmdline" | grep --quiet -F -- "$3"; then
                    kill -s "$2" "$process"
                fi
            done 2> /dev/null || true
            """
        try await room.command(["bash", "-c", script, "-", place, signal, words]).succeed()
    }

    /// Waits until etcd's unit has ended by itself.
    func ended(within limit: Duration = .seconds(60)) async throws {
        guard let unit else { return }
        try await within(limit, "\(name)'s etcd to end") {
            await withTaskCancellationHandler {
                await unit.value
            } onCancel: {
                unit.cancel()
            }
        }
    }

    /// Runs a program that is on the machine's disk, from where the machine is.
    @discardableResult
    func run(_ program: String, _ arguments: String...) async throws -> String {
        try await command(program, arguments).succeed()
    }

    /// A program that is on the machine's disk.
    func command(_ program: String, _ arguments: [String]) -> Command {
        room.command(
            ["ip", "netns", "exec", place, disk.mount.appending(path: program).path] + arguments,
            environment: environment
        )
    }

    /// What etcdctl needs to ask the machine's own etcd.
    var environment: [String: String] {
        var environment = ["ETCDCTL_API": "3", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        guard authority != nil else { return environment }
        environment["ETCDCTL_ENDPOINTS"] = "https://127.0.0.1:2379"
        for (variable, file) in [("CACERT", "ca.crt"), ("CERT", "node.crt"), ("KEY", "node.key")] {
            environment["ETCDCTL_\(variable)"] = disk.mount.path + "/etc/etcd/tls/\(file)"
        }
        return environment
    }

    /// What the agent says of the machine, as an operator asks on it.
    func status() -> Command {
        agent(["status"])
    }

    /// New certificates are delivered, and the agent run as an operator runs it.
    func renew(with credentials: URL) async throws {
        try disk.deliver(credentials)
        try await command("var/cloud-init/bootcmd", ["--force", "--root", disk.mount.path])
            .succeed()
    }

    /// The agent, as an operator runs it on the machine.
    func join(_ arguments: String...) -> Command {
        agent(["join"] + arguments)
    }

    /// The agent, on the machine.
    func agent(_ arguments: [String]) -> Command {
        room.command(
            ["ip", "netns", "exec", place, Room.script("on-disk"), disk.mount.path]
                + ["/var/cloud-init/bootcmd"] + arguments,
            environment: environment
        )
    }

    /// Where the gate and etcd write.
    nonisolated var log: URL { room.logs.appending(path: place) }

}
