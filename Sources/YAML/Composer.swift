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

    init(_ source: Source) throws(InputError) {
        self.source = source
        lines = Lines(source.text)
        pairs = SurrogatePairs(replacedIn: source.text)
        if let offset = tagDirective(in: source.text) {
            throw InputError(
                "%TAG directives are not supported",
                at: lines.mark(at: offset),
                in: source
            )
        }
        reader = EventReader(pairs.bytes)
    }

    /// The root of the only document.
    mutating func document() throws(InputError) -> Value {
        _ = try next()
        let start = try next()
        guard case .documentStart = start.kind, let root = try value(depth: 1), !root.isMissing
        else {
            throw InputError("nothing but white space and comments", at: .start, in: source)
        }
        _ = try next()
        let end = try next()
        guard case .streamEnd = end.kind else {
            throw problem("a second document begins here; only one is allowed", at: end)
        }
        return root
    }

    /// The next value of a collection, or nil at the collection's end.
    private mutating func value(depth: Int) throws(InputError) -> Value? {
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

    private mutating func items(depth: Int) throws(InputError) -> [Value] {
        var items: [Value] = []
        while let item = try value(depth: depth) { items.append(item) }
        return items
    }

    private mutating func entries(depth: Int) throws(InputError) -> [Value.Entry] {
        var entries: [Value.Entry] = []
        var firstLines: [String: Int] = [:]
        while let key = try value(depth: depth) {
            guard let text = key.text else {
                throw InputError(
                    "a list or a mapping cannot be a key; a key must be a string",
                    at: key.mark,
                    in: source
                )
            }
            if let line = firstLines.updateValue(key.mark.line, forKey: text) {
                throw InputError(
                    "duplicate key \(quoted(text)), first given on line \(line)",
                    at: key.mark,
                    in: source
                )
            }
            guard let value = try value(depth: depth) else { break }
            entries.append(Value.Entry(key: Value.Key(text: text, mark: key.mark), value: value))
        }
        return entries
    }

    /// Checks what bounds the tree, and what it can say.
    private mutating func admit(_ event: Event, depth: Int) throws(InputError) {
        guard event.kind.beginsValue else { return }
        try checkDepth(depth, at: event)
        values += 1
        guard values <= Self.maximumValues else {
            throw problem("more than \(Self.maximumValues) values", at: event)
        }
        if let tag = event.tag, !Self.plainTags.contains(tag) {
            let isStandard = tag.hasPrefix(Self.standardTag)
            let short = isStandard ? "!!" + tag.dropFirst(Self.standardTag.count) : tag
            throw problem(
                "unknown tag \(quoted(short)); every value is read as a string",
                at: event
            )
        }
        // Until the value is complete, an alias of it would be a part of it.
        if let anchor = event.anchor { anchors[anchor] = .unfinished }
    }

    private func checkDepth(_ depth: Int, at event: Event) throws(InputError) {
        guard depth <= Self.maximumDepth else {
            throw problem("nested more than \(Self.maximumDepth) levels deep", at: event)
        }
    }

    private func value(
        of name: String,
        at event: Event,
        depth: Int
    ) throws(InputError) -> Value {
        switch anchors[name] {
        case nil:
            throw problem("no anchor \(quoted("&" + name)) before this alias", at: event)
        case .unfinished:
            throw problem(
                "the alias \(quoted("*" + name)) is inside the value that it stands for",
                at: event
            )
        case .value(let node):
            // Aliases of aliases make a tree deeper than the text is: freeing it takes the stack.
            try checkDepth(depth + Int(node.height) - 1, at: event)
            return Value(node.content, isPlain: node.isPlain, at: mark(event.offset))
        }
    }

    /// The tags of YAML 1.1 that leave a string as it is, which `!!binary` does not.
    /// The last one is Python 2's for the same.
    private static let plainTags = Set(
        ["str", "int", "float", "bool", "null", "timestamp", "seq", "map", "python/unicode"]
            .map { standardTag + $0 } + ["!"]
    )

    /// What `!!` stands for in a tag (YAML 1.1, 6.8.2).
    private static let standardTag = "tag:yaml.org,2002:"
    /// The most levels of a tree. No file that this program reads has more than ten.
    private static let maximumDepth = 64
    /// The most values of a tree. It bounds the memory: a MiB can hold half a million mappings.
    private static let maximumValues = 50_000

    private func next() throws(InputError) -> Event {
        do throws(EventFailure) {
            return try reader.next()
        } catch {
            throw located(error)
        }
    }

    private func mark(_ offset: Int) -> Mark {
        lines.mark(at: pairs.original(offset))
    }

    private func problem(_ sentence: String, at event: Event) -> InputError {
        InputError(sentence, at: mark(event.offset), in: source)
    }

    private func located(_ failure: EventFailure) -> InputError {
        let diagnosis = Diagnosis(
            failure,
            stopped: mark(failure.offset),
            begun: mark(failure.contextOffset),
            in: lines
        )
        return InputError(diagnosis.sentence, at: diagnosis.mark, in: source)
    }
}
