import Basics
import Cluster
import Desired

extension Check {
    /// How many days before its end a certificate is to be renewed.
    private static let days: Int64 = 30

    /// Whether the machine can prove itself to members that ask for a certificate; nil where they
    /// do not.
    package static func certificate(_ seen: StatusObservation) -> Check? {
        switch seen.credentials {
        case nil: nil
        case .missing(let path):
            bad(.certificate, "its certificate is gone", "\(path) is not there\n  bootcmd --force")
        case .unknown(let words): skip(.certificate, words)
        case .found(let credentials): certificate(credentials, of: seen.node.role.kind)
        }
    }

    private static func certificate(_ credentials: Credentials, of role: Role.Kind) -> Check {
        if let problem = CertificateProblem.among(credentials, of: role).first {
            let text = "\(problem.path) \(problem)"
            if case .early = problem.kind {
                return wait(.certificate, "its certificate is not valid yet", text)
            }
            return bad(
                .certificate,
                "it cannot prove who it is",
                "\(text); once new ones lie in the seed ('make-seed --tls'):\n  bootcmd --force"
            )
        }
        let facts = credentials.facts
        let end = min(facts.period.until, facts.authorityPeriod.until)
        let whose = end == facts.period.until ? "valid" : "its authority is valid"
        let left = (end - facts.now) / 86_400
        guard left < days else { return ok(.certificate, "\(whose) until \(UTCTime(end).date)") }
        return ok(
            .certificate,
            "\(whose) for \(left) more day\(left == 1 ? "" : "s"): renew it ('make-seed --tls', "
                + "then 'bootcmd --force')"
        )
    }
}
