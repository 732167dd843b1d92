import Basics
import Cluster

/// What keeps a machine from working with its credentials.
package struct CertificateProblem: Equatable, Sendable {
    /// What is wrong.
    package enum Kind: Equatable, Sendable {
        /// The file, which everybody may read, holds a private key.
        case exposedKey
        /// A certificate in the file, of several the one with this number, breaks a rule.
        case faulty(CertificateFault, number: Int?)
        /// The file holds no PEM of what it should.
        case unreadable(Credentials.Part)
        /// The key is not the certificate's.
        case otherKey(certificate: NodePath)
        /// The authority does not answer for the certificate.
        case distrusted(authority: NodePath, CertificateFault)
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
    package let path: NodePath
    /// What is wrong with it.
    package let kind: Kind

    /// Whether only the time is wrong.
    var isOfTime: Bool {
        switch kind {
        case .early, .late: true
        case .exposedKey, .faulty, .unreadable, .otherKey, .distrusted, .missingNames, .noClient,
            .noServer:
            false
        }
    }
}

extension CertificateProblem {
    /// Everything that is wrong with a machine's credentials.
    package static func among(
        _ credentials: Credentials,
        of role: Role.Kind
    ) -> [CertificateProblem] {
        let facts = credentials.facts
        var problems: [CertificateProblem] = []
        func find(_ kind: Kind, in part: Credentials.Part = .certificate) {
            problems.append(CertificateProblem(path: credentials.path(of: part), kind: kind))
        }
        for part in Credentials.Part.allCases {
            if facts.exposed.contains(part) {
                find(.exposedKey, in: part)
            } else if !facts.readable.contains(part) {
                find(.unreadable(part), in: part)
            }
        }
        for finding in facts.findings {
            find(.faulty(finding.fault, number: finding.number), in: finding.part)
        }
        guard problems.isEmpty else { return problems }
        if !facts.hasItsKey {
            find(.otherKey(certificate: credentials.path(of: .certificate)), in: .key)
        }
        if let fault = facts.distrust {
            find(.distrusted(authority: credentials.path(of: .authority), fault))
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
    package func problem(at now: Int64) -> CertificateProblem.Kind? {
        if now < from { return .early(from: from) }
        return now > until ? .late(until: until) : nil
    }
}

extension CertificateProblem: CustomStringConvertible {
    /// The sentence's end, after the path.
    package var description: String {
        switch kind {
        case .exposedKey:
            "holds a private key, and everybody may read this file: remove the key from it; only "
                + "node.key holds one"
        case .faulty(let fault, let number?): "certificate \(number) of the file \(fault)"
        case .faulty(let fault, nil): "\(fault)"
        case .unreadable(.key): "holds no private key in PEM, or one with a password"
        case .unreadable(.authority), .unreadable(.certificate): "holds no certificate in PEM"
        case .otherKey(let certificate): "is not the key of \(certificate)"
        case .distrusted(let authority, let fault):
            "is not vouched for by \(authority): \(fault)"
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
