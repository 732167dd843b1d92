import ArgumentParser
import Basics
import Cluster
import Configure
import Linux
import LinuxConfigure

/// An error that stops a run, with the exit code of that run. Every such error is in this file.
protocol Exits: Error {
    var status: ExitStatus { get }
}

extension SeedError: Exits {}
extension Refused: Exits {}
extension DiskError: Exits {}

extension NodeError: Exits {
    var status: ExitStatus { .badCluster }
}

extension InputError: Exits {
    /// What is read besides the seed are records.
    var status: ExitStatus { .badInput }
}

extension MemberRecordProblem: Exits {
    var status: ExitStatus {
        switch self {
        case .disk(let error): error.status
        case .damaged: .badInput
        }
    }
}

extension LockError: Exits {
    var status: ExitStatus {
        switch self {
        case .held: .notNow
        case .disk(let error): error.status
        }
    }
}

extension SystemdError: Exits {
    var status: ExitStatus {
        switch self {
        case .noPermission: .noPermission
        case .noLibrary, .unreachable, .refused, .noAnswer, .connectionLost, .cannot: .unavailable
        }
    }
}

extension SystemctlError: Exits {
    var status: ExitStatus { .unavailable }
}

extension CertificateLibraryError: Exits {
    var status: ExitStatus { .unavailable }
}

extension ProgramError: Exits {
    var status: ExitStatus { .unavailable }
}

extension GroupError: Exits {
    var status: ExitStatus {
        switch self {
        case .refused: .cannotCreate
        case .program(let error): error.status
        case .disk(let error): error.status
        }
    }
}

extension RebootError: Exits {
    var status: ExitStatus { .unavailable }
}

extension UnreadableArguments: Exits {
    var status: ExitStatus { .unavailable }
}

extension UndoRefusal: Exits {
    var status: ExitStatus { .cannotCreate }
}

extension OrderRefused: Exits {
    var status: ExitStatus { .unavailable }
}

extension StreamError: Exits {
    var status: ExitStatus { .inputOutput }
}

extension ChangedNode: Exits {
    var status: ExitStatus { cause.status }
}
