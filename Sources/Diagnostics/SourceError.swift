/// Why bytes are not a text that is parsed.
public enum SourceError: Error, Equatable, CustomStringConvertible {
    /// More than `Source.limit` bytes.
    case tooLarge(bytes: Int)
    /// The first byte that is not part of a UTF-8 sequence.
    case notUTF8(byte: UInt8)

    /// The sentence for a person.
    public var description: String {
        switch self {
        case .tooLarge(let bytes):
            "too large: \(bytes) bytes, and at most \(Source.limit) are read"
        case .notUTF8(let byte):
            "not UTF-8: a byte 0x\(String(byte, radix: 16)); save the file as UTF-8"
        }
    }
}
