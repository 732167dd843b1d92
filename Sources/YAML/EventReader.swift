import CYAML

/// libyaml's parser over bytes of UTF-8. The only place that knows libyaml.
@safe final class EventReader {
    // The parser keeps pointers to itself and to its input, so that neither may ever move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ bytes: [UInt8]) {
        unsafe input = .allocate(capacity: bytes.count)
        _ = unsafe input.initialize(from: bytes)
        unsafe parser = .allocate(capacity: 1)
        unsafe parser.initialize(to: yaml_parser_t())
        // It fails for want of memory only, and `next()` sees that.
        _ = unsafe yaml_parser_initialize(parser)
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event. Not to be called again after `streamEnd` or a failure.
    func next() throws(EventFailure) -> Event {
        var event = unsafe yaml_event_t()
        guard unsafe parser.pointee.error == YAML_NO_ERROR,
            unsafe yaml_parser_parse(parser, &event) == 1
        else { throw failure() }
        defer { unsafe yaml_event_delete(&event) }
        return unsafe Event(event)
    }

    private func failure() -> EventFailure {
        let state = unsafe parser.pointee
        let isReading = unsafe state.error == YAML_READER_ERROR
        return unsafe EventFailure(
            problem: state.problem.map { unsafe String(cString: $0) } ?? "out of memory",
            // libyaml's reader, which knows bytes only, says how many it has passed.
            offset: isReading
                ? input.prefix(state.problem_offset).count { !UTF8.isContinuation($0) }
                : state.problem_mark.index,
            context: state.context.map { unsafe String(cString: $0) } ?? "",
            contextOffset: state.context_mark.index
        )
    }
}

extension Event {
    fileprivate init(_ event: yaml_event_t) {
        let data = unsafe event.data
        unsafe offset = event.start_mark.index
        switch unsafe event.type {
        case YAML_STREAM_START_EVENT:
            (kind, anchor, tag) = (.streamStart, nil, nil)
        case YAML_DOCUMENT_START_EVENT:
            (kind, anchor, tag) = (.documentStart, nil, nil)
        case YAML_DOCUMENT_END_EVENT:
            (kind, anchor, tag) = (.documentEnd, nil, nil)
        case YAML_ALIAS_EVENT:
            (kind, anchor, tag) = (.alias(unsafe text(data.alias.anchor) ?? ""), nil, nil)
        case YAML_SCALAR_EVENT:
            let bytes = unsafe UnsafeBufferPointer(
                start: data.scalar.value,
                count: data.scalar.length
            )
            kind = .scalar(
                unsafe String(decoding: bytes, as: UTF8.self),
                isPlain: unsafe data.scalar.style == YAML_PLAIN_SCALAR_STYLE
            )
            anchor = unsafe text(data.scalar.anchor)
            tag = unsafe text(data.scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart
            anchor = unsafe text(data.sequence_start.anchor)
            tag = unsafe text(data.sequence_start.tag)
        case YAML_SEQUENCE_END_EVENT:
            (kind, anchor, tag) = (.sequenceEnd, nil, nil)
        case YAML_MAPPING_START_EVENT:
            kind = .mappingStart
            anchor = unsafe text(data.mapping_start.anchor)
            tag = unsafe text(data.mapping_start.tag)
        case YAML_MAPPING_END_EVENT:
            (kind, anchor, tag) = (.mappingEnd, nil, nil)
        default:
            (kind, anchor, tag) = (.streamEnd, nil, nil)
        }
    }
}

private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe pointer.map { unsafe String(cString: $0) }
}
