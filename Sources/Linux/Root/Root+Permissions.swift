import Basics
import CLinux
import Glibc
import Units

extension Root {
    /// Who may do what with a file or a directory; nil if nothing is there.
    package func permissions(_ path: NodePath) throws(DiskError) -> Permissions? {
        guard let status = try status(path) else { return nil }
        return try permissions(status, path)
    }

    /// The same of what stat(2) says, as far as it is about a right. An access list lets nobody do
    /// what the mode's middle digit, its mask, does not (acl(5)): where that does not, it is not
    /// asked for.
    package func permissions(
        _ status: stat,
        _ path: NodePath,
        about right: Permissions.Right = .any
    ) throws(DiskError) -> Permissions {
        let list = status.st_mode >> 3 & right.rawValue == 0 ? [] : try accessList(of: path)
        let ownership = Ownership(group: status.st_gid, mode: status.st_mode & 0o7777)
        let isOwn = status.st_uid == 0 || status.st_uid == geteuid()
        return Permissions(isOwn: isOwn, ownership, accessList: list)
    }

    private func accessList(of path: NodePath) throws(DiskError) -> [UInt8] {
        let name = display(path)
        do throws(DiskError) {
            return try unsafe sized(name) { unsafe lgetxattr(name, AccessList.own, $0, $1) }
        } catch {
            guard let code = error.code, [ENODATA, ENOTSUP].contains(code) else { throw error }
            return []
        }
    }
}

/// The attributes in which the kernel keeps access lists (acl(5)).
enum AccessList {
    static let own = "system.posix_acl_access"
    static let inherited = "system.posix_acl_default"
}

extension Descriptor {
    /// Removes the access lists that a file or a directory has from the directory above it; whether
    /// there were any.
    func dropInherited() throws(DiskError) -> Bool {
        var wereThere = false
        for name in [AccessList.own, AccessList.inherited] {
            guard unsafe fgetxattr(number, name, nil, 0) > 0 else { continue }
            try call(.protect, path) { unsafe fremovexattr(number, name) }
            wereThere = true
        }
        return wereThere
    }
}
