import Diagnostics

/// What keeps a machine from working with its credentials.
public struct CertificateProblem: Equatable, Sendable {
    /// What is wrong.
    public enum Kind: Equatable, Sendable {
        /// The file holds no PEM of what it should.
        case unreadable(Credentials.Part)
        /// The key is not the certificate's.
        case otherKey(certificate: NodePath)
        /// The authority does not answer for the certificate.
        case distrusted(authority: NodePath, String)
        /// The certificate does not have these addresses and names.
        case missingNames([String])
        /// The certificate may not be a client's.
        case noClient
        /// The certificate may not be a server's.
        case noServer
        /// It is not valid yet.
        case early(from: Int64)
        /// It is not valid any more.
        case late(until: Int64)
    }

    /// The file.
    public let path: NodePath
    /// What is wrong with it.
    public let kind: Kind

    /// Whether only the time is wrong.
    var isOfTime: Bool {
        switch kind {
        case .early, .late: true
        case .unreadable, .otherKey, .distrusted, .missingNames, .noClient, .noServer: false
        }
    }
}

extension CertificateProblem {
    /// Everything that is wrong with a machine's credentials.
    static func among(_ credentials: Credentials, of role: Role.Kind) -> [CertificateProblem] {
        let facts = credentials.facts
        let unreadable = Credentials.Part.allCases.filter { !facts.readable.contains($0) }
        guard unreadable.isEmpty else {
            return unreadable.map {
                CertificateProblem(path: credentials.path(of: $0), kind: .unreadable($0))
            }
        }
        var problems: [CertificateProblem] = []
        func find(_ kind: Kind, in part: Credentials.Part = .certificate) {
            problems.append(CertificateProblem(path: credentials.path(of: part), kind: kind))
        }
        if !facts.hasItsKey {
            find(.otherKey(certificate: credentials.path(of: .certificate)), in: .key)
        }
        if let words = facts.distrust {
            find(.distrusted(authority: credentials.path(of: .authority), words))
        }
        if !facts.isClient { find(.noClient) }
        // Nobody connects to a worker.
        if role == .member {
            if !facts.isServer { find(.noServer) }
            if !facts.missingNames.isEmpty { find(.missingNames(facts.missingNames)) }
        }
        if let kind = facts.period.problem(at: facts.now) { find(kind) }
        if let kind = facts.authorityPeriod.problem(at: facts.now) { find(kind, in: .authority) }
        return problems
    }
}

extension CertificateFacts.Period {
    func problem(at now: Int64) -> CertificateProblem.Kind? {
        if now < from { return .early(from: from) }
        return now > until ? .late(until: until) : nil
    }
}

extension CertificateProblem: CustomStringConvertible {
    /// The sentence's end, after the path.
    public var description: String {
        switch kind {
        case .unreadable(.key): "holds no private key in PEM, or one with a password"
        case .unreadable(.authority), .unreadable(.certificate): "holds no certificate in PEM"
        case .otherKey(let certificate): "is not the key of \(certificate)"
        case .distrusted(let authority, let words):
            "is not vouched for by \(authority): \(visible(words))"
        case .missingNames(let names):
            "is not for \(names.joined(separator: ", ")), by which this member is reached"
        case .noClient:
            "may not be a client's; its extended key usage must have clientAuth"
        case .noServer:
            "may not be a server's; a member's extended key usage must have serverAuth"
        case .early(let from): "is not valid before \(UTCTime(from))"
        case .late(let until): "ran out at \(UTCTime(until))"
        }
    }
}
