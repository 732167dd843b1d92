@testable import Basics
@testable import Configure
@testable import YAML

extension Value {
    /// The tree in one line, each text in quotes: `{"a": ["b", "c"]}`.
    var shape: String {
        switch content {
        case .scalar(let text): text.debugDescription
        case .sequence(let items): "[\(items.map(\.shape).joined(separator: ", "))]"
        case .mapping(let entries): "{\(entries.map(\.shape).joined(separator: ", "))}"
        }
    }

    /// Every key and value with its place, in the order of the document.
    var places: [String] {
        switch content {
        case .scalar(let text): ["\(mark.line):\(mark.column) \(text)"]
        case .sequence(let items): ["\(mark.line):\(mark.column) ["] + items.flatMap(\.places)
        case .mapping(let entries):
            ["\(mark.line):\(mark.column) {"]
                + entries.flatMap { entry in
                    ["\(entry.key.mark.line):\(entry.key.mark.column) \(entry.key.text):"]
                        + entry.value.places
                }
        }
    }
}

extension Value.Entry {
    fileprivate var shape: String { "\(key.text.debugDescription): \(value.shape)" }
}

/// The tree of a document.
func tree(_ text: String) throws -> Value {
    try Document(parsing: Source(name: "f", text: text)).root
}
