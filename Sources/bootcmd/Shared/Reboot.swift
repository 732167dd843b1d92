import BootLinux

/// The reboot that makes the configuration work.
struct Reboot {
    /// How many are asked for on behalf of one instance before the node stays up.
    static let limit = 3

    private let systemd: Systemd

    init(through systemd: Systemd) {
        self.systemd = systemd
    }

    /// Asks PID 1 for the reboot, and does not return to cloud-init before it comes: cloud-init
    /// marks a module as done before it runs, and would lose what the shutdown cuts off.
    func run() throws {
        let hold = ShutdownHold()
        do {
            try Report.step("reboot", "asking systemd for reboot.target") { try systemd.reboot() }
        } catch let error as SystemdError where error.mayHaveBeenDone {
            Report.say("\(error); waiting, for the shutdown may come all the same")
        }
        guard hold.wait(atMost: .seconds(300)) else { throw Refusal.noShutdown }
    }
}

/// What ends a run, though nothing that it was given is wrong.
enum Refusal: Error, CustomStringConvertible {
    case tooManyReboots(Int, record: String)
    case noShutdown

    var description: String {
        switch self {
        case .tooManyReboots(let count, let record):
            "\(record): \(count) reboots did not bring this instance to rest: this node stays up; "
                + "'bootcmd --dry-run' shows what changes each time, "
                + "'bootcmd --force --no-reboot' makes it so without one"
        case .noShutdown:
            "systemd: reboot.target was asked for, but no shutdown came in five minutes; "
                + "see 'systemctl list-jobs', then 'systemctl reboot'"
        }
    }
}
