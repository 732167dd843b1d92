extension DesiredState {
    /// What is wrong with a machine's credentials, and what is in doubt: of a time that only the clock of
    /// a machine tells whose clock nothing has set yet, nothing is refused.
    static func judge(
        _ credentials: Credentials?,
        of node: Node,
        on installed: InstalledSoftware
    ) -> (refusals: [Refusal], warnings: [String]) {
        guard let credentials else { return ([], []) }
        var refusals: [Refusal] = []
        var warnings: [String] = []
        for problem in CertificateProblem.among(credentials, of: node.role.kind) {
            if problem.isOfTime, !credentials.facts.isClockSet {
                warnings.append(
                    "\(problem.path): by this machine's clock, which nothing has set yet, it \(problem)"
                )
            } else {
                refusals.append(.certificate(problem))
            }
        }
        if node.role.kind == .member {
            if case .unknown(let name) = credentials.readers { refusals.append(.noReader(name)) }
            if let etcd = installed.etcd.version, etcd < Version(2, 1) {
                refusals.append(.noTLS(etcd: etcd))
            }
        }
        return (refusals, warnings)
    }
}

extension ManagedFile {
    /// Who may read the file. The certificates are for everybody whom their directory lets in.
    func access(with credentials: Credentials?) -> FileAccess {
        guard isSecret, let credentials else { return .shared }
        guard case .group(let group) = credentials.readers else { return .confined(to: nil) }
        return .confined(to: group)
    }
}
