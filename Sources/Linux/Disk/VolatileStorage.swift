import Basics
import CLinux
import Glibc
import Units

/// Storage that a reboot empties, under however many layers a file system lies on it.
struct VolatileStorage: CustomStringConvertible {
    /// The storage, as a message names it.
    let description: String

    private static let limit = 8

    /// Nil for a file system that lies on a disk, as far as the kernel tells.
    init?(under status: statfs, on device: dev_t) {
        guard let words = Self.words(status, device, Self.limit) else { return nil }
        description = words
    }

    private static func words(_ status: statfs, _ device: dev_t, _ depth: Int) -> String? {
        guard depth > 0 else { return nil }
        switch Int(status.f_type) {
        case Int(TMPFS_MAGIC): return "tmpfs"
        case Int(RAMFS_MAGIC): return "ramfs"
        case Int(OVERLAYFS_SUPER_MAGIC):
            // A live image is an overlay: what is written goes to its upper directory. Without one,
            // nothing can be written at all.
            guard let upper = upperDirectory(of: device) else { return nil }
            return words(ofPath: upper, "an overlay", "whose upper directory", depth)
        default: return words(ofBlockDevice: device, depth)
        }
    }

    /// The storage under a file or directory on which another layer lies.
    private static func words(
        ofPath path: String,
        _ kind: String,
        _ relation: String,
        _ depth: Int
    ) -> String? {
        var status = stat()
        var system = statfs()
        // The initramfs's name for `/`. What lies there may be below the overlay itself: the
        // directory above it is not.
        let isHidden = unsafe access(path, F_OK) != 0
        let path =
            isHidden && path.hasPrefix("/sysroot/")
            ? NodePath(String(path.dropFirst("/sysroot".count)))?.parent.text ?? path : path
        guard unsafe stat(path, &status) == 0, unsafe statfs(path, &system) == 0 else {
            return
                "\(kind) \(relation) \(path) cannot be seen here and may be in memory (if it is on "
                + "a disk, mount it there)"
        }
        return words(system, status.st_dev, depth - 1).map { "\(kind) on \($0)" }
    }

    /// The storage under a block device, by sysfs: a loop device's file, or the parts of a device
    /// mapper's device. dracut's live roots are made of these (`rd.live.image`, `rd.live.overlay`).
    private static func words(ofBlockDevice device: dev_t, _ depth: Int) -> String? {
        guard depth > 0 else { return nil }
        let directory = "/sys/dev/block/\(device.major):\(device.minor)"
        guard let name = unsafe realpath(directory, nil) else { return nil }
        defer { unsafe free(name) }
        let names = unsafe String(cString: name).split(separator: "/")
        if names.contains(where: { $0.isNumbered("zram") }) { return "zram" }
        if names.contains(where: { $0.isNumbered("ram") }) { return "a RAM disk (brd)" }
        let file = text(ofKernelFile: "\(directory)/loop/backing_file").prefix { $0 != "\n" }
        if !file.isEmpty {
            return words(ofPath: String(file), "a loop device", "whose file", depth)
        }
        for part in parts(of: directory) {
            if let words = words(ofBlockDevice: part, depth - 1) {
                return "a device mapper's device on \(words)"
            }
        }
        return nil
    }

    /// The devices of which a device mapper's device is made.
    private static func parts(of directory: String) -> [dev_t] {
        guard let stream = unsafe opendir("\(directory)/slaves") else { return [] }
        defer { unsafe closedir(stream) }
        var parts: [dev_t] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            let number = text(ofKernelFile: "\(directory)/slaves/\(name)/dev")
                .prefix { $0 != "\n" }.split(separator: ":").compactMap { UInt($0) }
            if number.count == 2 { parts.append(dev_t(major: number[0], minor: number[1])) }
        }
        return parts
    }

    /// The upper directory of an overlay, as proc_pid_mountinfo(5) tells.
    private static func upperDirectory(of device: dev_t) -> String? {
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

extension Substring {
    /// Whether this is the name followed by a number, as the kernel names devices.
    fileprivate func isNumbered(_ name: String) -> Bool {
        let digits = dropFirst(name.count)
        return hasPrefix(name) && !digits.isEmpty
            && digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
