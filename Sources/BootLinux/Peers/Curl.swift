import BootPlan

/// The node's own curl, with which members are asked what etcdctl cannot ask.
struct Curl: Sendable {
    private let executable: String

    init(_ executable: String) {
        self.executable = executable
    }

    /// Begins to ask for what a URL holds.
    func start(_ url: String) throws(ProgramError) -> Question {
        Question(
            try Program.start(
                executable,
                // Without its configuration file, and without anybody between the members.
                ["--disable", "--noproxy", "*", "--silent", "--include", "--max-time", "5", url],
                environment: [],
                keepsWordsApart: true,
                limit: .seconds(6)
            )
        )
    }
}

extension Question {
    /// The response that came to a request.
    func response() throws(ProgramError) -> EtcdResponse? {
        EtcdResponse(parsing: try answer().output)
    }
}
