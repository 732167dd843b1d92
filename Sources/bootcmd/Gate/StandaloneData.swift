import Basics
import Cluster
import Desired
import Etcd
import Join
import Linux
import LinuxConfigure
import LinuxJoin
import LinuxStatus
import Status
import Units

/// A member's data, made into that of a cluster of one that no disk of before is of.
///
/// It is made beside the data, of all that its database and its log have, by etcd's own tools. A
/// snapshot of the database alone lacks what only the log has. `--force-new-cluster` alone keeps
/// the log, and is no end either: members that join are given a log that lacks what the database
/// may have ahead of it. So etcd first takes its whole log into a copy of the database, and that is
/// restored, as etcd's "Disaster recovery" has it.
struct StandaloneData {
    let machine: JoiningMachine
    let root: Root

    /// Where it is made: on the disk of the data, and removed by `discard`.
    private var workplace: NodePath { machine.dataDirectory.appending("alone") }
    private var copy: NodePath { workplace.appending("copy") }
    private var restored: NodePath { workplace.appending("restored") }
    private var member: NodePath { machine.dataDirectory.appending("member") }

    /// What takes the place of `member`.
    var made: NodePath { restored.appending("member") }

    /// Makes it.
    func make() throws {
        try requireIdle()
        let programs = try root.etcdPrograms()
        guard let etcd = programs.etcd, let etcdctl = programs.etcdctl else {
            throw OrderRefused("etcd and etcdctl are not both installed: nothing reads its data")
        }
        let name = machine.etcd.map { $0 >= Version(3, 5) } ?? true ? "etcdutl" : "etcdctl"
        guard let tool = try root.program(name, besides: etcd.path.parent) else {
            throw OrderRefused("\(name), which came with this etcd, is not installed")
        }
        // What a run that was cut has left.
        try discard()
        try succeed(["mkdir", "--mode=700", "\(workplace)", "\(copy)"])
        try succeed(["cp", "--archive", "--reflink=auto", "\(member)", "\(copy)"])
        try root.commitLog(in: copy.appending("member").appending("wal"))
        let database = try replayLog(with: etcd.executable, etcdctl.executable)
        try restore(database, with: tool.executable)
    }

    /// Removes what else was made.
    func discard() throws { try succeed(["rm", "--recursive", "--force", "\(workplace)"]) }

    /// etcd holds its database as long as it runs (bbolt, `flock`).
    private func requireIdle() throws {
        let database = "\(member)/snap/db"
        let lock = try Program.run(
            "flock",
            ["--nonblock", "--conflict-exit-code", "75", database, "true"],
            limit: .seconds(10)
        )
        guard lock.status != .exited(75) else {
            throw OrderRefused("etcd runs: stop it first:\n  systemctl stop etcd")
        }
        guard lock.status == .exited(0) else { throw OrderRefused("\(database): \(lock.text)") }
    }

    /// Has etcd take its log into the copy's database, through sockets that nobody else can reach;
    /// returns the database that then has the most.
    private func replayLog(with etcd: String, _ etcdctl: String) throws -> NodePath {
        let (client, peer) = ("unix://localhost:1", "unix://localhost:2")
        let place = "--chdir=\(workplace)"
        let running = try Program.start(
            "env",
            [
                place, "setpriv", "--pdeathsig=KILL", etcd, "--name=\(machine.member.name)",
                "--data-dir=\(copy)", "--force-new-cluster", "--listen-client-urls=\(client)",
                "--advertise-client-urls=\(client)", "--listen-peer-urls=\(peer)",
            ],
            // A variable of the operator's shell could name the log that is not to be touched.
            environment: [],
            outputLimit: 1 << 20,
            limit: Self.patience
        )
        // It answers once it has applied all of its log, and its own entry after that.
        let question = [
            place, "ETCDCTL_API=3", etcdctl, "--endpoints=\(client)", "--dial-timeout=1s",
            "--command-timeout=2s", "endpoint", "status",
        ]
        while !running.hasEnded {
            let answer = try Program.start(
                "env",
                question,
                environment: [],
                limit: .seconds(10)
            ).wait()
            guard answer.status == .exited(0) else { continue }
            running.terminate()
            _ = try running.wait()
            return copy.appending("member").appending("snap").appending("db")
        }
        let lines = try running.wait().text.split(separator: "\n").map(String.init)
        let last = lines.last ?? "nothing"
        guard EtcdEnding(said: lines) == .damaged else {
            throw OrderRefused("etcd does not read its data; it said last: \(plainOrQuoted(last))")
        }
        Report.say(
            "bootcmd: warning: its log cannot be read (\(plainOrQuoted(last))): what only the log "
                + "has is not taken"
        )
        return member.appending("snap").appending("db")
    }

    private func restore(_ database: NodePath, with tool: String) throws {
        let member = machine.member
        let token = "\(machine.node.cluster.token)-\(GateInquiry.nonce().prefix(16))"
        try succeed(
            [
                "env", "ETCDCTL_API=3", tool, "snapshot", "restore", "\(database)",
                "--skip-hash-check", "--data-dir=\(restored)", "--name=\(member.name)",
                "--initial-cluster=\(member.name)=\(member.url)",
                "--initial-advertise-peer-urls=\(member.url)", "--initial-cluster-token=\(token)",
            ]
        )
        let unit = Service.etcd.unit
        let user = try root.installedUnits([unit])[unit]?.file?.user
        let owner = user.map { "\($0):" } ?? "--reference=\(self.member)"
        try succeed(["chown", "--recursive", owner, "\(made)"])
    }

    private static let patience = Duration.seconds(600)

    private func succeed(_ words: [String]) throws {
        let output = try Program.run(words[0], Array(words.dropFirst()), limit: Self.patience)
        guard output.status != .exited(0) else { return }
        let lines = output.text.split(separator: "\n").map(String.init)
        let reason = lines.first { $0.hasPrefix("panic: ") || $0.hasPrefix("Error: ") }
        throw OrderRefused(
            "\(words.joined(separator: " ")): "
                + ((reason ?? lines.last).map(plainOrQuoted) ?? "\(output.status)")
        )
    }
}
