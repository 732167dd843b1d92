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

    /// Makes it, if those that the data lists let it be: nil stands for data whose log etcd does
    /// not read.
    func make(unless requireLost: (MemberList?) throws -> Void) throws {
        let programs = try root.etcdPrograms()
        guard let etcd = programs.etcd, let etcdctl = programs.etcdctl else {
            throw OrderRefused("etcd and etcdctl are not both installed: nothing reads its data")
        }
        let name = machine.etcd.map { $0 >= Version(3, 5) } ?? true ? "etcdutl" : "etcdctl"
        guard let tool = try root.program(name, besides: etcd.path.parent),
            let curl = try root.program("curl")
        else { throw OrderRefused("\(name) and curl are not both installed") }
        // What a run that was cut has left.
        try discard()
        try succeed(["mkdir", "--mode=700", "\(workplace)", "\(copy)"])
        try succeed(["cp", "--archive", "--reflink=auto", "\(member)", "\(copy)"])
        try root.commitLog(in: copy.appending("member").appending("wal"))
        try requireLost(try members(by: etcd.executable, curl.executable))
        let database = try replayLog(with: etcd.executable, etcdctl.executable)
        try restore(database, with: tool.executable)
        // A flanneld that is started again starts etcd, too.
        try requireIdle()
    }

    /// Removes what else was made.
    func discard() throws { try succeed(["rm", "--recursive", "--force", "\(workplace)"]) }

    /// etcd holds its database as long as it runs (bbolt, `flock`).
    func requireIdle() throws {
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

    /// Starts etcd on the copy, on a network of its own without anybody, and with sockets that
    /// nobody else can reach.
    private func start(_ etcd: String, _ options: String...) throws -> Program {
        try inWorkplace(
            [
                "unshare", "--net", "setpriv", "--pdeathsig=KILL", etcd,
                "--name=\(machine.member.name)", "--data-dir=\(copy)",
                "--listen-client-urls=\(client)", "--advertise-client-urls=\(client)",
                "--listen-peer-urls=unix://\(peer)",
            ] + options,
            limit: Self.patience
        )
    }

    private var client: String { "unix://localhost:1" }
    private var peer: String { "localhost:2" }

    /// A variable of the operator's shell could name the log that is not to be touched.
    private func inWorkplace(_ words: [String], limit: Duration) throws -> Program {
        try Program.start(
            "env",
            ["--chdir=\(workplace)"] + words,
            environment: [],
            outputLimit: 1 << 20,
            limit: limit
        )
    }

    /// The members that the data lists, as etcd tells on its peer port before any quorum: once the
    /// list has stayed the same for a second, for it takes in its log meanwhile.
    private func members(by etcd: String, _ curl: String) throws -> MemberList? {
        let running = try start(etcd)
        let question = [
            curl, "--disable", "--silent", "--include", "--max-time", "5", "--unix-socket", peer,
            "http://localhost/members",
        ]
        defer {
            try? succeed(["rm", "--force", "\(workplace)/\(peer)", "\(workplace)/localhost:1"])
        }
        var (list, settled) = (MemberList?.none, Deadline(in: .seconds(1)))
        while !running.hasEnded {
            let answer = try inWorkplace(question, limit: .seconds(10)).wait()
            let told = EtcdResponse(parsing: answer.text).flatMap(MemberList.init)
            if told != list { (list, settled) = (told, Deadline(in: .seconds(1))) }
            if list != nil, settled.left == .zero { return list }
            Deadline(in: .milliseconds(50)).wait()
        }
        return nil
    }

    /// Has etcd take its log into the copy's database; returns the database that then has the most.
    private func replayLog(with etcd: String, _ etcdctl: String) throws -> NodePath {
        let running = try start(etcd, "--force-new-cluster")
        // It answers once it has applied all of its log, and its own entry after that.
        let question = [
            "ETCDCTL_API=3", etcdctl, "--endpoints=\(client)", "--dial-timeout=1s",
            "--command-timeout=2s", "endpoint", "status",
        ]
        while !running.hasEnded {
            let answer = try inWorkplace(question, limit: .seconds(10)).wait()
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
                + "has is not taken, and whom else it lists is not known"
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
