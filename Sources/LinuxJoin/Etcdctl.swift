import Basics
import Cluster
import Etcd
import Linux
import LinuxConfigure
import Units

/// The node's own etcdctl, asking one member at a time.
///
/// Its client waits for a connection, and would wait for a dead member's as long as for an answer;
/// so would several questions at one endpoint list. It gets an environment of ours: a variable
/// beside the flag of the same meaning is an error to it from 3.4 on, and proxies are for other
/// traffic.
package struct Etcdctl: Sendable {
    package let executable: String
    private let etcd: Version?
    private let credentials: ClientCredentials?
    private var patience: Int

    /// An etcdctl that belongs to an etcd of this version, and waits so many seconds for an answer.
    package init(
        _ executable: String,
        of etcd: Version?,
        with credentials: ClientCredentials?,
        patience: Int = 3
    ) {
        (self.executable, self.etcd) = (executable, etcd)
        (self.credentials, self.patience) = (credentials, patience)
    }

    /// Whether it speaks only the v2 API, and its members answer over HTTP what it cannot ask.
    package var isV2: Bool { etcd.map { !$0.has(.v3Store) } ?? false }

    /// The same, for a port that took a connection after so long.
    func patient(after connection: Duration) -> Etcdctl {
        var patient = self
        patient.patience += Question.allowance(after: connection)
        return patient
    }

    /// Begins to ask a member for all members, as a quorum has them; an etcd up to 3.4 tells what
    /// it remembers.
    package func startListing(at member: InitialCluster.Member) throws(ProgramError) -> Question {
        try start(["member", "list"], at: member)
    }

    /// Begins to ask a member whether it reaches a quorum.
    package func startHealth(of member: InitialCluster.Member) throws(ProgramError) -> Question {
        try start(["endpoint", "health"], at: member)
    }

    /// Begins to ask a member for what it knows by itself.
    package func startStatus(of member: InitialCluster.Member) throws(ProgramError) -> Question {
        try start(["endpoint", "status"], at: member)
    }

    /// Begins to ask a member for the alarms, which an etcd before 3.4 tells of in no other answer.
    package func startAlarms(of member: InitialCluster.Member) throws(ProgramError) -> Question {
        try start(["alarm", "list"], at: member)
    }

    /// Begins to ask a member for the keys that begin like this, as it has them itself.
    package func startKeys(
        _ prefix: String,
        at member: InitialCluster.Member
    ) throws(ProgramError) -> Question {
        try start(["get", "--prefix", "--consistency=s", prefix], at: member)
    }

    /// Removes a member from the cluster, through another.
    package func remove(
        _ id: EtcdID,
        through member: InitialCluster.Member
    ) throws(ProgramError) -> EtcdctlOutput {
        try patientlyStart(["member", "remove", "\(id)"], at: member).answer()
    }

    /// Adds a member to the cluster, as a voter, through another.
    package func add(
        _ new: InitialCluster.Member,
        through member: InitialCluster.Member
    ) throws(ProgramError) -> EtcdctlOutput {
        let url = isV2 ? "\(new.url)" : "--peer-urls=\(new.url)"
        return try patientlyStart(["member", "add", "\(new.name)", url], at: member).answer()
    }

    /// Begins to change something, through a member that has answered before: what is given up may
    /// have been done all the same.
    private func patientlyStart(
        _ arguments: [String],
        at member: InitialCluster.Member
    ) throws(ProgramError) -> Question {
        var patient = self
        patient.patience = 20
        return try patient.start(arguments, at: member)
    }

    private func start(
        _ arguments: [String],
        at member: InitialCluster.Member
    ) throws(ProgramError) -> Question {
        let endpoint = member.url.clientURL
        let flags = [
            "--endpoints=\(endpoint)", "--dial-timeout=\(patience / 2)s",
            "--command-timeout=\(patience)s", "--write-out=json",
        ]
        return Question(
            try Program.start(
                executable,
                isV2 ? ["--no-sync"] + arguments : flags + arguments,
                environment: environment(for: endpoint),
                separatesStandardError: true,
                outputLimit: Question.outputLimit,
                limit: .seconds(patience * 2)
            )
        )
    }

    /// The whole of its environment.
    private func environment(for endpoint: String) -> [String] {
        let own = credentials?.variables(isV2: isV2) ?? []
        guard !isV2 else { return ["ETCDCTL_PEERS=\(endpoint)"] + own }
        return (etcd?.has(.etcdctlChoosesAPI) ?? true ? ["ETCDCTL_API=3"] : []) + own
    }
}

/// Something that a program was started to find out.
package struct Question {
    private let program: Program

    /// How many bytes an answer may have: the leases of a thousand machines are half as many.
    package static let outputLimit = 1 << 20

    /// How many seconds more an answer may take where a connection took this long: TCP, HTTP/2 and
    /// the question are a round trip each, and TLS up to two.
    static func allowance(after connection: Duration) -> Int {
        Int((connection * 5).components.seconds)
    }

    package init(_ program: Program) {
        self.program = program
    }

    /// What it came to; one that takes too long has no answer. A gate answers meanwhile whoever
    /// asks it: two that ask each other would both be mute.
    package func answer(
        answering listener: GateListener? = nil
    ) throws(ProgramError) -> EtcdctlOutput {
        do throws(ProgramError) {
            let output = try program.wait(polling: listener?.poll ?? Program.poll)
            guard case .exited(let code) = output.status else {
                return EtcdctlOutput(code: nil, output: output.text, words: output.standardError)
            }
            return EtcdctlOutput(code: code, output: output.text, words: output.standardError)
        } catch .tookTooLong {
            return EtcdctlOutput(code: nil, output: "")
        }
    }
}
