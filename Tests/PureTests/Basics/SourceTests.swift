import Testing
@testable import Basics

@Suite struct SourceTests {
    @Test(
        arguments: [
            // bytes, text
            (Array("a: é\n".utf8), "a: é\n"),
            ([0xEF, 0xBB, 0xBF] + Array("a".utf8), "a"),
            ([], ""),
        ] as [([UInt8], String)]
    )
    func `UTF-8 is read, without a byte order mark`(bytes: [UInt8], text: String) throws {
        #expect(try Source(name: "f", bytes: bytes).text == text)
    }

    @Test(
        arguments: [
            // bytes, message
            (
                Array("a: 1\nb: ".utf8) + [0xE9, 0x0A],  // é of Latin-1
                """
                f:2:4: not UTF-8: byte 0xe9; save the file as UTF-8
                b: \u{fffd}
                   ^
                """
            ),
            (
                Array("é\r\né".utf8) + [0xED, 0xA0, 0x80],  // a surrogate
                """
                f:2:2: not UTF-8: byte 0xed; save the file as UTF-8
                é\u{fffd}\u{fffd}\u{fffd}
                 ^
                """
            ),
            (
                [0xC0, 0xAF],  // overlong
                """
                f:1:1: not UTF-8: byte 0xc0; save the file as UTF-8
                \u{fffd}\u{fffd}
                ^
                """
            ),
            (
                [0xFF, 0xFE, 0x61, 0x00],  // UTF-16
                """
                f:1:1: not UTF-8: byte 0xff; save the file as UTF-8
                \u{fffd}\u{fffd}a\\u{0}
                ^
                """
            ),
            (
                Array("a: ".utf8) + [0xF0, 0x9F, 0x98],  // cut off
                """
                f:1:4: not UTF-8: byte 0xf0; save the file as UTF-8
                a: \u{fffd}
                   ^
                """
            ),
        ] as [([UInt8], String)]
    )
    func `other bytes are refused at the first of them`(bytes: [UInt8], message: String) {
        let error = #expect(throws: InputError.self) {
            try Source(name: "f", bytes: bytes)
        }
        #expect(error?.description == message)
    }

    @Test func `a MiB is read and a byte more is not`() throws {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: Source.limit + 1)
        #expect(try Source(name: "f", bytes: Array(bytes.dropLast())).text.utf8.count == 1_048_576)
        let error = #expect(throws: InputError.self) {
            try Source(name: "f", bytes: bytes)
        }
        #expect(
            error?.description
                == "f:1:1: too large: 1048577 bytes, but at most 1048576 are read"
        )
    }
}
