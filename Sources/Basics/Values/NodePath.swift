/// An absolute path on a node, below whichever directory is the node's root: no component is empty,
/// `.` or `..`.
package struct NodePath: Hashable, Sendable {
    /// The path, `/etc/etcd/etcd.conf`.
    package let text: String

    /// Reads an absolute path; consecutive slashes count as one. Nil for any other string.
    package init?(_ text: String) {
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var name = (length: 0, isDots: true)
        var isCanonical = text.utf8.count == 1 || text.utf8.last != UInt8(ascii: "/")
        for byte in text.utf8.dropFirst() {
            switch byte {
            case UInt8(ascii: "/"):
                if name.length == 0 { isCanonical = false }
                guard !(name.isDots && 1...2 ~= name.length) else { return nil }
                name = (0, true)
            case 0: return nil
            default: name = (name.length + 1, name.isDots && byte == UInt8(ascii: "."))
            }
        }
        guard !(name.isDots && 1...2 ~= name.length) else { return nil }
        self.text = isCanonical ? text : Self.withoutEmptyNames(text)
    }

    private static func withoutEmptyNames(_ text: String) -> String {
        let names = text.utf8.split(separator: UInt8(ascii: "/"))
        return "/" + names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    }

    private init(trusted text: String) {
        self.text = text
    }

    /// The root directory, `/`.
    package static let top = NodePath(trusted: "/")

    /// The directory that contains this path; for `/`, itself.
    package var parent: NodePath {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")), slash != text.startIndex
        else { return .top }
        return NodePath(trusted: String(text[..<slash]))
    }

    /// The last component; empty for `/`.
    package var name: String {
        guard let slash = text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return text }
        return String(text[text.utf8.index(after: slash)...])
    }

    /// The path of a name in this directory. The name must be one component.
    package func appending(_ name: String) -> NodePath {
        NodePath(trusted: text == "/" ? "/\(name)" : "\(text)/\(name)")
    }

    /// Where the original of a replaced file is kept.
    package var backup: NodePath { NodePath(trusted: text + ".save") }

    /// Where it is kept instead if there is a `.save` of the operator's own.
    package var secondBackup: NodePath { NodePath(trusted: text + ".save.bootcmd") }

    /// Where an ostree host's tree has the default of a path in `/etc`.
    package var treeDefault: NodePath { NodePath(trusted: "/usr" + text) }

    /// Where new contents are written before they take the file's place. Neither systemd nor
    /// cloud-init reads a file with this ending.
    package var temporary: NodePath { parent.appending(".\(name).bootcmd-new") }

    /// Whether this is the directory, or anything below it.
    package func isWithin(_ directory: NodePath) -> Bool {
        self == directory || directory == .top || text.hasPrefix(directory.text + "/")
    }

    /// The directories above this path but for `/`, the nearest first.
    package var ancestors: [NodePath] {
        var ancestors: [NodePath] = []
        var directory = parent
        while directory != .top {
            ancestors.append(directory)
            directory = directory.parent
        }
        return ancestors
    }
}

extension NodePath: Comparable {
    /// Orders paths byte by byte.
    package static func < (left: NodePath, right: NodePath) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension NodePath: ExpressibleByStringLiteral, CustomStringConvertible {
    /// A path written in the source, which must be absolute and plain: it is not checked.
    package init(stringLiteral text: String) {
        self.init(trusted: text)
    }

    /// The path.
    package var description: String { text }
}
