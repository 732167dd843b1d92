import Cluster

/// One question and one answer on a peer port, each in one piece.
///
/// It is no HTTP, on purpose: other etcds ask this port too, and what they get must never look like
/// a member. Whoever asks anything else finds the connection closed.
///
///     bootcmd-gate 1 NAME NONCE
///
///     bootcmd-gate 1
///     {"version":1,"name":"a2",...}
///     SIGNATURE                       (with https members: these three, too)
///     -----BEGIN CERTIFICATE-----
///     ...
package enum GateExchange {
    /// The most bytes of a question.
    package static let questionLimit = 256
    /// The most bytes of an answer, its certificates among them.
    static let answerLimit = 32 << 10
    /// The first line of an answer.
    private static let greeting = "bootcmd-gate 1"

    /// The question of a member, with a number that was never used before.
    package static func question(from name: HostName, nonce: String) -> String {
        "\(greeting) \(name) \(nonce)\n"
    }

    /// Who asks, and the number that the answer must be about; nil for anything else than a whole
    /// question.
    package static func asker(_ question: [UInt8]) -> (name: HostName, nonce: String)? {
        let text = String(decoding: question, as: UTF8.self)
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard text.hasPrefix("\(greeting) "), words.count == 4, words[3].last == "\n" else {
            return nil
        }
        let nonce = words[3].dropLast()
        guard (16...64).contains(nonce.utf8.count), nonce.allSatisfy(\.isHexDigit) else {
            return nil
        }
        do {
            return (try HostName(String(words[2])), String(nonce))
        } catch {
            return nil
        }
    }

    /// Whether more bytes could make a question of these.
    package static func mayBeQuestion(_ bytes: [UInt8]) -> Bool {
        bytes.count < questionLimit && !bytes.contains(UInt8(ascii: "\n"))
            && zip(bytes, greeting.utf8).allSatisfy { $0 == $1 }
    }

    /// What is signed: no other protocol has a message that begins so, and no other answer this
    /// nonce.
    package static func signed(_ answer: String, nonce: String) -> [UInt8] {
        Array("\(greeting) \(nonce)\n\(answer)\n".utf8)
    }

    /// An answer as it is sent, with what proves it.
    package static func answer(_ answer: GateAnswer, proof: (String) -> GateProof?) -> [UInt8] {
        var text = "\(greeting)\n\(answer.text)\n"
        if let proof = proof(answer.text) { text += "\(proof.signature)\n\(proof.certificates)" }
        return Array(text.utf8)
    }

    /// Whether more bytes could make an answer of these.
    package static func mayBeAnswer(_ bytes: [UInt8]) -> Bool {
        bytes.count <= answerLimit && zip(bytes, greeting.utf8).allSatisfy { $0 == $1 }
    }

    /// What came back; nil for anything but a whole answer that `isProven` accepts.
    package static func answer(
        _ bytes: [UInt8],
        isProven: (String, GateProof?) -> Bool
    ) -> GateAnswer? {
        guard mayBeAnswer(bytes), bytes.last == UInt8(ascii: "\n") else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count >= 3, lines[0] == greeting else { return nil }
        let text = String(lines[1])
        let proof =
            lines.count == 4
            ? GateProof(signature: String(lines[2]), certificates: String(lines[3])) : nil
        return isProven(text, proof) ? GateAnswer(parsing: text) : nil
    }
}

/// By what an answer is known to come from a machine of the cluster.
///
/// A signature over the question's nonce does what a TLS session would, in one message: it needs no
/// server of TLS, no second library beside libcrypto, and the answer itself is no secret.
package struct GateProof: Sendable {
    /// The signature, in hexadecimal digits.
    package let signature: String
    /// The signer's certificate, and those by which the authority answers for it, in PEM.
    package let certificates: String

    /// A proof with both parts given.
    package init(signature: String, certificates: String) {
        (self.signature, self.certificates) = (signature, certificates)
    }
}
