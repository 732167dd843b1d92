import Basics
import Configure
import Desired
import Linux

/// The groups of a root, changed with the system's own programs.
package struct Groups {
    package let root: Root

    /// The groups of a root.
    package init(of root: Root) {
        self.root = root
    }

    /// How far the creation of a group has come, in `/etc/group` or among the groups of an image,
    /// which ostree keeps in `/usr/lib/group` (nss-altfiles).
    package func state(of name: String) throws(DiskError) -> DiskState.Group {
        guard try file("/etc/group")?.line(of: name) != nil else {
            return try file("/usr/lib/group")?.line(of: name).map { .onlyInImage(line: $0) }
                ?? .absent
        }
        guard let shadow = try file("/etc/gshadow") else { return .present }
        return shadow.line(of: name) == nil ? .unfinished : .present
    }

    package func file(_ path: NodePath) throws(DiskError) -> GroupFile? {
        try root.read(path, limit: 1 << 24).map { GroupFile($0) }
    }

    /// Changes a group. The caller must flush `/etc`.
    package func make(_ change: ConfigurePlan.GroupChange) throws(GroupError) {
        switch change {
        case .add(let name): try add(name)
        case .copy(let name, let line): try copy(name, line)
        case .finish(let name): try finish(name)
        }
    }

    /// Adds a system group with groupadd(8). A group that is known from elsewhere, such as a
    /// directory service, need not be added.
    private func add(_ name: String) throws(GroupError) {
        let output = try run("groupadd", ["-r", name])
        switch output.status {
        case .exited(0), .exited(Self.nameInUse): return
        case let status: throw .refused(name, status, words: output.text)
        }
    }

    /// Gives a group the line in `/etc/gshadow` that groupadd would have, with groupmod(8).
    private func finish(_ name: String) throws(GroupError) {
        let output = try run("groupmod", ["-p", "!", name])
        guard output.status == .exited(0) else {
            throw .refused(name, output.status, words: output.text)
        }
    }

    private func run(
        _ program: String,
        _ arguments: [String]
    ) throws(GroupError) -> Program.Output {
        do throws(DiskError) {
            try root.removeGroupLeftovers()
        } catch {
            throw .disk(error)
        }
        let arguments = (root.isSystem ? [] : ["--prefix", root.prefix]) + arguments
        // The program itself waits up to 15 seconds for each of its locks.
        let limit = Duration.seconds(60)
        do throws(ProgramError) {
            do throws(ProgramError) {
                return try Program.run(program, arguments, limit: limit)
            } catch .notFound {
                // Debian's `su` keeps the caller's PATH, which lacks the administrator's
                // directories.
                return try Program.run("/usr/sbin/\(program)", arguments, limit: limit)
            }
        } catch {
            throw .program(error)
        }
    }

    /// `E_NAME_IN_USE` in groupadd(8).
    private static var nameInUse: Int32 { 9 }
}
