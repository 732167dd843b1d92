import Foundation
import TestSupport
import Testing
@testable import Basics
@testable import Cluster
@testable import Etcd
@testable import Join
@testable import Linux
@testable import LinuxJoin

/// A gate that asks another one, or anybody asking it, over this machine's own address.
@Suite struct GateListenerTests {
    private let address: IPAddress
    private let port: UInt16 = 2380
    private let listener: GateListener

    init() throws {
        // Addresses of this machine that nobody else uses, and so any port.
        let host =
            "127.\(Int.random(in: 1...250)).\(Int.random(in: 0...250)).\(Int.random(in: 1...250))"
        address = try IPAddress(host)
        listener = try GateListener(on: address, port: port)
        try says(.empty)
    }

    /// The nonce stands in the place of a signature over it.
    private func says(_ disk: GateAnswer.Disk) throws {
        let answer = GateAnswer(
            name: "a1",
            instanceID: "iid-a1",
            token: "etcd-cluster",
            members: try InitialCluster(parsing: "a1=http://10.0.0.1:2380"),
            disk: disk,
            heard: nil,
            without: [],
            starts: false,
            salt: nil
        )
        listener.answers(answer) { GateProof(signature: $1, certificates: "\n") }
    }

    private func outcome(of question: String) -> PeerPorts.Outcome? {
        let place = PeerPorts.Port(address, port, question: Array(question.utf8))
        return PeerPorts([place]).outcomes(within: .seconds(20), answering: listener).first
    }

    @Test func `a question is answered with its nonce, and who asked is known`() throws {
        let nonce = GateInquiry.nonce()
        #expect(nonce.count == 32)
        #expect(nonce != GateInquiry.nonce())
        let outcome = try #require(
            self.outcome(of: GateExchange.question(from: "a2", nonce: nonce))
        )
        #expect(outcome.port == .accepts)
        var signature: String?
        let answer = GateExchange.answer(outcome.answer) { _, proof in
            signature = proof?.signature
            return true
        }
        #expect(answer?.name == "a1" && answer?.disk == .empty)
        #expect(signature == nonce)
        #expect(listener.askers == ["a2"])
        #expect(listener.diallers.isEmpty)
    }

    @Test func `who asked before the answer changed does not know it`() throws {
        _ = outcome(of: GateExchange.question(from: "a2", nonce: GateInquiry.nonce()))
        try says(.empty)
        #expect(listener.askers == ["a2"])
        try says(.begun)
        #expect(listener.askers.isEmpty)
        let begin = Deadline.now
        listener.wait(until: Deadline(in: .milliseconds(50)), forAll: ["a2"])
        #expect(Deadline.now - begin >= .milliseconds(50))
    }

    @Test(arguments: [
        "GET /members HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}", "PRI * HTTP/2.0\r\n\r\n",
    ])
    func `whoever asks as an etcd does gets nothing, at once`(question: String) throws {
        let begin = Deadline.now
        let outcome = try #require(self.outcome(of: question))
        #expect(outcome.answer.isEmpty)
        #expect(Deadline.now - begin < .milliseconds(1900))
        #expect(listener.askers.isEmpty)
        #expect(listener.diallers == [try IPAddress("127.0.0.1")])
    }

    @Test func `diallers have some time to dial`() {
        #expect(!listener.hasHeardDiallers())
        #expect(listener.hasHeardDiallers())
    }

    @Test func `visitors who say nothing hold up nobody`() throws {
        let silent = (0..<50).map { _ in socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
        defer { silent.forEach { close($0) } }
        for visitor in silent {
            #expect(SocketAddress(address, port: port).connect(visitor) == 0)
            listener.wait(until: Deadline(in: .milliseconds(1)), forAll: ["nobody"])
        }
        let question = GateExchange.question(from: "a3", nonce: GateInquiry.nonce())
        #expect(outcome(of: question)?.answer.isEmpty == false)
    }

    /// As two gates do that ask each other what else may listen there.
    @Test func `whoever asks while a program is waited for is answered`() throws {
        let question = GateExchange.question(from: "a2", nonce: GateInquiry.nonce())
        let ask = """
            import socket, sys
            peer = socket.create_connection((sys.argv[1], \(port)))
            peer.sendall(sys.argv[2].encode())
            print(peer.makefile().readline().strip())
            """
        let program = try Program.start(
            "python3",
            ["-c", ask, "\(address)", question],
            limit: .seconds(60)
        )
        let output = try Question(program).answer(answering: listener)
        #expect(output.output == "bootcmd-gate 1\n")
        #expect(listener.askers == ["a2"])
    }

    @Test func `a wait ends when one that is waited for asks`() throws {
        _ = outcome(of: GateExchange.question(from: "a3", nonce: GateInquiry.nonce()))
        let begin = Deadline.now
        listener.wait(until: Deadline(in: .seconds(60)), orFor: ["a1", "a3"])
        listener.wait(until: Deadline(in: .seconds(60)), forAll: ["a3"])
        #expect(Deadline.now - begin < .seconds(30))
        listener.wait(until: Deadline(in: .milliseconds(10)), forAll: ["a1", "a3"])
        #expect(Deadline.now - begin >= .milliseconds(10))
    }

    @Test func `the port is free once the gate is gone`() throws {
        do {
            let other = try IPAddress("127.255.2.1")
            _ = try GateListener(on: other, port: port)
            _ = try GateListener(on: other, port: port)
        }
        #expect(throws: SocketError.self) { try GateListener(on: address, port: port) }
    }
}
