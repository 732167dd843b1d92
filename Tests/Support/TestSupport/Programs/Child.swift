import CLinux
import Dispatch
import Foundation
import Synchronization

/// A program that runs, in a process group of its own.
///
/// Not Foundation's `Process`: that one passes to a child whatever another thread opens just then,
/// takes a process for running until everybody has closed the socket that it got this way, and so
/// two programs that are started at the same moment can wait for each other for ever. Nor does it
/// unblock the signals that threads of Dispatch block: its child may not hear SIGTERM.
package final class Child: Sendable {
    /// Its process id, which is also its group's.
    package let id: Int32
    private let handle: Int32
    private let isReaped = Mutex(false)

    /// The program could not be started.
    package struct NotStarted: Error, CustomStringConvertible {
        let program: String
        let code: Int32

        /// The program, and the system's word for what is wrong.
        package var description: String { "\(program): \(String(cString: strerror(code)))" }
    }

    /// Starts a command; what is not given as standard input or output is `/dev/null`. The child
    /// has these three open, and nothing else.
    package init(
        _ command: Command,
        input: FileHandle? = nil,
        output: FileHandle? = nil,
        error: FileHandle? = nil
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, file) in [input, output, error].enumerated() {
            if let file {
                posix_spawn_file_actions_adddup2(&actions, file.fileDescriptor, Int32(number))
            } else {
                posix_spawn_file_actions_addopen(&actions, Int32(number), "/dev/null", O_RDWR, 0)
            }
        }
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        )
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)

        // env(1) finds the program, in the PATH of the command's own environment.
        let words = ["/usr/bin/env"] + command.arguments
        let environment = command.environment ?? ProcessInfo.processInfo.environment
        let arguments = words.map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var process = pid_t()
        let code = posix_spawn(
            &process,
            words[0],
            &actions,
            &attributes,
            arguments,
            variables
        )
        guard code == 0 else {
            throw NotStarted(program: command.arguments.first ?? "", code: code)
        }
        id = process
        handle = linux_pidfd_open(process)
        guard handle >= 0 else { throw NotStarted(program: "pidfd_open", code: errno) }
    }

    /// Waits until the program has ended, whatever it left running. Must be called once.
    ///
    /// - Returns: its exit status; 128 and the signal's number where a signal ended it.
    package func end() async -> Int32 {
        let ended = DispatchSource.makeReadSource(fileDescriptor: handle)
        await withCheckedContinuation { continuation in
            ended.setEventHandler { ended.cancel() }
            // Not before: Dispatch would take the next file of this number for this one.
            ended.setCancelHandler {
                close(self.handle)
                continuation.resume()
            }
            ended.activate()
        }
        let status = isReaped.withLock { isReaped in
            var status: Int32 = 0
            while waitpid(id, &status, 0) == -1 && errno == EINTR {}
            isReaped = true
            return status
        }
        let signal = status & 0x7f
        return signal == 0 ? status >> 8 & 0xff : 128 + signal
    }

    /// Kills the program and what it started, as far as that is still in its process group. A
    /// program that has ended is left alone: its number may be another's.
    package func kill() {
        isReaped.withLock { isReaped in
            if !isReaped { _ = Glibc.kill(-id, SIGKILL) }
        }
    }

    /// Waits as `end` does, and kills the program where the task is cancelled.
    package func endOrCancel() async -> Int32 {
        await withTaskCancellationHandler {
            await end()
        } onCancel: {
            kill()
        }
    }
}
