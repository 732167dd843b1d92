import Foundation
import TestSupport

/// What a test does to a machine's disk behind everybody's back.
extension RackMachine {
    private var data: String { "/var/lib/etcd/\(name).etcd" }

    /// The files of etcd's write-ahead log.
    func logFiles() throws -> [String] {
        guard disk.has("\(data)/member/wal") else { return [] }
        return try disk.names(in: "\(data)/member/wal").filter { $0.hasSuffix(".wal") }
    }

    /// As a data disk that is not mounted.
    func moveDataAway() throws { try disk.move(data, to: "\(data).old") }

    /// As a data disk that is mounted after all.
    func moveDataBack() throws { try disk.move("\(data).old", to: data) }

    /// As a disk that is taken out.
    func removeData() throws { try disk.remove(data) }

    /// Has an etcd that starts end at once; `--version` is answered.
    func breakEtcd() async throws {
        try disk.move("/usr/bin/etcd", to: "/usr/bin/etcd.real")
        let script = "#!/bin/bash\n[[ $1 == --version ]] && exec \"$0.real\" \"$1\"\nexit 1\n"
        try disk.write(script, to: "/usr/bin/etcd")
        try await makeExecutable("usr/bin/etcd")
    }

    /// Takes the gate out of etcd's unit.
    func removeGate() throws {
        let path = "/etc/systemd/system/etcd.service.d/bootcmd.conf"
        let lines = try disk.read(path).split(separator: "\n", omittingEmptySubsequences: false)
        let rest = lines.filter { !$0.hasPrefix("ExecStartPre=") }
        try disk.write(rest.joined(separator: "\n"), to: path)
    }

    /// Has the gate's next question of this kind end the gate, once.
    func cutGate(at verb: String, isBefore: Bool) async throws {
        try await replaceEtcdctl(
            by: """
                if [[ " $* " != *" member \(verb) "* || -e $0.done ]]; then exec "$real" "$@"; fi
                touch "$0.done"
                \(isBefore ? "" : "\"$real\" \"$@\" || exit")
                kill -KILL $PPID
                """
        )
    }

    /// Has the data of this disk's predecessor come back while the gate asks the others
    /// for the last time before it acts.
    func bringDataBackWhileAsked(from other: NodeDisk) async throws {
        let copy = ["cp", "-a", other.mount.path + data, disk.mount.path + data + ".old"]
        try await room.command(copy).succeed()
        try await replaceEtcdctl(
            by: """
                if [[ " $* " == *" member list "* ]] && grep -q "in a moment" /run/bootcmd/join; then
                    mv \(data).old \(data)
                fi 2> /dev/null
                exec "$real" "$@"
                """
        )
    }

    /// Puts a script in the place of etcdctl, which is its `$real`.
    private func replaceEtcdctl(by script: String) async throws {
        let head = "#!/bin/bash\nreal=$(dirname \"$0\")/etcdctl.real\n"
        try disk.move("/usr/bin/etcdctl", to: "/usr/bin/etcdctl.real")
        try disk.write(head + script + "\n", to: "/usr/bin/etcdctl")
        try await makeExecutable("usr/bin/etcdctl")
    }

    /// Has the gate end before its rename of this number, once.
    func cutGate(atRename number: Int) async throws {
        let calls = "rename,renameat,renameat2"
        try disk.write(
            "strace -f -qq -o /dev/null -e trace=\(calls) "
                + "-e inject=\(calls):signal=KILL:when=\(number)\n",
            to: "/run/etcd-unit.watcher"
        )
    }

    /// Has the gate be killed as soon as it runs, once.
    func killGateAtOnce() throws {
        try disk.write("timeout --signal=KILL 0.1\n", to: "/run/etcd-unit.watcher")
    }

    /// Leaves no room in /run for what the agent writes there.
    func fillRun() async throws {
        let run = disk.mount.appending(path: "run/bootcmd").path
        try await room.command(["mkdir", "-p", run]).succeed()
        try await room.command(["mount", "-t", "tmpfs", "-o", "nr_inodes=1", "none", run]).succeed()
    }
    func emptyRun() async throws {
        let run = disk.mount.appending(path: "run/bootcmd").path
        try await room.command(["mount", "-o", "remount,nr_inodes=100", run]).succeed()
    }

    private func makeExecutable(_ program: String) async throws {
        let path = disk.mount.appending(path: program).path
        try await room.command(["chmod", "755", path]).succeed()
    }

    /// Loses power, and comes back with what is on its disk; /run is not.
    func losePower() async throws {
        try await powerOff()
        if disk.has("/run/bootcmd") { try disk.remove("/run/bootcmd") }
        try await powerOn()
    }

    /// As if the members had been given on the command line.
    func forgetDescription() throws { try disk.remove("/var/cloud-init/cluster.yaml") }
}
