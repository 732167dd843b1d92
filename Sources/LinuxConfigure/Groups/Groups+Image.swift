import Desired
import Basics
import Configure
import Glibc
import Linux

extension Groups {
    /// Copies an image's line into `/etc/group`, and adds the group's line to `/etc/gshadow`.
    /// groupadd(8) would refuse (exit 9), because the group is known.
    ///
    /// `/etc/group` comes first, as in groupadd: after a cut in between, the group is unfinished,
    /// and the next run finishes it.
    package func copy(_ name: String, _ line: String) throws(GroupError) {
        try change { () throws(DiskError) in
            try append(line, of: name, to: "/etc/group")
            try append("\(name):!::", of: name, to: "/etc/gshadow")
        }
    }

    /// Removes a line that was copied, and the group's in `/etc/gshadow`.
    package func remove(_ name: String, _ line: String) throws(GroupError) {
        try change { () throws(DiskError) in
            try remove("\(name):!::", from: "/etc/gshadow")
            try remove(line, from: "/etc/group")
        }
    }

    private func append(
        _ line: String,
        of name: String,
        to path: NodePath
    ) throws(DiskError) {
        guard var file = try file(path), file.line(of: name) == nil else { return }
        file.append(line)
        try root.replace(path, with: file.bytes)
    }

    private func remove(_ line: String, from path: NodePath) throws(DiskError) {
        guard var file = try file(path) else { return }
        file.remove(line)
        try root.replace(path, with: file.bytes)
    }

    /// Changes the group files under the lock of all programs that write them (lckpwdf(3)).
    private func change(_ body: () throws(DiskError) -> Void) throws(GroupError) {
        do throws(DiskError) {
            guard let lock = try root.lockGroupFiles() else {
                throw .system(.lock, path: root.display("/etc/.pwd.lock"), errno: EAGAIN)
            }
            defer { extendLifetime(lock) }
            try body()
        } catch {
            throw .disk(error)
        }
    }
}
