import Etcd
import Linux

/// The node's own curl, with which members are asked what etcdctl cannot ask.
package struct Curl: Sendable {
    private let executable: String
    private let credentials: ClientCredentials?
    private var patience: Int

    /// A curl that waits so many seconds for an answer.
    package init(_ executable: String, with credentials: ClientCredentials?, patience: Int = 5) {
        (self.executable, self.credentials) = (executable, credentials)
        self.patience = patience
    }

    /// The same, for a port that took a connection after so long.
    func patient(after connection: Duration) -> Curl {
        var patient = self
        patient.patience += Question.allowance(after: connection)
        return patient
    }

    /// Begins to ask for what a URL holds or, with a body, for what comes of it; on request,
    /// whoever answers there.
    package func start(
        _ url: String,
        sending body: String? = nil,
        ofAnybody isInsecure: Bool = false
    ) throws(ProgramError) -> Question {
        let data = (body.map { ["--data", $0] } ?? []) + (isInsecure ? ["--insecure"] : [])
        return Question(
            try Program.start(
                executable,
                // Without its configuration file, and without anybody between the members.
                [
                    "--disable", "--noproxy", "*", "--silent", "--show-error", "--include",
                    "--max-time",
                    "\(patience)",
                ]
                    + (credentials?.arguments ?? []) + data + [url],
                environment: [],
                separatesStandardError: true,
                outputLimit: Question.outputLimit,
                limit: .seconds(patience + 1)
            )
        )
    }
}

extension Question {
    /// The response that came to a request.
    package func response(
        answering listener: GateListener? = nil
    ) throws(ProgramError) -> EtcdResponse? {
        EtcdResponse(parsing: try answer(answering: listener).output)
    }
}
