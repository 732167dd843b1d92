public import BootPlan
import Glibc

extension Root {
    /// Where programs are, in the order of a login's PATH, with flannel's own directory last.
    private static let programDirectories: [NodePath] = [
        "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/opt/bin",
    ]

    /// Asks etcd and flanneld for their versions. Each answers only when a Go program has started:
    /// there is time to do something else before waiting for the answers.
    public func askVersions() throws -> VersionQuestions {
        VersionQuestions(etcd: try ask("etcd"), flanneld: try ask("flanneld"))
    }

    private func ask(_ name: String) throws -> VersionQuestions.Question? {
        guard let found = try program(name) else { return nil }
        return VersionQuestions.Question(
            path: display(found.path),
            program: try Program.start(found.executable, ["--version"], limit: .seconds(10))
        )
    }

    /// Where a program is installed, as a shell finds it in PATH; nil if it is not.
    public func path(ofProgram name: String) throws(DiskError) -> NodePath? {
        try program(name)?.path
    }

    /// An installed program: its path below the root, and the path by which the kernel runs the file;
    /// in an image, the two are not the same.
    private func program(
        _ name: String
    ) throws(DiskError) -> (path: NodePath, executable: String)? {
        for directory in Self.programDirectories {
            let path = directory.appending(name)
            guard let file = try find(path, .pathOnly(link: false)) else { continue }
            let status = try file.status(to: .read)
            guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o111 != 0 else { continue }
            // It will be run, perhaps by root: a file that others may write is refused.
            try requireOwner(status, path)
            try requireUnwritableByOthers(status, path)
            return (path, isSystem ? path.text : try file.resolvedPath())
        }
        return nil
    }
}

/// Programs that were asked for their versions, and whose answers have not been read yet.
public struct VersionQuestions: ~Copyable {
    fileprivate struct Question {
        let path: String
        let program: Program

        func answer() throws(ProgramError) -> ProgramVersion {
            let said = try program.wait().text
            return Version(in: said).map(ProgramVersion.known)
                ?? .unknown(program: path, said: said)
        }
    }

    fileprivate let etcd: Question?
    fileprivate let flanneld: Question?

    /// Waits for the answers. It can be called only once: a program's end can be read only once.
    public consuming func answers() throws(ProgramError) -> (
        etcd: ProgramVersion, flanneld: ProgramVersion
    ) {
        (try etcd?.answer() ?? .absent, try flanneld?.answer() ?? .absent)
    }
}
