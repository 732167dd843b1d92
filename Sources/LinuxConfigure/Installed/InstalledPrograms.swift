import Basics
import Glibc
import Linux
import Units

extension Root {
    /// Where programs are, in the order of a login's PATH, with flannel's own directory last.
    private static let programDirectories: [NodePath] = [
        "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/opt/bin",
    ]

    /// A program that is there: its path below the root, and the one by which the kernel runs the
    /// file that this leads to, which of an image is not the same.
    package struct InstalledProgram {
        package let path: NodePath
        package let executable: String
    }

    /// The program that a unit runs; where its command is not understood, one of the service's name
    /// in PATH, and then `isGuess`.
    package func program(
        of service: Service,
        in units: [String: InstalledUnit],
        _ files: NamedFiles
    ) throws(DiskError) -> (InstalledProgram?, isGuess: Bool) {
        guard
            case .program(let invocation) = units[service.unit]?.file?
                .resolvedCommand(of: service, scripts: files)
        else { return (try program(service.rawValue), true) }
        guard let path = NodePath(invocation.program) else {
            return (try program(invocation.program), false)
        }
        return (try program(at: path), false)
    }

    /// The etcd that its unit runs, and the etcdctl that came with it: the one beside it.
    package func etcdPrograms() throws(DiskError) -> (
        etcd: InstalledProgram?, etcdctl: InstalledProgram?
    ) {
        let units = try installedUnits([Service.etcd.unit])
        let etcd = try program(of: .etcd, in: units, files(named: units)).0
        return (etcd, try etcdctl(beside: etcd))
    }

    /// The etcdctl that came with an etcd; where none lies beside it, the one in PATH.
    package func etcdctl(beside etcd: InstalledProgram?) throws(DiskError) -> InstalledProgram? {
        try program("etcdctl", besides: etcd?.path.parent)
    }

    /// Where a program is installed, as a shell finds it in PATH; nil if it is not.
    package func path(ofProgram name: String) throws(DiskError) -> NodePath? {
        try program(name)?.path
    }

    /// A program as a shell finds it in PATH, or in this directory before.
    package func program(
        _ name: String,
        besides directory: NodePath? = nil
    ) throws(DiskError) -> InstalledProgram? {
        let directories = [directory].compactMap(\.self) + Self.programDirectories
        for directory in directories {
            if let found = try program(at: directory.appending(name)) { return found }
        }
        return nil
    }

    /// Whether a file is there that can be run.
    func isProgram(at path: NodePath) throws(DiskError) -> Bool {
        guard let file = try find(path, .pathOnly(link: false)) else { return false }
        return try file.status(to: .read).isOfProgram
    }

    private func program(at path: NodePath) throws(DiskError) -> InstalledProgram? {
        guard let file = try find(path, .pathOnly(link: false)) else { return nil }
        let status = try file.status(to: .read)
        guard status.isOfProgram else { return nil }
        // It will be run, by root maybe: one that others may write is refused.
        try requireOwner(status, path)
        try requireUnwritableByOthers(status, path)
        return InstalledProgram(
            path: path,
            executable: isSystem ? path.text : try file.resolvedPath()
        )
    }
}

extension stat {
    fileprivate var isOfProgram: Bool { st_mode & S_IFMT == S_IFREG && st_mode & 0o111 != 0 }
}
