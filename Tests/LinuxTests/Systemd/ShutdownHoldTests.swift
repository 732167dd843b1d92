import Foundation
import Synchronization
import Testing
@testable import Linux

@Suite(.timeLimit(.minutes(20)))
struct ShutdownHoldTests {
    @Test func `a SIGTERM that came before the wait ends it`() {
        let hold = ShutdownHold()
        pthread_kill(pthread_self(), SIGTERM)
        let came = hold.wait(atMost: .seconds(20))
        #expect(came)
    }

    @Test func `a SIGTERM that comes during the wait ends it`() {
        let hold = ShutdownHold()
        let waiter = pthread_self()
        Thread { pthread_kill(waiter, SIGTERM) }.start()
        let came = hold.wait(atMost: .seconds(20))
        #expect(came)
    }

    @Test func `the wait ends when its time is over`() {
        let started = ContinuousClock.now
        let came = ShutdownHold().wait(atMost: .milliseconds(20))
        #expect(!came)
        #expect(ContinuousClock.now - started >= .milliseconds(20))
    }

    @Test func `the wait takes as long under a rain of other signals`() {
        let limit = Duration.milliseconds(100)
        let rain = Rain()
        let started = ContinuousClock.now
        let came = ShutdownHold().wait(atMost: limit)
        #expect(!came)
        #expect(ContinuousClock.now - started >= limit)
        #expect(rain.stop() > 0)
    }

    @Test func `SIGTERM gets through again after the hold`() {
        let before = blocksSIGTERM()
        do {
            let hold = ShutdownHold()
            #expect(blocksSIGTERM())
            _ = consume hold
        }
        #expect(blocksSIGTERM() == before)
    }

    private func blocksSIGTERM() -> Bool {
        var blocked = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &blocked)
        return sigismember(&blocked, SIGTERM) == 1
    }
}

/// The handler's count; one test makes it rain.
private let felt = Atomic<Int>(0)

/// Sends a signal that does nothing to the thread that makes it, again and again.
private final class Rain: @unchecked Sendable {
    private let stopping = NSLock()
    private let ended = DispatchSemaphore(value: 0)

    init() {
        signal(SIGURG) { _ in felt.add(1, ordering: .relaxed) }
        // A thread of Dispatch's own blocks all that it can.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGURG)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)

        let target = pthread_self()
        stopping.lock()
        Thread { [self] in
            while !stopping.try() { pthread_kill(target, SIGURG) }
            ended.signal()
        }.start()
    }

    /// Ends the rain and says how many signals were felt.
    func stop() -> Int {
        stopping.unlock()
        ended.wait()
        return felt.load(ordering: .relaxed)
    }
}
