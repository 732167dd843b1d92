import TestSupport
import Testing
@testable import Cluster
@testable import Configure
@testable import Status

@Suite struct RecordedStateTests {
    private let identity = Identity(instanceID: "i", hostName: "a2")

    private func state(_ record: Record?) -> RecordedState {
        RecordedState(record, of: identity, inBoot: "boot-2", Drift())
    }

    @Test func `no record is a node that was never configured`() {
        #expect(state(nil) == .never)
    }

    @Test(arguments: [Record.Phase.configuring, .undoing])
    func `a journal is a run that was interrupted`(phase: Record.Phase) {
        #expect(state(Record(identity: identity, phase: phase)) == .interrupted)
    }

    @Test func `a record of another instance is another's, however far it came`() {
        let other = Identity(instanceID: "j", hostName: "a2")
        for phase in Record.Phase.allCases {
            #expect(state(Record(identity: other, phase: phase)) == .another(other))
        }
    }

    @Test func `a reboot is owed only in the boot that owes it`() {
        func owed(in boot: String?) -> RecordedState {
            state(Record(identity: identity, phase: .complete, rebootOwedIn: boot))
        }
        #expect(owed(in: "boot-2") == .complete(reboot: true, Drift()))
        #expect(owed(in: "boot-1") == .complete(reboot: false, Drift()))
        #expect(owed(in: nil) == .complete(reboot: false, Drift()))
    }
}
