/// Where the first `%TAG` directive is, in Unicode scalars from the start.
///
/// No file that this program reads needs one, and libyaml compares each with all before it: a MiB
/// of them takes it seven seconds.
func tagDirective(in text: String) -> Int? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return nil }
    // More ends a line for libyaml than for `Lines`.
    let breaks: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]
    var rest = text.unicodeScalars[...]
    var offset = 0
    while !rest.isEmpty {
        if rest.starts(with: "%TAG".unicodeScalars) { return offset }
        let line = rest.prefix { !breaks.contains($0) }
        offset += line.count + 1
        rest = rest[line.endIndex...].dropFirst()
    }
    return nil
}
