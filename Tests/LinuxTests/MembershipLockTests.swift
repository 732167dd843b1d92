import Glibc
import TestSupport
import Testing
@testable import Linux

@Suite struct MembershipLockTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func `who must wait for the lock is told once who has it, and gets it in the end`() throws
    {
        let root = try Root(directory.path)
        let other = open(directory.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        #expect(flock(other, LOCK_EX) == 0)
        var told: [LockError] = []
        let result = try root.withMembershipLock { error in
            told.append(error)
            close(other)
        } _: {
            "held"
        }
        #expect(result == "held")
        let (name, holder) = try #require(told.first?.holder)
        #expect(told.count == 1 && name == "\(root.prefix)/" && holder.process == Int(getpid()))
    }

    @Test func `one gate after the other has the lock, and no image gets a file of it`() throws {
        let root = try Root(directory.path)
        for turn in 1...2 {
            let result = try root.withMembershipLock { _ in
                Issue.record("nobody holds it")
            } _: {
                turn
            }
            #expect(result == turn)
        }
        #expect(try directory.names(in: ".").isEmpty)
    }
}

extension LockError {
    fileprivate var holder: (String, Holder)? {
        guard case .held(let path, let holder?) = self else { return nil }
        return (path, holder)
    }
}
