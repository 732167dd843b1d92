import TestSupport
import Testing
@testable import Cluster
@testable import Join
@testable import Status

@Suite struct GateAnswerTests {
    private static let nonce = "00112233445566778899aabbccddeeff"

    private func answer(heard: HostName? = "a1") throws -> GateAnswer {
        GateAnswer(
            of: try JoiningCluster.machine(
                standing: .begun(alone: true),
                heard: heard,
                without: ["a3"]
            ),
            starts: true,
            salt: "0123456789abcdef"
        )
    }

    @Test(arguments: [nil, "a1"] as [HostName?])
    func `what is sent is what is understood`(heard: HostName?) throws {
        let answer = try answer(heard: heard)
        let sent = GateExchange.answer(answer) { _ in nil }
        #expect(sent.count < GateExchange.answerLimit)
        #expect(GateExchange.answer(sent) { _, proof in proof == nil } == answer)
        #expect(answer.isEmpty == (heard == nil))
    }

    @Test func `a proof is about the answer's own line, and is sent along`() throws {
        let answer = try answer()
        let sent = GateExchange.answer(answer) {
            GateProof(signature: "\($0.utf8.count)", certificates: "PEM\nPEM\n")
        }
        let understood = GateExchange.answer(sent) { text, proof in
            proof?.signature == "\(text.utf8.count)" && proof?.certificates == "PEM\nPEM\n"
        }
        #expect(understood == answer)
        #expect(GateExchange.answer(sent) { _, _ in false } == nil)
    }

    @Test func `a part of an answer, or more than one, is none`() throws {
        let sent = GateExchange.answer(try answer()) { _ in nil }
        for count in sent.indices {
            #expect(GateExchange.answer(Array(sent.prefix(count))) { _, _ in true } == nil)
        }
        let much = sent + [UInt8](repeating: 10, count: GateExchange.answerLimit)
        #expect(GateExchange.answer(much) { _, _ in true } == nil)
    }

    @Test(arguments: [
        ("\"version\":1", "\"version\":2"), ("\"disk\":\"begun\"", "\"disk\":\"dunno\""),
        ("\"heard\":\"a1\"", "\"heard\":\"a 1\""), ("\"without\":[\"a3\"]", "\"without\":7"),
        ("\"starts\":true", "\"starts\":1"),
        ("\"salt\":\"0123456789abcdef\"", "\"salt\":\"01234\\n9abcdef\""),
        ("\"salt\":\"0123456789abcdef\"", "\"salt\":\"0123456789ABCDEF\""),
        ("bootcmd-gate 1\n", "HTTP/1.1 400 Bad Request\n"), ("a1=http", "a1=ftp"),
    ])
    func `what is not wholly understood is no answer`(part: String, other: String) throws {
        let sent = String(decoding: GateExchange.answer(try answer()) { _ in nil }, as: UTF8.self)
        #expect(sent.contains(part))
        let changed = sent.replacing(part, with: other)
        #expect(GateExchange.answer(Array(changed.utf8)) { _, _ in true } == nil)
    }

    @Test func `a question names who asks`() {
        let question = Array(GateExchange.question(from: "a2", nonce: Self.nonce).utf8)
        #expect(question.count < GateExchange.questionLimit)
        let asker = GateExchange.asker(question)
        #expect(asker?.name == "a2")
        #expect(asker?.nonce == Self.nonce)
        for count in question.indices {
            #expect(GateExchange.asker(Array(question.prefix(count))) == nil)
            #expect(GateExchange.mayBeQuestion(Array(question.prefix(count))))
        }
    }

    @Test(arguments: [
        "GET /members HTTP/1.1\r\n", "\u{16}\u{3}\u{1}", "bootcmd-gate 2 a1 00112233445566778899\n",
        "bootcmd-gate 1 a1 short\n", "bootcmd-gate 1 a_1 00112233445566778899\n", "\n",
        "bootcmd-gate 1 a1 00112233445566778899 x\n",
    ])
    func `whoever asks anything else has asked nothing`(text: String) {
        #expect(GateExchange.asker(Array(text.utf8)) == nil)
        #expect(!GateExchange.mayBeQuestion(Array(text.utf8)) || !text.contains("\n"))
    }

    @Test func `an answer that is for another cluster is known by it`() throws {
        let cluster = try JoiningCluster.machine().node.cluster
        #expect(try answer().founds(cluster))
        let grown = JoiningCluster.members + ",a4=http://192.168.99.54:2380"
        #expect(try !answer().founds(JoiningCluster.machine(members: grown).node.cluster))
    }
}
