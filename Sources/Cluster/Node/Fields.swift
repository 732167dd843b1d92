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
    init(parsing source: Source) throws(Located<MetaDataError>) {
        do throws(Located<YAMLError>) {
            node = try Document(parsing: source).root
        } catch {
            throw Located(.yaml(error.problem), at: error.mark, in: source)
        }
        guard let entries = node.entries else {
            throw Located(.noMapping(key: nil, kind: node.kind), at: node.mark, in: source)
        }
        (key, self.entries, self.source) = (nil, entries, source)
    }

    private init(_ node: Value, key: String, in source: Source) throws(Located<MetaDataError>) {
        guard let entries = node.entries else {
            throw Located(.noMapping(key: key, kind: node.kind), at: node.mark, in: source)
        }
        (self.key, self.node, self.entries, self.source) = (key, node, entries, source)
    }

    /// The mapping under a required key.
    func fields(_ key: String) throws(Located<MetaDataError>) -> Fields {
        try Fields(value(key), key: path(key), in: source)
    }

    /// The string under a required key.
    func text(_ key: String) throws(Located<MetaDataError>) -> Field {
        let value = try value(key)
        guard let text = value.text else {
            throw Located(.notText(key: path(key), kind: value.kind), at: value.mark, in: source)
        }
        guard !value.isNull, !text.isEmpty else {
            throw Located(.noValue(key: path(key)), at: value.mark, in: source)
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

    private func value(_ key: String) throws(Located<MetaDataError>) -> Value {
        if let value = node[key] { return value }
        guard !entries.contains(where: { $0.key.text == "<<" }) else {
            throw Located(.merged(key: path(key)), at: node.mark, in: source)
        }
        let meant = nearest(to: key, among: entries.map(\.key.text))
        let place = entries.first { $0.key.text == meant }?.key.mark
        throw Located(
            .missing(key: path(key), nearest: meant),
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

    package func problem(_ problem: MetaDataError) -> Located<MetaDataError> {
        Located(problem, at: mark, in: source)
    }

    /// How cloud-init misreads it; nil where it does not.
    var misreading: String? {
        otherReading.map {
            "\(source.name):\(mark.line):\(mark.column): cloud-init takes "
                + "\(quoted("\(key): \(text)")) for \($0), and may end there; write it in quotes"
        }
    }
}
