import Basics
import Glibc

extension Root {
    /// Takes the only lock under which a root is changed; it ends with this process, however that
    /// ends.
    package func lock() throws(LockError) {
        guard changeLock == nil else { return }
        let file = try lockFile("/run/bootcmd/lock")
        try hold(file)
        changeLock = consume file
    }

    /// Does what only one gate at a time may: one that was started by hand waits for its turn,
    /// after `waiting` has said who has it.
    package func withMembershipLock<Result>(
        waiting: (LockError) -> Void = { _ in },
        _ body: () throws -> Result
    ) throws -> Result {
        let file = try lockFile("/run/bootcmd/join.lock")
        do throws(LockError) {
            try hold(file)
        } catch {
            guard case .held = error else { throw error }
            waiting(error)
            try hold(file, waits: true)
        }
        defer { extendLifetime(file) }  // the lock ends with the descriptor
        return try body()
    }

    /// Opens what a flock(2) is taken on. Whoever can open it can hold it for ever: a file of mode
    /// 600 only root can. An image gets no file of ours, and is locked by its own directory.
    private func lockFile(_ path: NodePath) throws(LockError) -> Descriptor {
        do throws(DiskError) {
            guard isSystem else { return try directory(.top, to: .lock) }
            try makeDirectories(missingDirectories([path.parent]))
            return try Descriptor(
                path.belowRoot,
                below: descriptor,
                .lockFile,
                to: .lock,
                named: display(path)
            )
        } catch {
            throw .disk(error)
        }
    }

    private func hold(_ file: borrowing Descriptor, waits: Bool = false) throws(LockError) {
        let number = file.number
        do throws(DiskError) {
            try call(.lock, file.path) { flock(number, waits ? LOCK_EX : LOCK_EX | LOCK_NB) }
        } catch {
            guard error.code == EWOULDBLOCK else { throw .disk(error) }
            var status = stat()
            guard unsafe fstat(number, &status) == 0 else {
                throw .held(path: file.path, by: nil)
            }
            throw .held(path: file.path, by: holder(of: status))
        }
    }

    /// Who changes the root at this moment, as far as can be seen without a claim to the lock.
    package func lockHolder() -> LockError.Holder? {
        var status = stat()
        let path = isSystem ? "run/bootcmd/lock" : "."
        guard unsafe fstatat(descriptor, path, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            return nil
        }
        return holder(of: status)
    }

    /// Who holds the lock, as proc_locks(5) tells: the process and its name.
    private func holder(of status: stat) -> LockError.Holder? {
        let (major, minor) = (status.st_dev.major, status.st_dev.minor)
        // The inode is not enough: every file system has an inode 2. The device is not reliable:
        // btrfs has other numbers here than stat(2) gives.
        let file = "\(padded(major)):\(padded(minor)):\(status.st_ino)"
        let locks = text(ofKernelFile: "/proc/locks").split(separator: "\n")
            .map { $0.split(separator: " ") }
            .filter { $0.count >= 6 && $0[1] == "FLOCK" && $0[5].hasSuffix(":\(status.st_ino)") }
        guard let lock = locks.first(where: { $0[5] == file }) ?? locks.first,
            let process = Int(lock[4])
        else { return nil }
        let name = text(ofKernelFile: "/proc/\(process)/comm")
        return LockError.Holder(process: process, name: String(name.prefix { $0 != "\n" }))
    }
}

/// At least two hexadecimal digits.
private func padded(_ number: UInt) -> String {
    let digits = String(number, radix: 16)
    return digits.count < 2 ? "0" + digits : digits
}

extension dev_t {
    /// The device's major number (makedev(3)).
    var major: UInt { self >> 8 & 0xfff | self >> 32 & 0xffff_f000 }
    /// The device's minor number.
    var minor: UInt { self & 0xff | self >> 12 & 0xffff_ff00 }

    /// The device with these numbers.
    init(major: UInt, minor: UInt) {
        self =
            (major & 0xfff) << 8 | (major & 0xffff_f000) << 32
            | (minor & 0xff) | (minor & 0xffff_ff00) << 12
    }
}

/// Why the lock cannot be had.
package enum LockError: Error, Equatable, CustomStringConvertible {
    /// The process that has it.
    package struct Holder: Equatable, Sendable {
        /// Its id.
        package let process: Int
        /// Its name, as the kernel has it; a process chooses its own.
        package let name: String
    }

    /// Another process holds it; nil if the kernel does not say which.
    case held(path: String, by: Holder?)
    /// Taking it failed.
    case disk(DiskError)

    /// One line, with what to do.
    package var description: String {
        switch self {
        case .held(let path, let holder?):
            "\(path): process \(holder.process) (\(holder.name)) holds the lock and may be "
                + "changing this node; wait for it to end"
        case .held(let path, nil):
            "\(path): another process holds the lock and may be changing this node; wait for it to "
                + "end"
        case .disk(let error):
            "\(error)"
        }
    }
}
