/// A step of a walk through a YAML text: one of libyaml's events, in Swift's terms.
package struct Event {
    package enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(String, isPlain: Bool)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd

        /// Whether it is a value or the beginning of one.
        var beginsValue: Bool {
            switch self {
            case .alias, .scalar, .sequenceStart, .mappingStart: true
            default: false
            }
        }
    }

    package let kind: Kind
    /// The name that later aliases may call the value by.
    let anchor: String?
    /// The tag, in full: `tag:yaml.org,2002:str` for `!!str`.
    package let tag: String?
    /// Where it begins, in Unicode scalars from the start of the text.
    package let offset: Int
}

/// What stopped libyaml, in its own words.
struct EventFailure: Error {
    let problem: String
    /// Where, in Unicode scalars from the start of the text.
    let offset: Int
    /// What it was reading: "while parsing a block mapping".
    let context: String
    /// Where that began.
    let contextOffset: Int
}
