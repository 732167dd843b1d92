public import BootPlan
import Glibc
import Diagnostics

extension Root {
    /// Where programs are, in the order of a login's PATH, and flannel's own place behind it.
    private static let programDirectories = [
        "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/opt/bin",
    ]

    /// Begins to ask what is installed, as far as the configuration of a node depends on it.
    public func survey() throws -> Survey {
        // The programs first: each takes as long to answer as a Go program takes to start.
        Survey(
            etcd: try start("etcd"),
            flanneld: try start("flanneld"),
            etcdctl: try program("etcdctl")?.path ?? "/usr/bin/etcdctl",
            units: try installedUnits(DesiredState.observedUnits)
        )
    }

    private func start(_ name: String) throws -> VersionQuestion? {
        guard let program = try program(name) else { return nil }
        return VersionQuestion(
            path: display(program.path),
            program: try Program.start(program.executable, ["--version"], limit: .seconds(10))
        )
    }

    /// An installed program, as a shell finds it in PATH: its path below the root, and the one by
    /// which the kernel runs the file that this leads to, which of an image is not the same.
    private func program(
        _ name: String
    ) throws(DiskError) -> (path: String, executable: String)? {
        for directory in Self.programDirectories {
            let path = "\(directory)/\(name)"
            guard let file = try find(path, pathOnly) else { continue }
            let status = try file.status(to: .read)
            guard status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o111 != 0 else { continue }
            // It will be run, by root maybe: one that others may write is refused.
            try requireOwner(status, path)
            try requireUnwritableByOthers(status, path)
            return (path, isSystem ? path : try file.resolvedPath())
        }
        return nil
    }
}

/// What is installed on a root: the units, and programs that were asked for their versions and go on
/// thinking while something else is done.
public struct Survey {
    fileprivate let etcd: VersionQuestion?
    fileprivate let flanneld: VersionQuestion?
    fileprivate let etcdctl: String
    /// The units, by name, as their files tell.
    public let units: [String: InstalledUnit]

    /// Waits for the programs' answers.
    public func installed(for node: Node) throws -> InstalledSoftware {
        InstalledSoftware(
            versions: InstalledVersions(
                etcd: try etcd?.version(),
                flanneld: node.cluster.store == .auto
                    ? try flanneld?.version(orElse: "write 'store: v2' or 'store: v3'")
                    : try flanneld?.answer().version
            ),
            etcdctl: etcdctl,
            units: units
        )
    }
}

/// A program that was asked for its version and has not answered yet.
private struct VersionQuestion {
    let path: String
    let program: Program

    /// What it says, and the version in that; a program that was built by hand may have none.
    func answer() throws -> (version: Version?, text: String) {
        let text = try program.wait().text
        return (Version(in: text), text)
    }

    /// The version that it must have, and what else would do.
    func version(orElse cure: String? = nil) throws -> Version {
        let answer = try answer()
        guard let version = answer.version else {
            throw UnknownVersion(path: path, answer: answer.text, cure: cure)
        }
        return version
    }
}

/// A program that was asked for its version and gave none that can be understood.
public struct UnknownVersion: Error, CustomStringConvertible {
    /// The program's path.
    public let path: String
    /// What it said.
    public let answer: String

    /// What to do instead, if anything.
    public let cure: String?

    /// One line, quoting the answer.
    public var description: String {
        "\(path): asked for its version, it said \(quoted(answer))"
            + (cure.map { "; \($0)" } ?? "")
    }
}
