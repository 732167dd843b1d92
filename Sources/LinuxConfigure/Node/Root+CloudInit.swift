import Basics
import Cluster
import Configure
import Glibc
import Linux

extension Root {
    /// Returns when what cloud-init has written is on the disk.
    ///
    /// Call this before anything is made durable. ext4 commits names in the order in which they
    /// were made, but not bytes before names: with one fsync(2) of ours, every file that cloud-init
    /// made before it is on the disk, and those whose bytes are still in memory are empty. A power
    /// cut then leaves a cloud-init that never works again. See `CloudInitState`.
    package func flushCloudInit(seed: NodePath) throws(DiskError) {
        try flushFileSystems(of: ["/etc", "/var/lib/cloud", seed])
    }

    /// Where cloud-init is told what to do.
    package func cloudInitInputs() throws(DiskError) -> [NodePath] {
        let more: NodePath = "/etc/cloud/cloud.cfg.d"
        return [
            "/var/cloud-init/user-data", "/var/lib/cloud/instance/user-data.txt",
            "/var/lib/cloud/instance/vendor-data.txt", "/etc/cloud/cloud.cfg",
        ] + (try find(more, .directory)?.names() ?? []).map(more.appending)
    }

    /// What wins over the seed's meta-data in cloud-init: the firmware's word, then the kernel's.
    /// Of an image, neither says anything, and of a container no firmware.
    package func seedArguments() -> [SeedArguments] {
        guard isSystem else { return [] }
        let firmware: [NodePath] = Self.isContainer ? [] : ["/sys/class/dmi/id/product_serial"]
        return (firmware + [Self.kernelArguments]).compactMap { place in
            let line = text(ofKernelFile: place.text).split { $0 == "\0" || $0 == "\n" }
            let text = line.joined(separator: " ")
            return SeedArguments(parsing: Source(name: place.text, text: text))
        }
    }

    /// The kernel's command line; a container has its own from its manager.
    static var kernelArguments: NodePath { isContainer ? "/proc/1/cmdline" : "/proc/cmdline" }

    private static var isContainer: Bool {
        !text(ofKernelFile: "/run/systemd/container").isEmpty
    }

    /// The state files of cloud-init that a power cut has left empty, and that mislead it so.
    package func emptiedCloudInitFiles() throws(DiskError) -> [NodePath] {
        var emptied: [NodePath] = []
        for directory in CloudInitState.directories {
            // `instance` is a link of cloud-init's own.
            guard let opened = try find(directory, .directory) else { continue }
            for name in try opened.names()
            where CloudInitState.isDamagedByEmptiness(name, in: directory)
                && isEmptyFile(name, in: opened)
            {
                emptied.append(directory.appending(name))
            }
        }
        return emptied
    }

    /// Removes those that are still empty; cloud-init then does their work again.
    package func removeEmptiedCloudInitFiles() throws(DiskError) {
        let emptied = try emptiedCloudInitFiles()
        for path in CloudInitState.misleading(beside: emptied) where try exists(path) {
            try removeName(path)
        }
        for path in emptied { try removeName(path) }
    }

    private func removeName(_ path: NodePath) throws(DiskError) {
        guard let directory = try find(path.parent, .directory) else { return }
        try call(.remove, display(path)) { unsafe unlinkat(directory.number, path.name, 0) }
    }

    private func isEmptyFile(_ name: String, in directory: borrowing Descriptor) -> Bool {
        var status = stat()
        guard unsafe fstatat(directory.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            return false
        }
        return status.st_mode & S_IFMT == S_IFREG && status.st_size == 0
    }
}
