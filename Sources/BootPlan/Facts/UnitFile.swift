import Diagnostics

/// What an installed unit says, as far as a plan depends on it: the unit file with the drop-ins
/// behind it (systemd.unit(5), systemd.service(5)).
public struct UnitFile: Equatable, Sendable {
    /// Where an administrator's units, drop-ins and enabling links lie.
    public static let administratorDirectory = "/etc/systemd/system"

    /// The unit's name, `etcd.service`.
    public let name: String
    /// The unit's commands; more than one only for `Type=oneshot`.
    public private(set) var execStart: [String] = []
    private var wantedBy: [String] = []
    private var requiredBy: [String] = []
    private var aliases: [String] = []
    /// Whether the unit is enabled; only the disk can tell.
    public var isEnabled = false
    private var environmentFiles: [String] = []

    /// Reads the unit file and the texts of its drop-ins, in systemd's order.
    public init(name: String, texts: [String]) {
        self.name = name
        for text in texts {
            read(text)
        }
    }

    /// Whether the unit gives docker the options that flannel's `mk-docker-opts.sh` writes.
    ///
    /// The names are those of the units of Fedora and CentOS, and of flannel's own documentation.
    public var takesFlannelOptions: Bool {
        let signs = ["/run/flannel/", "DOCKER_NETWORK_OPTIONS", "DOCKER_OPT_BIP", "FLANNEL_SUBNET"]
        return (execStart + environmentFiles).contains { value in
            signs.contains { value[...].hasPart($0) }
        }
    }

    /// The links that enabling the unit makes.
    public var links: [String] {
        let names =
            wantedBy.map { "\($0).wants/\(name)" } + requiredBy.map { "\($0).requires/\(name)" }
            + aliases
        return names.map { "\(Self.administratorDirectory)/\($0)" }
    }

    private mutating func read(_ text: String) {
        var section = Substring()
        Self.forEachLogicalLine(of: text) { line in
            if line.utf8.first == UInt8(ascii: "["), line.utf8.last == UInt8(ascii: "]") {
                section = Substring(line.utf8.dropFirst().dropLast())
            } else if let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")) {
                let value = Substring(line[equals...].utf8.dropFirst())
                read(section, line[..<equals].stripped, value.stripped)
            }
        }
    }

    private mutating func read(_ section: Substring, _ key: Substring, _ value: Substring) {
        switch (section, key) {
        case ("Service", "ExecStart"):
            if value.isEmpty { execStart = [] } else { execStart.append(String(value)) }
        case ("Service", "EnvironmentFile"):
            if value.isEmpty {
                environmentFiles = []
            } else {
                environmentFiles.append(String(value))
            }
        case ("Install", "WantedBy"):
            Self.read(value, into: &wantedBy)
        case ("Install", "RequiredBy"):
            Self.read(value, into: &requiredBy)
        case ("Install", "Alias"):
            Self.read(value, into: &aliases)
        default:
            break
        }
    }

    /// A list goes on from line to line, until an empty value takes back what was said.
    private static func read(_ value: Substring, into list: inout [String]) {
        if value.isEmpty { list = [] } else { list += value.words.map(String.init) }
    }

    /// Lines without comments, those that end in a backslash joined with the next, as systemd's
    /// `config_parse()` does it (`src/shared/conf-parser.c`). LF, CR and NUL end a line, and so do
    /// some of them together, a NUL as the last (`src/basic/fileio.c`, `read_line_full()`). The first
    /// line that has a byte order mark begins behind it.
    private static func forEachLogicalLine(of text: String, _ body: (Substring) -> Void) {
        var begun = ""
        var rest = text[...].utf8
        var hasMark = false
        while !rest.isEmpty {
            var line = rest.prefix { !"\n\r\0".utf8.contains($0) }
            rest = rest[line.endIndex...]
            var ends: [UInt8] = []
            while let end = rest.first, "\n\r\0".utf8.contains(end), !ends.contains(end),
                ends.last != 0
            {
                ends.append(end)
                rest = rest.dropFirst()
            }
            if let first = Substring(line).stripped.utf8.first, "#;".utf8.contains(first) {
                continue
            }
            if !hasMark, line.starts(with: "\u{FEFF}".utf8) {
                line = line.dropFirst("\u{FEFF}".utf8.count)
                hasMark = true
            }
            // A backslash behind a backslash is the text's own.
            if line.reversed().prefix(while: { $0 == UInt8(ascii: "\\") }).count % 2 == 1 {
                begun += Substring(line.dropLast())
                begun += " "
            } else {
                body("\(begun)\(Substring(line))"[...].stripped)
                begun = ""
            }
        }
        body(begun[...].stripped)
    }
}

/// systemd's white space, of which Unicode has more. All here goes by bytes, as systemd does: to
/// Swift, a character with a combining accent behind it is another one.
extension Substring {
    fileprivate var stripped: Substring {
        var bytes = utf8.drop(while: Self.isSpace)
        while let last = bytes.last, Self.isSpace(last) { bytes.removeLast() }
        return Substring(bytes)
    }

    fileprivate var words: [Substring] {
        utf8.split(whereSeparator: Self.isSpace).map(Substring.init)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { " \t\n\r".utf8.contains(byte) }
}
