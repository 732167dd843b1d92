import Cluster
import Join

/// How a gate asks the others, and answers them meanwhile.
package struct GateInquiry {
    /// Who asks.
    package let member: InitialCluster.Member
    /// With what answers are proven; nil among members that talk in the clear.
    package let keys: GateKeys?
    /// Where this gate answers; nil for one that only looks.
    package let listener: GateListener?

    /// An inquiry with every part given.
    package init(by member: InitialCluster.Member, keys: GateKeys?, listener: GateListener?) {
        (self.member, self.keys, self.listener) = (member, keys, listener)
    }

    /// A number that was never used before, as far as 128 random bits can promise that.
    package static func nonce() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let digits = String(UInt64.random(in: 0 ... .max, using: &generator), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// The answer of a member's gate; nil for anything else, and for one that is not proven to be
    /// its own.
    package func answer(
        _ bytes: [UInt8],
        of member: InitialCluster.Member,
        to nonce: String
    ) -> GateAnswer? {
        let answer = GateExchange.answer(bytes) { text, proof in
            keys?.prove(text, nonce: nonce, from: member.url.address, by: proof) ?? true
        }
        return answer?.name == member.name ? answer : nil
    }

    /// Whether this is what a gate answers, and nothing proves it.
    func isUnproven(_ bytes: [UInt8], of member: InitialCluster.Member, to nonce: String) -> Bool {
        guard let keys, keys.canProve else { return false }
        let said = GateExchange.answer(bytes) { _, _ in true }
        let proven = GateExchange.answer(bytes) { text, proof in
            keys.prove(text, nonce: nonce, from: member.url.address, by: proof)
        }
        return said != nil && proven == nil
    }
}
