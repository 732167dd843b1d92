import CLinux
import Glibc

/// Holds SIGTERM back, from before the reboot is asked for, so that it can be waited for and none
/// is lost.
///
/// The program that called us must not go on while the system shuts down: cloud-init marks a module
/// as done before it runs, and what the shutdown cuts off is never run again. Where the shutdown
/// signals only that program (`KillMode=process`), the SIGTERM to whatever is left at the end of
/// the shutdown reaches us.
public struct ShutdownHold: ~Copyable {
    private let previous: sigset_t

    /// Blocks SIGTERM for this thread; a signal that comes from now on stays pending.
    public init() {
        var previous = sigset_t()
        var terminate = Self.terminate
        _ = unsafe pthread_sigmask(SIG_BLOCK, &terminate, &previous)
        self.previous = previous
    }

    deinit {
        var previous = previous
        _ = unsafe pthread_sigmask(SIG_SETMASK, &previous, nil)
    }

    /// Waits for SIGTERM and says whether it came within `limit`.
    public consuming func wait(atMost limit: Duration) -> Bool {
        let deadline = Deadline(in: limit)
        var terminate = Self.terminate
        while true {
            let left = deadline.left
            var time = timespec(
                tv_sec: Int(left.components.seconds),
                tv_nsec: Int(left.components.attoseconds / 1_000_000_000)
            )
            if unsafe sigtimedwait(&terminate, nil, &time) == SIGTERM { return true }
            // Stopped and continued, for one: only the rest of the time is left then.
            guard errno == EINTR else { return false }
        }
    }

    private static var terminate: sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGTERM)
        return signals
    }
}
