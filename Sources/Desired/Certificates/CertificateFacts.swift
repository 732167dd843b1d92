import Basics
import Cluster

/// What etcd and curl make of a machine's credentials.
package struct CertificateFacts: Equatable, Sendable {
    /// When a certificate is valid, in seconds since 1970.
    package struct Period: Equatable, Sendable {
        /// The first moment.
        package let from: Int64
        /// The last one.
        package let until: Int64

        package func contains(_ moment: Int64) -> Bool { from <= moment && moment <= until }
    }

    /// What OpenSSL is asked: cryptography, and what curl would say.
    package struct Answers: Sendable {
        /// Which certificates have signed which.
        package var signed: Set<SignedCertificate> = []
        /// Whether the key is the certificate's.
        package var hasItsKey = false
        /// Why it does not read a file.
        package var unread: [Credentials.Part: String] = [:]
        /// Why it does not believe the machine's certificate.
        package var distrust: String?

        /// Nothing is known.
        package init() {}
    }

    /// The files that hold something of what they should.
    var readable: Set<Credentials.Part> = []
    /// Those that hold a private key and must not.
    package var exposed: Set<Credentials.Part> = []
    /// The files in which a certificate has a serial number below zero.
    var negativeSerials: Set<Credentials.Part> = []
    /// What is wrong within a file.
    var findings: [CredentialContents.Finding] = []
    /// Whether the key is the certificate's.
    package var hasItsKey = false
    /// Why the authority does not answer for the certificate, whatever the time; nil if it does.
    package var distrust: CertificateFault?
    /// Whether it may be a server's.
    package var isServer = false
    /// Whether it may be a client's.
    var isClient = false
    /// The names and addresses, of those by which the machine is reached, that the certificate does
    /// not have.
    var missingNames: [String] = []
    /// When the certificate is valid.
    package var period = Period(from: 0, until: 0)
    /// When the authorities above it are: of several ways the one that lasts the longest.
    package var authorityPeriod = Period(from: 0, until: 0)
    /// The machine's time.
    package var now: Int64 = 0
    /// Whether something keeps the machine's clock right.
    package var isClockSet = false

    package init() {}

    /// Judges by what the files hold, and by what OpenSSL says of them.
    package init(
        _ contents: CredentialContents,
        _ answers: Answers,
        for node: Node,
        at now: Int64,
        isClockSet: Bool
    ) {
        (self.now, self.isClockSet) = (now, isClockSet)
        (readable, exposed) = (contents.readable, contents.exposed)
        findings = contents.findings
        if contents.trusted.contains(where: \.hasNegativeSerial) {
            negativeSerials.insert(.authority)
        }
        if contents.presented.contains(where: \.hasNegativeSerial) {
            negativeSerials.insert(.certificate)
        }
        guard contents.isComplete, let own = contents.presented.first else { return }
        hasItsKey = answers.hasItsKey
        let chains = CertificateChains(of: contents, signed: answers.signed)
        let useful = take(chains.found, for: node)
        distrust = chains.found.isEmpty ? chains.fault : distrust
        period = own.period
        let periods = useful.map { Period(of: $0.dropFirst()) }
        authorityPeriod =
            periods.max { first, second in
                let (holds, other) = (first.contains(now), second.contains(now))
                return holds == other ? first.until < second.until : other
            } ?? period
        missingNames = node.servedAddresses.filter { !own.extensions.addresses.contains($0.octets) }
            .map(\.description)
        let names = own.extensions.names.map { $0.lowercased() }
        missingNames += node.servedNames.filter { !names.contains($0) }
        // Only what Go does not say already.
        for (part, words) in answers.unread.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            findings.append(.init(part: part, number: nil, fault: .openSSL(words)))
        }
        if findings.isEmpty, hasItsKey, distrust == nil, isClient, isServer || node.member == nil,
            let words = answers.distrust
        {
            findings.append(.init(part: .certificate, number: nil, fault: .openSSL(words)))
        }
    }

    /// Those ways that allow what the machine needs.
    private mutating func take(
        _ chains: [[X509Certificate]],
        for node: Node
    ) -> [[X509Certificate]] {
        var useful = chains
        let asked: [X509Certificate.Usage] = node.member == nil ? [.client] : [.client, .server]
        func isAllowed(_ usage: X509Certificate.Usage) -> Bool {
            chains.first?.first?.allows(usage) == true
        }
        (isClient, isServer) = (isAllowed(.client), isAllowed(.server))
        for usage in asked where isAllowed(usage) {
            let able = useful.filter { $0.allSatisfy { $0.allows(usage) } }
            if able.isEmpty { distrust = distrust ?? .authorityUsage(usage.rawValue) }
            useful = able
        }
        return useful.isEmpty ? chains : useful
    }
}

extension CertificateFacts.Period {
    /// When all of them are valid.
    init(of certificates: some Collection<X509Certificate>) {
        from = certificates.map(\.period.from).max() ?? .min
        until = certificates.map(\.period.until).min() ?? .max
    }
}

extension CredentialContents {
    /// Whether what is trusted answers for a machine at an address, whatever the time.
    package func areOf(_ address: IPAddress, signed: Set<SignedCertificate>) -> Bool {
        guard findings.isEmpty, let own = presented.first else { return false }
        return own.extensions.addresses.contains(address.octets)
            && !CertificateChains(of: self, signed: signed).found.isEmpty
    }
}
