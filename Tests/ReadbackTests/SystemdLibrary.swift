import Foundation
import Readback
import Testing

/// The code by which the installed systemd itself reads files: PID 1 and its tools share a library,
/// which has no interface for others. What is called here is that of systemd 252 (Debian 12).
struct SystemdLibrary {
    private let handle: UnsafeMutableRawPointer

    /// Opens the library of the installed systemd.
    init() throws {
        let directories = [
            "/usr/lib/x86_64-linux-gnu/systemd", "/usr/lib/aarch64-linux-gnu/systemd",
        ]
        let paths = directories.map { "\($0)/libsystemd-shared-252.so" }
        handle = try #require(
            paths.lazy.compactMap { dlopen($0, RTLD_NOW) }.first,
            "no systemd 252, as Debian 12 has it"
        )
        // Its messages about wrong strings do not belong in the output of these tests.
        let mute: @convention(c) (CInt) -> Void = try function("log_set_max_level")
        mute(LOG_EMERG)
    }

    private func function<Function>(_ name: String) throws -> Function {
        unsafeBitCast(try #require(dlsym(handle, name)), to: Function.self)
    }

    /// The variables of a file (`load_env_file`), `NAME=value` each; nil if it is refused.
    func environment(of text: [UInt8]) throws -> [[UInt8]]? {
        typealias Load =
            @convention(c) (
                UnsafeMutablePointer<FILE>, UnsafePointer<CChar>?, UnsafeMutablePointer<Strings?>
            ) -> CInt
        let load: Load = try function("load_env_file")
        let file = try Self.file(of: text)
        defer { fclose(file) }
        var strings: Strings?
        guard load(file, nil, &strings) >= 0 else { return nil }
        return Self.taken(strings)
    }

    /// The words of a value, without quotes (`extract_first_word`); nil if it is refused.
    func words(of text: [UInt8]) throws -> [[UInt8]]? {
        typealias Extract =
            @convention(c) (
                UnsafeMutablePointer<UnsafePointer<CChar>?>,
                UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, UnsafePointer<CChar>?,
                CUnsignedInt
            ) -> CInt
        let extract: Extract = try function("extract_first_word")
        // EXTRACT_UNQUOTE and EXTRACT_CUNESCAPE and, where that fails, EXTRACT_UNESCAPE_RELAX: so
        // does `config_parse_exec`.
        let strict: CUnsignedInt = 1 << 5 | 1 << 1
        let relaxed = strict | 1 << 2
        return (text.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
            var words: [[UInt8]] = []
            var position = buffer.baseAddress
            while let start = position {
                var word: UnsafeMutablePointer<CChar>?
                if extract(&position, &word, nil, strict) < 0 {
                    position = start
                    guard extract(&position, &word, nil, relaxed) >= 0 else { return nil }
                }
                guard let word else { break }
                words.append(Self.bytes(word))
                free(word)
            }
            return words
        }
    }

    /// What a command's words become when it is executed (`replace_env_argv`).
    func replacingVariables(
        in words: [[UInt8]],
        environment: [String]
    ) throws -> [[UInt8]] {
        typealias Replace = @convention(c) (Strings, Strings) -> Strings?
        let replace: Replace = try function("replace_env_argv")
        let argv = Self.strings(words)
        let variables = Self.strings(environment.map { Array($0.utf8) })
        defer {
            _ = Self.taken(argv)
            _ = Self.taken(variables)
        }
        return Self.taken(replace(argv, variables))
    }

    /// The settings that a unit file has in these sections (`config_parse`); nil if it is refused.
    func settings(of text: [UInt8], in sections: [String]) throws -> [SystemdUnit.Setting]? {
        typealias Parse =
            @convention(c) (
                UnsafePointer<CChar>?, UnsafePointer<CChar>, UnsafeMutablePointer<FILE>,
                UnsafePointer<CChar>?, Lookup, UnsafeRawPointer?, CUnsignedInt,
                UnsafeMutableRawPointer, UnsafeMutableRawPointer?
            ) -> CInt
        let parse: Parse = try function("config_parse")
        let file = try Self.file(of: text)
        defer { fclose(file) }
        let seen = Settings()
        let result = parse(
            nil,
            "unit",
            file,
            sections.map { $0 + "\0" }.joined(),
            lookUpAny,
            nil,
            0,
            Unmanaged.passUnretained(seen).toOpaque(),
            nil
        )
        return result < 0 ? nil : seen.settings
    }

    private static func file(of text: [UInt8]) throws -> UnsafeMutablePointer<FILE> {
        let file = try #require(tmpfile())
        try #require(fwrite(text, 1, text.count, file) == text.count)
        rewind(file)
        return file
    }
}

/// A NULL-terminated list of strings, as systemd has them.
private typealias Strings = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

extension SystemdLibrary {
    private static func bytes(_ string: UnsafePointer<CChar>) -> [UInt8] {
        UnsafeBufferPointer(start: string, count: strlen(string)).map { UInt8(bitPattern: $0) }
    }

    private static func strings(_ values: [[UInt8]]) -> Strings {
        let strings = Strings.allocate(capacity: values.count + 1)
        for (index, value) in values.enumerated() {
            strings[index] = strndup(value.map { CChar(bitPattern: $0) }, value.count)
        }
        strings[values.count] = nil
        return strings
    }

    /// The values of a list, which is freed.
    private static func taken(_ strings: Strings?) -> [[UInt8]] {
        guard let strings else { return [] }
        defer { free(strings) }
        var values: [[UInt8]] = []
        var index = 0
        while let string = strings[index] {
            values.append(bytes(string))
            free(string)
            index += 1
        }
        return values
    }
}

private final class Settings {
    var settings: [SystemdUnit.Setting] = []
}

private typealias Text = UnsafePointer<CChar>
/// `ConfigItemLookup` of systemd: finds what is to read a setting.
private typealias Lookup =
    @convention(c) (
        UnsafeRawPointer?, Text?, Text, UnsafeMutablePointer<UnsafeRawPointer?>,
        UnsafeMutablePointer<CInt>, UnsafeMutablePointer<UnsafeMutableRawPointer?>,
        UnsafeMutableRawPointer
    ) -> CInt
/// `ConfigParserCallback` of systemd: reads a setting.
private typealias Read =
    @convention(c) (
        Text?, Text?, CUnsignedInt, Text?, CUnsignedInt, Text, CInt, Text, UnsafeMutableRawPointer?,
        UnsafeMutableRawPointer
    ) -> CInt

private let lookUpAny: Lookup = { _, _, _, function, type, data, userdata in
    function.pointee = unsafeBitCast(readAny, to: UnsafeRawPointer.self)
    type.pointee = 0
    data.pointee = userdata
    return 1
}

private let readAny: Read = { _, _, _, section, _, name, _, value, _, userdata in
    guard let section else { return 0 }
    func bytes(_ text: Text) -> [UInt8] {
        UnsafeBufferPointer(start: text, count: strlen(text)).map { UInt8(bitPattern: $0) }
    }
    let seen = Unmanaged<Settings>.fromOpaque(userdata).takeUnretainedValue()
    seen.settings.append(SystemdUnit.Setting(bytes(section), bytes(name), bytes(value)))
    return 0
}
