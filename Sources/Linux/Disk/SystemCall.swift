import Glibc

/// Turns the C convention, -1 and errno, into a throw; a call that a signal interrupted is made
/// again.
@discardableResult
package func call<Result: FixedWidthInteger>(
    _ attempt: DiskError.Attempt,
    _ path: String,
    _ body: () -> Result
) throws(DiskError) -> Result {
    while true {
        let result = body()
        guard result == -1 else { return result }
        guard errno == EINTR else { throw .system(attempt, path: path, errno: errno) }
    }
}
