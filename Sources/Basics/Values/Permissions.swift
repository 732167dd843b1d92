/// Who may do what with a file: its owner and mode (inode(7)), and its access list (acl(5)).
package struct Permissions: Equatable, Sendable {
    /// The bits of a mode's last digit.
    package enum Right: UInt32, Sendable {
        case read = 4
        case write = 2
        case any = 7
    }

    /// Whether it belongs to root, or to the user who runs this.
    package let isOwn: Bool
    package let ownership: Ownership
    /// What the access list lets those do that it names, and the owning group.
    package let named: UInt32
    private let ownGroup: UInt32

    /// What stat(2) says, and the attribute `system.posix_acl_access`, empty where there is none:
    /// its form is the kernel's (linux/posix_acl_xattr.h), a version and entries of a tag, rights
    /// and an ID.
    package init(isOwn: Bool, _ ownership: Ownership, accessList: [UInt8] = []) {
        (self.isOwn, self.ownership) = (isOwn, ownership)
        let mask = ownership.mode >> 3 & 7
        var (named, ownGroup): (UInt32, UInt32) = (0, mask)
        for start in stride(from: 4, to: accessList.count - 7, by: 8) {
            let rights = UInt32(accessList[start + 2]) & mask
            switch accessList[start] {
            case 0x02, 0x08: named |= rights
            case 0x04: ownGroup = rights
            default: break
            }
        }
        (self.named, self.ownGroup) = (named, ownGroup)
    }

    /// Whether somebody has a right who is not the owner, nor of root's group, or may take it.
    package func lets(others right: Right) -> Bool {
        !isOwn || (ownership.mode | named) & right.rawValue != 0
            || (ownership.group != 0 && ownGroup & right.rawValue != 0)
    }
}
