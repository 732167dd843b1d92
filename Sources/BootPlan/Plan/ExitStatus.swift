/// How the agent ends: the codes of sysexits.h(3head), which systemd and cloud-init's users know.
public enum ExitStatus: Int32, Sendable {
    /// `--exit-code`, and something would change: as `diff` and `terraform plan` say it.
    case wouldChange = 2
    /// Bad arguments.
    case usage = 64
    /// An input holds what cannot be used.
    case badInput = 65
    /// An input is missing.
    case noInput = 66
    /// systemd, a unit or a program that is needed is not there, or says no.
    case unavailable = 69
    /// A name cannot be made on the disk.
    case cannotCreate = 73
    /// Bytes cannot be moved to or from the disk.
    case inputOutput = 74
    /// Another run holds the lock.
    case locked = 75
    /// The user has no right to do it.
    case noPermission = 77
    /// The description of the cluster cannot be used.
    case badCluster = 78
}
