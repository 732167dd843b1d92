import Glibc
import Diagnostics

extension Root {
    /// Whether the group is there: in `/etc/group`, or among those that an image brings along, which
    /// ostree keeps in `/usr/lib/group` (nss-altfiles).
    func hasGroup(_ name: String) throws(DiskError) -> Bool {
        for file in ["/etc/group", "/usr/lib/group"] where try hasGroup(name, in: file) {
            return true
        }
        return false
    }

    private func hasGroup(_ name: String, in path: String) throws(DiskError) -> Bool {
        guard let file = try read(path, limit: 1 << 24) else { return false }
        return isGroup(name, in: String(decoding: file, as: UTF8.self))
    }

    /// Adds a system group with groupadd(8); the names that it makes in `/etc` are not yet flushed.
    ///
    /// A group that is known from elsewhere than `/etc/group`, a directory service for one, is
    /// there already, and that is fine.
    public func addGroup(_ name: String) throws(GroupError) {
        let output = try run("groupadd", ["-r", name])
        switch output.status {
        case .exited(0), .exited(Self.nameInUse): return
        case let status: throw .refused(name, status, words: output.text)
        }
    }

    /// Whether a groupadd that was cut has left a group without its line in `/etc/gshadow`, which
    /// it writes last.
    public func isGroupUnfinished(_ name: String) throws(DiskError) -> Bool {
        guard try hasGroup(name, in: "/etc/group"), try exists("/etc/gshadow") else { return false }
        return try !hasGroup(name, in: "/etc/gshadow")
    }

    /// Gives a group the line in `/etc/gshadow` that groupadd would have, with groupmod(8).
    public func finishGroup(_ name: String) throws(GroupError) {
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
            // In an image, no lock of shadow's programs tells who is alive.
            if isSystem { try removeGroupLeftovers() }
        } catch {
            throw .disk(error)
        }
        let arguments = (isSystem ? [] : ["--prefix", prefix]) + arguments
        // Each of its locks is waited for 15 seconds by the program itself.
        let limit = Duration.seconds(60)
        do throws(ProgramError) {
            do throws(ProgramError) {
                return try Program.run(program, arguments, limit: limit)
            } catch .notFound {
                // Debian's `su` keeps the caller's PATH, which lacks the place for administrators.
                return try Program.run("/usr/sbin/\(program)", arguments, limit: limit)
            }
        } catch {
            throw .program(error)
        }
    }

    /// `E_NAME_IN_USE` in groupadd(8).
    private static var nameInUse: Int32 { 9 }
}

/// Whether a group is in the text of a group(5) file.
func isGroup(_ name: String, in groupFile: String) -> Bool {
    // By bytes: to Swift, an accented letter in either of its spellings is the same.
    let field = Array("\(name):".utf8)
    return groupFile.utf8.split(separator: UInt8(ascii: "\n")).contains { $0.starts(with: field) }
}

/// Why a group could not be added.
public enum GroupError: Error, Equatable {
    /// groupadd said no.
    case refused(String, Program.Status, words: String)
    /// groupadd did not run to its end.
    case program(ProgramError)
    /// What an earlier groupadd left cannot be removed.
    case disk(DiskError)
}

extension GroupError: CustomStringConvertible {
    /// One line, in groupadd's own words where it said any.
    public var description: String {
        switch self {
        case .refused(let name, let status, let words):
            "group '\(visible(name))': \(said(words)) (\(status))"
        case .program(let error): "\(error)"
        case .disk(let error): "\(error)"
        }
    }

    private func said(_ words: String) -> String {
        let lines = words.split(separator: "\n").map { visible(String($0)) }
        return lines.isEmpty ? "no reason was given" : lines.joined(separator: "; ")
    }
}
