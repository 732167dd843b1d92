import Basics
import YAML

/// A mapping in which some keys are required and the others are ignored.
struct Fields {
    /// The key of the mapping itself, or nil on the top level.
    private let key: String?
    private let node: Value
    private let entries: [Value.Entry]
    private let source: Source

    /// The top level of a source.
    init(parsing source: Source) throws(InputError) {
        node = try Document(parsing: source).root
        guard let entries = node.entries else {
            throw InputError(
                "must be 'key: value' lines, not \(node.kind)",
                at: node.mark,
                in: source
            )
        }
        (key, self.entries, self.source) = (nil, entries, source)
    }

    private init(_ node: Value, key: String, in source: Source) throws(InputError) {
        guard let entries = node.entries else {
            throw InputError(
                "\(quoted(key)) must be a mapping, not \(node.kind)",
                at: node.mark,
                in: source
            )
        }
        (self.key, self.node, self.entries, self.source) = (key, node, entries, source)
    }

    /// The mapping under a required key.
    func fields(_ key: String) throws(InputError) -> Fields {
        try Fields(value(key), key: path(key), in: source)
    }

    /// The string under a required key.
    func text(_ key: String) throws(InputError) -> Field {
        let value = try value(key)
        let name = quoted(path(key))
        guard let text = value.text else {
            throw InputError(
                "\(name) must be a string, not \(value.kind)",
                at: value.mark,
                in: source
            )
        }
        guard !value.isNull, !text.isEmpty else {
            throw InputError("\(name) has no value", at: value.mark, in: source)
        }
        return Field(
            key: path(key),
            text: text,
            mark: value.mark,
            source: source,
            otherReading: value.otherReading
        )
    }

    /// The string under a key, if there is one.
    func string(_ key: String) -> String? { node[key]?.text }

    private func value(_ key: String) throws(InputError) -> Value {
        if let value = node[key] { return value }
        let missing = "no \(quoted(path(key)))"
        guard !entries.contains(where: { $0.key.text == "<<" }) else {
            throw InputError(
                "\(missing); merge keys ('<<') are not read",
                at: node.mark,
                in: source
            )
        }
        let meant = nearest(to: key, among: entries.map(\.key.text))
        let place = entries.first { $0.key.text == meant }?.key.mark
        throw InputError(
            missing + (meant.map { "; did you mean \(quoted($0)) to be it?" } ?? ""),
            at: place ?? node.mark,
            in: source
        )
    }

    private func path(_ key: String) -> String {
        self.key.map { "\($0).\(key)" } ?? key
    }
}

/// The string under a key, and where it stands.
package struct Field {
    package let key: String
    package let text: String
    package let mark: Mark
    package let source: Source
    /// What cloud-init takes it for, if not for a string.
    let otherReading: String?

    /// What is wrong with it: the end of a sentence that its key begins.
    func problem(_ end: String) -> InputError {
        InputError(quoted(key) + end, at: mark, in: source)
    }

    /// How cloud-init misreads it; nil where it does not.
    var misreading: String? {
        otherReading.map {
            "\(source.name):\(mark.line):\(mark.column): cloud-init takes "
                + "\(quoted("\(key): \(text)")) for \($0), and may end there; write it in quotes"
        }
    }
}
