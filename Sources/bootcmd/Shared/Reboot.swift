import Linux
import Status

/// The reboot with which the configuration takes effect.
struct Reboot {
    private let systemd: Systemd

    init(through systemd: Systemd) {
        self.systemd = systemd
    }

    /// Asks PID 1 for the reboot, and does not return to cloud-init before it comes: cloud-init
    /// marks a module as done before it runs, and would lose what the shutdown interrupts.
    func run() throws {
        let hold = ShutdownHold()
        do {
            try Report.step("reboot", "asking systemd for reboot.target") { try systemd.reboot() }
        } catch let error as SystemdError where error.mayHaveBeenDone {
            Report.say("\(error); waiting, because the shutdown may still come")
        }
        guard hold.wait(atMost: .seconds(300)) else { throw RebootError.noShutdown }
    }
}

/// Why a reboot did not come.
enum RebootError: Error, CustomStringConvertible {
    /// PID 1 took the job, and the system still runs.
    case noShutdown

    var description: String {
        switch self {
        case .noShutdown:
            "systemd: reboot.target was asked for, but no shutdown came in five minutes; "
                + "see 'systemctl list-jobs', then 'systemctl reboot'"
        }
    }
}
