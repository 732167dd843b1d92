import Basics

/// Makes a tree of libyaml's events, and refuses what libyaml lets pass.
struct Composer {
    private let source: Source
    private let pairs: SurrogatePairs
    private let lines: Lines
    private let reader: EventReader
    private var anchors: [String: Anchor] = [:]
    private var values = 0

    private enum Anchor {
        case unfinished
        case value(Value)
    }

    init(_ source: Source) throws(Located<YAMLError>) {
        self.source = source
        lines = Lines(source.text)
        pairs = SurrogatePairs(replacedIn: source.text)
        if let offset = tagDirective(in: source.text) {
            throw Located(.tagDirective, at: lines.mark(at: offset), in: source)
        }
        reader = EventReader(pairs.bytes)
    }

    /// The root of the only document.
    mutating func document() throws(Located<YAMLError>) -> Value {
        _ = try next()
        let start = try next()
        guard case .documentStart = start.kind, let root = try value(depth: 1), !root.isMissing
        else { throw Located(.empty, at: .start, in: source) }
        _ = try next()
        let end = try next()
        guard case .streamEnd = end.kind else { throw problem(.secondDocument, at: end) }
        return root
    }

    /// The next value of a collection, or nil at the collection's end.
    private mutating func value(depth: Int) throws(Located<YAMLError>) -> Value? {
        let event = try next()
        try admit(event, depth: depth)
        let content: Value.Content
        var isPlain = false
        switch event.kind {
        case .alias(let name):
            return try value(of: name, at: event, depth: depth)
        case .scalar(let text, let plain):
            (content, isPlain) = (.scalar(text), plain)
        case .sequenceStart:
            content = .sequence(try items(depth: depth + 1))
        case .mappingStart:
            content = .mapping(try entries(depth: depth + 1))
        default:
            return nil
        }
        let node = Value(content, isPlain: isPlain, at: mark(event.offset))
        if let anchor = event.anchor { anchors[anchor] = .value(node) }
        return node
    }

    private mutating func items(depth: Int) throws(Located<YAMLError>) -> [Value] {
        var items: [Value] = []
        while let item = try value(depth: depth) { items.append(item) }
        return items
    }

    private mutating func entries(depth: Int) throws(Located<YAMLError>) -> [Value.Entry] {
        var entries: [Value.Entry] = []
        var firstLines: [String: Int] = [:]
        while let key = try value(depth: depth) {
            guard let text = key.text else {
                throw Located(.keyIsNotText, at: key.mark, in: source)
            }
            if let line = firstLines.updateValue(key.mark.line, forKey: text) {
                throw Located(.duplicateKey(text, firstLine: line), at: key.mark, in: source)
            }
            guard let value = try value(depth: depth) else { break }
            entries.append(Value.Entry(key: Value.Key(text: text, mark: key.mark), value: value))
        }
        return entries
    }

    /// Checks what bounds the tree, and what it can say.
    private mutating func admit(_ event: Event, depth: Int) throws(Located<YAMLError>) {
        guard event.kind.beginsValue else { return }
        guard depth <= YAMLError.maximumDepth else { throw problem(.tooDeep, at: event) }
        values += 1
        guard values <= YAMLError.maximumValues else { throw problem(.tooManyValues, at: event) }
        if let tag = event.tag, !Self.plainTags.contains(tag) {
            throw problem(.tag(tag), at: event)
        }
        // Until the value is complete, an alias of it would be a part of it.
        if let anchor = event.anchor { anchors[anchor] = .unfinished }
    }

    private func value(
        of name: String,
        at event: Event,
        depth: Int
    ) throws(Located<YAMLError>) -> Value {
        switch anchors[name] {
        case nil: throw problem(.unknownAlias(name), at: event)
        case .unfinished: throw problem(.recursiveAlias(name), at: event)
        case .value(let node):
            // Aliases of aliases make a tree deeper than the text is: freeing it takes the stack.
            guard depth + Int(node.height) - 1 <= YAMLError.maximumDepth else {
                throw problem(.tooDeep, at: event)
            }
            return Value(node.content, isPlain: node.isPlain, at: mark(event.offset))
        }
    }

    /// The tags of YAML 1.1 that leave a string as it is, which `!!binary` does not.
    /// The last one is Python 2's for the same.
    private static let plainTags = Set(
        ["str", "int", "float", "bool", "null", "timestamp", "seq", "map", "python/unicode"]
            .map { YAMLError.standardTag + $0 } + ["!"]
    )

    private func next() throws(Located<YAMLError>) -> Event {
        do throws(EventFailure) {
            return try reader.next()
        } catch {
            throw located(error)
        }
    }

    private func mark(_ offset: Int) -> Mark {
        lines.mark(at: pairs.original(offset))
    }

    private func problem(_ error: YAMLError, at event: Event) -> Located<YAMLError> {
        Located(error, at: mark(event.offset), in: source)
    }

    private func located(_ failure: EventFailure) -> Located<YAMLError> {
        let diagnosis = Diagnosis(
            failure,
            stopped: mark(failure.offset),
            begun: mark(failure.contextOffset),
            in: lines
        )
        return Located(.syntax(diagnosis.error), at: diagnosis.mark, in: source)
    }
}
