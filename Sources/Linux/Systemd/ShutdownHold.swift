import CLinux
import Glibc

/// Blocks SIGTERM from before the reboot is asked for, so that it can be waited for and is not
/// lost.
///
/// The program that called us must not continue while the system shuts down: cloud-init marks a
/// module as done before it runs, and never again runs what the shutdown interrupts. If the
/// shutdown signals only that program (`KillMode=process`), we get the SIGTERM that all remaining
/// processes get at the end of the shutdown.
package struct ShutdownHold: ~Copyable {
    private let previous: sigset_t

    /// Blocks SIGTERM for this thread; a signal that comes from now on stays pending.
    package init() {
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
    package consuming func wait(atMost limit: Duration) -> Bool {
        let deadline = Deadline(in: limit)
        var terminate = Self.terminate
        while true {
            let left = deadline.left
            var time = timespec(
                tv_sec: Int(left.components.seconds),
                tv_nsec: Int(left.components.attoseconds / 1_000_000_000)
            )
            if unsafe sigtimedwait(&terminate, nil, &time) == SIGTERM { return true }
            // For example, stopped and continued: then only the rest of the time is left.
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
