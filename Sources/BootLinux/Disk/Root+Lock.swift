import BootPlan
import Glibc

extension Root {
    /// Takes the only lock under which a root is changed; it ends with this process, however that ends.
    ///
    /// It is a flock(2) on the root directory itself: an interrupted run leaves no file, and none is
    /// needed before the first write.
    public func lock() throws(LockError) {
        do throws(DiskError) {
            try call(.lock, display(.top)) { flock(descriptor, LOCK_EX | LOCK_NB) }
        } catch {
            guard error.code == EWOULDBLOCK else { throw .disk(error) }
            throw .held(root: display(.top), by: holder())
        }
    }

    /// Who holds the lock, as proc_locks(5) tells: the process and its name.
    private func holder() -> LockError.Holder? {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return nil }
        let (major, minor) = (status.st_dev.major, status.st_dev.minor)
        // The inode is not enough: every file system has an inode 2. The device is not reliable: btrfs
        // has other numbers here than stat(2) gives.
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
public enum LockError: Error, Equatable, CustomStringConvertible {
    /// The process that has it.
    public struct Holder: Equatable, Sendable {
        /// Its id.
        public let process: Int
        /// Its name, as the kernel has it; a process chooses its own.
        public let name: String
    }

    /// Another process holds it; nil if the kernel does not say which.
    case held(root: String, by: Holder?)
    /// Taking it failed.
    case disk(DiskError)

    /// One line, with what to do.
    public var description: String {
        switch self {
        case .held(let root, let holder?):
            "\(root): process \(holder.process) (\(holder.name)) holds the lock and may be changing "
                + "this node; wait for it to end"
        case .held(let root, nil):
            "\(root): another process holds the lock and may be changing this node; wait for it to end"
        case .disk(let error):
            "\(error)"
        }
    }
}
