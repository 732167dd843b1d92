@testable import Desired

extension CertificateFacts {
    /// What OpenSSL finds in credentials that are as they must be, on 24 November 2026.
    static var sound: CertificateFacts {
        var facts = CertificateFacts()
        facts.readable = Set(Credentials.Part.allCases)
        (facts.hasItsKey, facts.isServer, facts.isClient) = (true, true, true)
        facts.now = 1_795_521_600
        facts.period = Period(from: facts.now - 86_400, until: facts.now + 5 * 365 * 86_400)
        facts.authorityPeriod = Period(
            from: facts.now - 86_400,
            until: facts.now + 10 * 365 * 86_400
        )
        facts.isClockSet = true
        return facts
    }
}
