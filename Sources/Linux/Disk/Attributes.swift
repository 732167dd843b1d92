import Basics
import CLinux
import Glibc
import Units

extension Descriptor {
    /// Copies what an operator, or a security policy, gave the file that this one replaces: owner,
    /// group, mode and extended attributes (xattr(7)), among them SELinux's label and ACLs.
    func takeAttributes(of original: borrowing Descriptor) throws(DiskError) {
        let status = try original.status(to: .copyAttributes)
        try call(.copyAttributes, path) { fchown(number, status.st_uid, status.st_gid) }
        // After the owner: chown(2) clears bits of the mode.
        try call(.copyAttributes, path) { fchmod(number, status.st_mode & 0o7777) }
        for name in try original.attributeNames() where !Self.isDerived(name) {
            let value = try original.attribute(name)
            try call(.copyAttributes, path) {
                unsafe fsetxattr(number, name, value, value.count, 0)
            }
        }
    }

    /// Copies what a security policy gave the file that this one replaces, and nothing by which
    /// somebody could read it: no owner, no mode, no ACL.
    func takeLabels(of original: borrowing Descriptor) throws(DiskError) {
        for name in try original.attributeNames()
        where name.hasPrefix("security.") && !Self.isDerived(name) {
            let value = try original.attribute(name)
            try call(.copyAttributes, path) {
                unsafe fsetxattr(number, name, value, value.count, 0)
            }
        }
    }

    /// Gives the file, or the directory, to a group, with a mode. Meanwhile nobody can open it who
    /// may not afterwards.
    package func set(_ ownership: Ownership) throws(DiskError) {
        try call(.protect, path) { fchown(number, uid_t.max, ownership.group) }
        try call(.protect, path) { fchmod(number, ownership.mode) }
    }

    /// The kernel's integrity measurement makes these out of a file's own bytes.
    private static func isDerived(_ name: String) -> Bool {
        name == "security.ima" || name == "security.evm"
    }

    private func attributeNames() throws(DiskError) -> [String] {
        let names: [UInt8]
        do throws(DiskError) {
            names = try unsafe sized(path) { buffer, size in
                unsafe flistxattr(number, buffer?.assumingMemoryBound(to: CChar.self), size)
            }
        } catch {
            guard error.code == ENOTSUP else { throw error }
            return []
        }
        return names.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private func attribute(_ name: String) throws(DiskError) -> [UInt8] {
        try unsafe sized(path) { buffer, size in unsafe fgetxattr(number, name, buffer, size) }
    }
}

/// Calls `body` twice: once for the size, once for the bytes.
func sized(
    _ path: String,
    _ body: (UnsafeMutableRawPointer?, Int) -> Int
) throws(DiskError) -> [UInt8] {
    let size = try call(.copyAttributes, path) { body(nil, 0) }
    guard size > 0 else { return [] }
    var bytes = [UInt8](repeating: 0, count: size)
    let count = try call(.copyAttributes, path) { unsafe body(&bytes, size) }
    return Array(bytes.prefix(count))
}
