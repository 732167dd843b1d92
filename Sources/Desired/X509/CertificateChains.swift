import Cluster

/// One certificate that the key of another one has signed.
package struct SignedCertificate: Hashable, Sendable {
    package let certificate: [UInt8]
    package let issuer: [UInt8]

    /// Both in DER.
    package init(_ certificate: X509Certificate, by issuer: X509Certificate) {
        (self.certificate, self.issuer) = (certificate.der, issuer.der)
    }
}

/// The ways from a machine's certificate to one that is trusted, as Go finds them
/// (crypto/x509/verify.go: `Verify`, `buildChains`). Whatever is trusted ends one, whoever signed
/// it.
struct CertificateChains {
    /// All that hold apart from the time.
    private(set) var found: [[X509Certificate]] = []
    /// Why the best of those that do not hold does not: the longest.
    private(set) var fault: CertificateFault? = .noIssuer

    private let contents: CredentialContents
    private let signed: Set<SignedCertificate>
    private var (checks, depth) = (0, 0)
    /// No more are tried (`maxChainSignatureChecks`).
    private static let limit = 100

    init(of contents: CredentialContents, signed: Set<SignedCertificate>) {
        (self.contents, self.signed) = (contents, signed)
        guard let own = contents.presented.first else { return }
        if let oid = own.extensions.unknown {
            fault = .criticalExtension(oid)
        } else if contents.trusted.contains(own) {
            found = [[own]]
        } else {
            extend([own])
        }
    }

    private mutating func extend(_ chain: [X509Certificate]) {
        guard let last = chain.last else { return }
        for trusted in contents.trusted where trusted.subject == last.issuer {
            if let longer = add(trusted, to: chain) { found.append(longer) }
        }
        for between in contents.presented.dropFirst() where between.subject == last.issuer {
            guard let longer = add(between, to: chain) else { continue }
            // What is trusted may leave out basicConstraints, if it is older than they are.
            guard between.extensions.isAuthority == true else {
                note(.issuerIsNoAuthority, at: chain.count)
                continue
            }
            extend(longer)
        }
    }

    private mutating func add(
        _ issuer: X509Certificate,
        to chain: [X509Certificate]
    ) -> [X509Certificate]? {
        guard let last = chain.last, !chain.contains(where: issuer.isSame), checks < Self.limit
        else { return nil }
        checks += 1
        guard let fault = fault(of: issuer, above: last, below: chain.count - 1) else {
            return chain + [issuer]
        }
        note(fault, at: chain.count)
        return nil
    }

    private func fault(
        of issuer: X509Certificate,
        above last: X509Certificate,
        below between: Int
    ) -> CertificateFault? {
        if let fault = issuer.authorityFault { return fault }
        switch last.signature {
        case .weak(let hash): return .weakSignature(hash)
        case .unknown: return .unknownSignature
        case .sound: break
        }
        if case .other = issuer.key { return .notSigned }
        guard signed.contains(SignedCertificate(last, by: issuer)) else { return .notSigned }
        if let oid = issuer.extensions.unknown { return .criticalExtension(oid) }
        guard let length = issuer.extensions.pathLength, between > length else { return nil }
        return .pathLength
    }

    private mutating func note(_ fault: CertificateFault, at length: Int) {
        guard length > depth else { return }
        (self.fault, depth) = (fault, length)
    }
}

extension X509Certificate {
    /// Whether Go takes it for the same one (`alreadyInChain`).
    fileprivate func isSame(as other: X509Certificate) -> Bool {
        subject == other.subject && keyInfo == other.keyInfo
            && extensions.otherNames == other.extensions.otherNames
    }
}
