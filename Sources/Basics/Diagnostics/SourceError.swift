/// Why bytes cannot be parsed.
package enum SourceError: Error, Equatable, CustomStringConvertible {
    /// More than `Source.limit` bytes.
    case tooLarge(bytes: Int)
    /// The first byte that is not part of a UTF-8 sequence.
    case notUTF8(byte: UInt8)

    /// What is wrong, and the cure where there is one.
    package var description: String {
        switch self {
        case .tooLarge(let bytes):
            "too large: \(bytes) bytes, but at most \(Source.limit) are read"
        case .notUTF8(let byte):
            "not UTF-8: byte 0x\(String(byte, radix: 16)); save the file as UTF-8"
        }
    }
}
