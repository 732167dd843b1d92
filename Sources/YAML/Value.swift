import Basics

/// A value of a document, and where it stands.
///
/// Every scalar is a string: `7`, `no` and `~` mean themselves, since a host may be called so.
package struct Value: Sendable, Equatable {
    /// What a value is made of.
    package enum Content: Sendable, Equatable {
        /// A string, quoted or not.
        case scalar(String)
        /// A list of values.
        case sequence([Value])
        /// Keys and their values, in the order of the document; no key comes twice.
        case mapping([Entry])
    }

    /// A key of a mapping with its value.
    package struct Entry: Sendable, Equatable {
        /// The key, and where it stands.
        package let key: Key
        /// The value; null, just after the key, if there is none.
        package let value: Value
    }

    /// A key of a mapping.
    package struct Key: Sendable, Equatable {
        /// The key itself.
        package let text: String
        /// Where the key begins.
        package let mark: Mark
    }

    /// What the value is made of.
    package let content: Content
    /// Where the value begins. For an alias, where the alias does.
    package let mark: Mark
    /// Whether the value is a scalar without quotes.
    package let isPlain: Bool
    /// How many levels the tree has from here down.
    let height: UInt8

    init(_ content: Content, isPlain: Bool, at mark: Mark) {
        self.content = content
        self.mark = mark
        self.isPlain = isPlain
        switch content {
        case .scalar:
            height = 1
        case .sequence(let items):
            height = 1 + (items.map(\.height).max() ?? 0)
        case .mapping(let entries):
            height = 1 + (entries.map(\.value.height).max() ?? 0)
        }
    }

    /// Whether the value is missing, or written as null without quotes: `~`, `null`, `Null`, `NULL`
    /// (YAML 1.1 type repository, null).
    package var isNull: Bool {
        isPlain && ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// Whether nothing was written at all.
    package var isMissing: Bool { isNull && text == "" }

    /// The string, if the value is a scalar.
    package var text: String? {
        guard case .scalar(let text) = content else { return nil }
        return text
    }

    /// The items, if the value is a sequence.
    package var items: [Value]? {
        guard case .sequence(let items) = content else { return nil }
        return items
    }

    /// The keys and values, if the value is a mapping.
    package var entries: [Entry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// The value of a key, if this is a mapping that has it.
    package subscript(key: String) -> Value? {
        entries?.first { $0.key.text == key }?.value
    }

    /// What the value is, with its article, for a message: `a list`.
    package var kind: String {
        switch content {
        case .scalar: "a string"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
