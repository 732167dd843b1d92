/// The names in a list of a unit's `[Install]` section, as systemd's `config_parse_strv()` takes
/// them apart: quotes hold a word together and go, a backslash is a character as any other
/// (`EXTRACT_UNQUOTE` and `EXTRACT_RETAIN_ESCAPE` of `src/basic/extract-word.c`).
package enum InstallWords {
    /// The words; those before a quote that nothing closes, where there is one.
    package static func of(_ value: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        var quote: UInt8?
        var isBegun = false
        for byte in value.utf8 {
            switch byte {
            case _ where byte == quote:
                quote = nil
            case _ where quote != nil:
                word.append(byte)
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                quote = byte
                isBegun = true
            case _ where " \t\n\r".utf8.contains(byte):
                if isBegun { words.append(String(decoding: word, as: UTF8.self)) }
                word = []
                isBegun = false
            default:
                word.append(byte)
                isBegun = true
            }
        }
        if isBegun, quote == nil { words.append(String(decoding: word, as: UTF8.self)) }
        return words.filter { !$0.isEmpty }
    }
}
