import Basics
import Cluster
import Etcd
import Units

extension DesiredState {
    /// What is wrong with a machine's credentials, and what is in doubt: an unset clock only warns
    /// about validity.
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
                    "\(problem.path): by this machine's clock, which nothing has set yet, it "
                        + "\(problem)"
                )
            } else {
                refusals.append(.certificate(problem))
            }
        }
        if node.role.kind == .member {
            switch credentials.readers {
            case .unknown(let name): refusals.append(.noReader(name))
            case .dynamic: refusals.append(.noReader(nil))
            case .nobody, .group: break
            }
            if let etcd = installed.etcd.version, !etcd.has(.clientCertificates) {
                refusals.append(.noTLS(etcd: etcd))
            }
            if let etcd = installed.etcd.version, etcd >= Version(3, 6) {
                refusals += credentials.facts.negativeSerials.sorted { $0.rawValue < $1.rawValue }
                    .map {
                        let kind = CertificateProblem.Kind.faulty(.negativeSerial, number: nil)
                        return .certificate(
                            CertificateProblem(path: credentials.path(of: $0), kind: kind)
                        )
                    }
            }
        }
        return (refusals, warnings)
    }
}

extension ManagedFile {
    /// Who may read the file. The certificates are for everybody whom their directory lets in.
    package func access(with credentials: Credentials?) -> FileAccess {
        guard isSecret, let credentials else { return .shared }
        guard case .group(let group) = credentials.readers else { return .confined(to: nil) }
        return .confined(to: group)
    }
}
