public import Diagnostics

/// A value of a document, and where it stands.
///
/// Every scalar is a string: `7`, `no` and `~` mean themselves, since a host may be called so.
public struct Value: Sendable, Equatable {
    /// What a value is made of.
    public enum Content: Sendable, Equatable {
        /// A string, quoted or not.
        case scalar(String)
        /// A list of values.
        case sequence([Value])
        /// Keys and their values, in the order of the document; no key comes twice.
        case mapping([Entry])
    }

    /// A key of a mapping with its value.
    public struct Entry: Sendable, Equatable {
        /// The key, and where it stands.
        public let key: Key
        /// The value; null, just after the key, if there is none.
        public let value: Value
    }

    /// A key of a mapping.
    public struct Key: Sendable, Equatable {
        /// The key itself.
        public let text: String
        /// Where the key begins.
        public let mark: Mark
    }

    /// What the value is made of.
    public let content: Content
    /// Where the value begins. For an alias, where the alias does.
    public let mark: Mark
    /// Whether the value is missing, or written as null without quotes: `~`, `null`, `Null`, `NULL`
    /// (YAML 1.1 type repository, null).
    public let isNull: Bool
    /// How many levels the tree has from here down.
    let height: UInt8

    init(_ content: Content, isPlain: Bool, at mark: Mark) {
        self.content = content
        self.mark = mark
        switch content {
        case .scalar(let text):
            isNull = isPlain && ["", "~", "null", "Null", "NULL"].contains(text)
            height = 1
        case .sequence(let items):
            isNull = false
            height = 1 + (items.map(\.height).max() ?? 0)
        case .mapping(let entries):
            isNull = false
            height = 1 + (entries.map(\.value.height).max() ?? 0)
        }
    }

    /// Whether nothing was written at all.
    var isMissing: Bool { isNull && text == "" }

    /// The string, if the value is a scalar.
    public var text: String? {
        guard case .scalar(let text) = content else { return nil }
        return text
    }

    /// The items, if the value is a sequence.
    public var items: [Value]? {
        guard case .sequence(let items) = content else { return nil }
        return items
    }

    /// The keys and values, if the value is a mapping.
    public var entries: [Entry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// The value of a key, if this is a mapping that has it.
    public subscript(key: String) -> Value? {
        entries?.first { $0.key.text == key }?.value
    }

    /// What the value is, with its article, for a message: `a list`.
    public var kind: String {
        switch content {
        case .scalar: "a string"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
