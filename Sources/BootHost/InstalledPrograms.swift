public import BootPlan
import Glibc
import YAML

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
            etcdctl: try program("etcdctl") ?? "/usr/bin/etcdctl",
            units: try installedUnits(Configuration.observedUnits)
        )
    }

    private func start(_ name: String) throws -> VersionQuestion? {
        guard let path = try program(name) else { return nil }
        return VersionQuestion(
            path: display(path),
            program: try Program.start(prefix + path, ["--version"], limit: .seconds(10))
        )
    }

    /// The path below the root of an installed program.
    private func program(_ name: String) throws(DiskError) -> String? {
        for path in Self.programDirectories.map({ "\($0)/\(name)" }) where try isProgram(path) {
            return path
        }
        return nil
    }

    /// Whether a program lies at a path, or where a link there leads, as a shell looks for one in
    /// PATH. It will be run, by root maybe: one that others may write is refused.
    private func isProgram(_ path: String) throws(DiskError) -> Bool {
        do throws(DiskError) {
            try call(.read, display(path)) {
                unsafe faccessat(descriptor, path.belowRoot, X_OK, AT_EACCESS)
            }
        } catch {
            guard let code = error.code, [ENOENT, ENOTDIR, ELOOP, EACCES].contains(code) else {
                throw error
            }
            return false
        }
        var status = stat()
        try call(.read, display(path)) {
            unsafe fstatat(descriptor, path.belowRoot, &status, 0)
        }
        guard status.st_mode & S_IFMT == S_IFREG else { return false }
        try requireOwner(status, path)
        try requireUnwritableByOthers(status, path)
        return true
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
    public func installed(for node: BootPlan.Node) throws -> Installed {
        Installed(
            versions: InstalledVersions(
                etcd: try etcd?.version(),
                flanneld: node.description.store == .auto
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
