public import BootPlan
import CLinux
import Glibc

extension Root {
    /// Refuses a directory whose files the next boot would not find: it would configure the node
    /// again, and ask for the next reboot.
    /// `devices` are those that were looked at already.
    func requireDurable(
        _ path: NodePath,
        unlessOn devices: inout Set<dev_t>
    ) throws(DiskError) {
        let directory = try directory(existing(path), to: .read)
        let device = try directory.status(to: .read).st_dev
        guard devices.insert(device).inserted else { return }
        var status = statfs()
        try call(.read, directory.path) { unsafe fstatfs(directory.number, &status) }
        guard let memory = memory(status, of: device) else { return }
        throw .volatile(path: directory.path, fileSystem: memory)
    }

    /// Returns when all that anybody wrote to the file systems of these paths is on the disk
    /// (syncfs(2)); a path that is not there stands for none.
    public func flushFileSystems(of paths: some Sequence<NodePath>) throws(DiskError) {
        var flushed: Set<dev_t> = []
        for path in paths {
            // Whoever writes there follows links as well.
            guard let directory = try find(path, .directory) else { continue }
            let device = try directory.status(to: .flush).st_dev
            guard flushed.insert(device).inserted else { continue }
            try call(.flush, directory.path) { syncfs(directory.number) }
        }
    }

    /// The file system in memory that a device is or stands on, in a message's words; nil if none.
    private func memory(_ status: statfs, of device: dev_t) -> String? {
        if let name = status.nameInMemory { return name }
        guard Int(status.f_type) == Int(OVERLAYFS_SUPER_MAGIC) else { return nil }
        // Live images are an overlay: what is written goes to its upper directory. With none, nothing
        // can be written at all.
        guard let upper = upperDirectory(of: device) else {
            return nil
        }
        var beneath = statfs()
        guard unsafe statfs(upper, &beneath) == 0 else {
            return "an overlay whose upper directory \(upper) cannot be seen: perhaps tmpfs"
        }
        return beneath.nameInMemory.map { "an overlay on \($0)" }
    }

    /// The upper directory of an overlay, as proc_pid_mountinfo(5) tells.
    private func upperDirectory(of device: dev_t) -> String? {
        let number = "\(device.major):\(device.minor)"
        for line in text(ofKernelFile: "/proc/self/mountinfo").split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 2, words[2] == number, let options = words.last else { continue }
            let upper = options.split(separator: ",").first { $0.hasPrefix("upperdir=") }
            return upper.map { String($0.dropFirst("upperdir=".count)) }
        }
        return nil
    }
}

extension statfs {
    /// The name of a file system that a reboot empties; nil for any other.
    fileprivate var nameInMemory: String? {
        switch Int(f_type) {
        case Int(TMPFS_MAGIC): "tmpfs"
        case Int(RAMFS_MAGIC): "ramfs"
        default: nil
        }
    }
}
