import ArgumentParser
import BootLinux
import BootPlan
import Diagnostics

/// The exit codes of sysexits.h(3head), which systemd and cloud-init's users know.
enum ExitStatus: Int32 {
    /// `--exit-code`, and something would change: as `diff` and `terraform plan` say it.
    case wouldChange = 2
    case badInput = 65
    case noInput = 66
    case unavailable = 69
    case cannotCreate = 73
    case inputOutput = 74
    case locked = 75
    case noPermission = 77
    case badCluster = 78

    /// The code for what stopped a run.
    init(_ error: any Error) {
        self =
            switch error {
            case let error as InputError: error.status
            case let error as DiskError: Self(error)
            case .disk(let error) as LockError: Self(error)
            case is LockError: .locked
            case .noPermission as SystemdError: .noPermission
            case is SystemdError, is SystemctlError, is ProgramError, is UnknownVersion:
                .unavailable
            case is GroupError, is UndoRefusal: .cannotCreate
            case is Located<MetaDataError>, is Located<RecordError>: .badInput
            case is NodeError, is FlannelBackingStoreError: .badCluster
            case is Refusal, is UnreadableArguments: .unavailable
            default: .inputOutput
            }
    }

    private init(_ error: DiskError) {
        if error.meansNoPermission {
            self = .noPermission
        } else {
            self = error.meansInputOutput ? .inputOutput : .cannotCreate
        }
    }
}

/// Runs a command; what stops it is said on standard error and becomes the exit code.
func reportingFailure(_ command: () throws -> Void) throws {
    do {
        try command()
    } catch let exit as ExitCode {
        throw exit
    } catch let error as ChangedNode {
        try fail(error.cause, "what was changed stays, and \(error.continuation)")
    } catch {
        try fail(error, "nothing was changed")
    }
}

private func fail(_ error: any Error, _ state: String) throws {
    Report.say("\(error)")
    Report.say("bootcmd: stopped; \(state)")
    throw ExitCode(ExitStatus(error).rawValue)
}

/// Runs what changes the node: an error out of it stops a run that has begun, and that goes on as the
/// `continuation` says.
func changing(_ continuation: String, _ body: () throws -> Void) throws {
    do {
        try body()
    } catch {
        throw ChangedNode(cause: error, continuation: continuation)
    }
}

/// What stopped a run that had begun to change the node.
private struct ChangedNode: Error {
    let cause: any Error
    let continuation: String
}
