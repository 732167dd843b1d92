import Basics
import CLinux
import Glibc

extension Root {
    /// Refuses a directory whose files do not outlive a reboot: every boot would configure the node
    /// and reboot it. `devices` are those that were already checked.
    package func requireDurable(
        _ path: NodePath,
        unlessOn devices: inout Set<dev_t>
    ) throws(DiskError) {
        let directory = try directory(existing(path), to: .read)
        let device = try directory.status(to: .read).st_dev
        guard devices.insert(device).inserted else { return }
        var status = statfs()
        try call(.read, directory.path) { unsafe fstatfs(directory.number, &status) }
        guard let storage = VolatileStorage(under: status, on: device) else { return }
        throw .volatile(path: directory.path, fileSystem: storage.description)
    }

    /// Returns when everything that anybody wrote to the file systems of these paths is on the disk
    /// (syncfs(2)); a path that does not exist is ignored.
    package func flushFileSystems(of paths: some Sequence<NodePath>) throws(DiskError) {
        var flushed: Set<dev_t> = []
        for path in paths {
            // Those who write there follow links too.
            guard let directory = try find(path, .directory) else { continue }
            let device = try directory.status(to: .flush).st_dev
            guard flushed.insert(device).inserted else { continue }
            try call(.flush, directory.path) { syncfs(directory.number) }
        }
    }
}
