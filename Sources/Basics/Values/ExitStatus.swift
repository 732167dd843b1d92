/// How the agent ends: the codes of sysexits.h(3head), which systemd's and cloud-init's users know.
package enum ExitStatus: Int32, Sendable {
    /// The node does not work, and waiting will not help.
    case broken = 1
    /// With `--exit-code`, something would change, as with `terraform plan -detailed-exitcode`.
    case wouldChange = 2
    /// Bad arguments.
    case usage = 64
    /// An input cannot be used.
    case badInput = 65
    /// An input is missing.
    case noInput = 66
    /// systemd, a unit or a program that is needed cannot be used.
    case unavailable = 69
    /// A file, a directory, a link or the group cannot be created; or undo would lose an edit.
    case cannotCreate = 73
    /// Bytes cannot be read from the disk, or written to it.
    case inputOutput = 74
    /// Not now: another run holds the lock, or etcd must wait.
    case notNow = 75
    /// The user lacks a permission.
    case noPermission = 77
    /// The description of the cluster cannot be used.
    case badCluster = 78
}
