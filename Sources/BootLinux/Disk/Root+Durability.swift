public import BootPlan
import CLinux
import Glibc

extension Root {
    /// Refuses a directory whose files the next boot would not find: it would configure the node
    /// again, and ask for the next reboot. `devices` are those that were looked at already.
    func requireDurable(
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
}
