// What ArgumentParser takes from FoundationEssentials, and no more: a release is built against
// this module in place of the toolchain's, which would be half of the binary.
//
// The protocol is what an error may conform to, and none here does. The encoder is behind
// `--experimental-dump-help` alone; for what ArgumentParser encodes, its output is Foundation's
// byte for byte: `packaging/check-release` compares the two.

/// An error with a message of its own.
public protocol LocalizedError: Error {
    /// The message.
    var errorDescription: String? { get }
}

/// What was encoded.
public struct Data {
    fileprivate let text: String
}

extension String {
    /// How text is laid out in bytes.
    public enum Encoding: Sendable {
        /// The only one.
        case utf8
    }

    /// What was encoded, as text.
    public init?(data: Data, encoding: Encoding) {
        self = data.text
    }
}

/// Writes values as JSON.
public final class JSONEncoder {
    /// How the JSON looks.
    public struct OutputFormatting: OptionSet, Sendable {
        /// The options, as bits.
        public let rawValue: Int

        /// The options that `rawValue` has bits for.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// One member or element a line.
        public static let prettyPrinted = Self(rawValue: 1)
        /// Members in the order of their names.
        public static let sortedKeys = Self(rawValue: 2)
    }

    /// Ignored: the output is pretty and sorted.
    public var outputFormatting: OutputFormatting = []

    /// An encoder.
    public init() {}

    /// `value` as JSON.
    public func encode(_ value: some Encodable) throws -> Data {
        let tree = Tree()
        try value.encode(to: tree)
        return Data(text: tree.text(indentation: ""))
    }
}

/// A JSON value, filled in by what is encoded.
private final class Tree: Encoder {
    var scalar: String?
    var elements: [Tree]?
    var members: [String: Tree] = [:]

    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    func container<Key>(keyedBy: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(Members<Key>(tree: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        elements = []
        return Elements(tree: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        Scalar(tree: self)
    }

    func addMember(_ key: some CodingKey) -> Tree {
        let member = Tree()
        members[key.stringValue] = member
        return member
    }

    func addElement() -> Tree {
        let element = Tree()
        elements?.append(element)
        return element
    }

    func text(indentation: String) -> String {
        if let scalar { return scalar }
        let inner = indentation + "  "
        let (opening, closing, lines) =
            if let elements {
                ("[", "]", elements.map { element in inner + element.text(indentation: inner) })
            } else {
                (
                    "{", "}",
                    members.sorted { $0.key < $1.key }.map { name, member in
                        inner + quoted(name) + " : " + member.text(indentation: inner)
                    }
                )
            }
        return "\(opening)\n\(lines.joined(separator: ",\n"))\n\(indentation)\(closing)"
    }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let tree: Tree
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { tree.addMember(key).scalar = "null" }

    func encode(_ value: some Encodable, forKey key: Key) throws {
        try value.encode(to: tree.addMember(key))
    }

    func nestedContainer<Inner>(
        keyedBy: Inner.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<Inner> {
        tree.addMember(key).container(keyedBy: Inner.self)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        tree.addMember(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { tree }
    func superEncoder(forKey key: Key) -> any Encoder { tree.addMember(key) }
}

private struct Elements: UnkeyedEncodingContainer {
    let tree: Tree
    var codingPath: [any CodingKey] { [] }
    var count: Int { tree.elements?.count ?? 0 }

    func encodeNil() { tree.addElement().scalar = "null" }
    func encode(_ value: some Encodable) throws { try value.encode(to: tree.addElement()) }

    func nestedContainer<Inner>(keyedBy: Inner.Type) -> KeyedEncodingContainer<Inner> {
        tree.addElement().container(keyedBy: Inner.self)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        tree.addElement().unkeyedContainer()
    }

    func superEncoder() -> any Encoder { tree.addElement() }
}

private struct Scalar: SingleValueEncodingContainer {
    let tree: Tree
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { tree.scalar = "null" }

    func encode(_ value: some Encodable) throws {
        switch value {
        case let text as String: tree.scalar = quoted(text)
        case is Bool, is any Numeric: tree.scalar = "\(value)"
        default: try value.encode(to: tree)
        }
    }
}

private func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
        switch scalar {
        case "\"", "\\", "/": "\\\(scalar)"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\(scalar)"
        }
    }
    return "\"\(escaped.joined())\""
}
