/// A string to be parsed, and its name in messages.
package struct Source: Sendable, Equatable {
    /// What messages call the text: a path, or the option that it came from.
    package let name: String
    /// The text, without a byte order mark.
    package let text: String

    /// The most bytes that are read: 1 MiB.
    package static let limit = 1 << 20

    /// A source made of a string; a byte order mark at its start is dropped.
    package init(name: String, text: String) {
        self.name = name
        self.text =
            text.unicodeScalars.first == "\u{feff}" ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// A source made of a file's bytes.
    ///
    /// Throws for more than `limit` bytes, and at the first byte that is not UTF-8.
    package init(name: String, bytes: [UInt8]) throws(InputError) {
        guard bytes.count <= Self.limit else {
            let nothing = Source(name: name, text: "")
            throw InputError(
                "too large: \(bytes.count) bytes, but at most \(Self.limit) are read",
                at: .start,
                in: nothing
            )
        }
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            let offset = error.byteOffsets.lowerBound
            let valid = Source(name: name, text: String(decoding: bytes[..<offset], as: UTF8.self))
            let byte = String(bytes[offset], radix: 16)
            throw InputError(
                "not UTF-8: byte 0x\(byte); save the file as UTF-8",
                at: Lines(valid.text).mark(at: valid.text.unicodeScalars.count),
                in: Source(name: name, text: String(decoding: bytes, as: UTF8.self))
            )
        }
        self.init(name: name, text: String(decoding: bytes, as: UTF8.self))
    }
}
