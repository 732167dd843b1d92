import Basics
/// A block of a PEM file, as Go finds it (`Decode`, encoding/pem/pem.go). What OpenSSL takes for
/// one is not always the same.
struct PEMBlock: Equatable {
    /// What stands after `BEGIN`.
    let label: String
    /// What the block holds.
    let bytes: [UInt8]

    /// Every block of a file. What is none is skipped, wherever it stands.
    static func all(in file: [UInt8]) -> [PEMBlock] {
        var reader = Reader(rest: file[...])
        var blocks: [PEMBlock] = []
        while let block = reader.next() { blocks.append(block) }
        return blocks
    }
}

private struct Reader {
    var rest: ArraySlice<UInt8>
    /// Where the next end of a block may be: looked for once, however many beginnings stand before
    /// it.
    private var end: Range<Int>?

    private static let begin = Array("\n-----BEGIN ".utf8)
    private static let end = Array("\n-----END ".utf8)
    private static let dashes = Array("-----".utf8)

    init(rest: ArraySlice<UInt8>) {
        self.rest = rest
    }

    mutating func next() -> PEMBlock? {
        while skipToBeginning() {
            let first = line()
            guard first.ends(with: Self.dashes) else { continue }
            let label = first.dropLast(Self.dashes.count)
            guard let hasHeaders = skipHeaders() else { return nil }
            guard let end = ending(mayStandHere: !hasHeaders) else { return nil }
            let trailer = label + Self.dashes
            guard rest[end.upperBound...].starts(with: trailer) else { continue }
            let body = rest[..<end.lowerBound].lazy.filter { ![9, 10, 13, 32].contains($0) }
            var after = self
            after.rest = rest[end.upperBound...].dropFirst(trailer.count)
            guard after.line().isEmpty, let bytes = [UInt8](base64: body) else { continue }
            self = after
            return PEMBlock(label: String(decoding: label, as: UTF8.self), bytes: bytes)
        }
        return nil
    }

    /// At the very start of what is left the line end before it is not needed.
    private mutating func skipToBeginning() -> Bool {
        if rest.starts(with: Self.begin.dropFirst()) {
            rest = rest.dropFirst(Self.begin.count - 1)
            return true
        }
        guard let found = rest.firstRange(of: Self.begin) else { return false }
        rest = rest[found.upperBound...]
        return true
    }

    /// The next line, without its end and the blanks before that.
    private mutating func line() -> ArraySlice<UInt8> {
        var line = rest.prefix { $0 != 10 }
        rest = rest[line.endIndex...].dropFirst()
        if line.last == 13 { line.removeLast() }
        while let last = line.last, last == 9 || last == 32 { line.removeLast() }
        return line
    }

    /// Whether there were any; nil if the file ends within them.
    private mutating func skipHeaders() -> Bool? {
        var hasHeaders = false
        while !rest.isEmpty {
            var after = self
            guard after.line().contains(UInt8(ascii: ":")) else { return hasHeaders }
            self = after
            hasHeaders = true
        }
        return nil
    }

    private mutating func ending(mayStandHere: Bool) -> Range<Int>? {
        if mayStandHere, rest.starts(with: Self.end.dropFirst()) {
            return rest.startIndex..<rest.startIndex + Self.end.count - 1
        }
        if let end, end.lowerBound >= rest.startIndex { return end }
        end = rest.firstRange(of: Self.end)
        return end
    }
}

extension ArraySlice<UInt8> {
    fileprivate func ends(with suffix: [UInt8]) -> Bool { self.suffix(suffix.count) == suffix[...] }

    fileprivate func firstRange(of bytes: [UInt8]) -> Range<Int>? {
        var start = startIndex
        while let found = self[start...].firstIndex(of: bytes[0]) {
            if self[found...].starts(with: bytes) { return found..<found + bytes.count }
            start = found + 1
        }
        return nil
    }
}
