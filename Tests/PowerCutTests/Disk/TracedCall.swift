import Foundation

/// A system call as `strace -y` wrote it down.
struct TracedCall: Equatable, Sendable {
    /// Who called, where the trace tells.
    var process = 0
    let name: String
    let arguments: [String]
    /// What came of it: a number, or -1 and the error's name.
    let result: String

    var isRefused: Bool { result.hasPrefix("-1") }

    /// The path that a descriptor among the arguments stands for: strace's `5</etc/group>`.
    func openPath(_ index: Int) -> String {
        guard index < arguments.count else { return "" }
        return Self.annotation(arguments[index])
    }

    /// The path that the call left a descriptor for.
    var opened: String { Self.annotation(result) }

    /// The path that a name among the arguments stands for; `directory` is the descriptor's that it
    /// is relative to.
    func path(_ index: Int, below directory: Int? = nil) -> String {
        let name = arguments[index].unquoted
        guard !name.hasPrefix("/"), let directory else { return name.normalizedPath }
        return "\(openPath(directory))/\(name)".normalizedPath
    }

    private static func annotation(_ text: String) -> String {
        guard let open = text.firstIndex(of: "<"), let close = text.lastIndex(of: ">") else {
            return ""
        }
        return String(text[text.index(after: open)..<close])
    }
}

extension TracedCall {
    /// Reads a line of `strace -y`, with `-f` or without; nil for one that is not a call.
    init?(_ line: Substring) {
        var line = line
        let digits = line.prefix { $0.isNumber }
        if !digits.isEmpty {
            process = Int(digits) ?? 0
            line = line.dropFirst(digits.count).drop { $0 == " " }
        }
        guard let open = line.firstIndex(of: "("), line.first?.isLetter == true else { return nil }
        name = String(line[..<open])

        // Split at the commas of the outermost level, up to the parenthesis that closes it.
        var arguments: [String] = []
        var argument = ""
        var depth = 0
        var isQuoted = false
        var isEscaped = false
        var rest = line[line.index(after: open)...]
        scan: while let character = rest.popFirst() {
            switch character {
            case _ where isEscaped: isEscaped = false
            case "\\" where isQuoted: isEscaped = true
            case "\"": isQuoted.toggle()
            case _ where isQuoted: break
            case ")" where depth == 0: break scan
            case "," where depth == 0:
                arguments.append(argument)
                argument = ""
                if rest.first == " " { rest.removeFirst() }
                continue scan
            case "{", "[", "(", "<": depth += 1
            case "}", "]", ")", ">": depth -= 1
            default: break
            }
            argument.append(character)
        }
        arguments.append(argument)
        self.arguments = arguments
        // Cut short, a call has no result.
        result = rest.range(of: "= ").map { String(rest[$0.upperBound...]) } ?? ""
    }
}

extension String {
    /// The bytes of a string as strace prints it, between quotes and with C's escapes.
    var unquotedBytes: [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        guard rest.popFirst() == UInt8(ascii: "\"") else { return [] }
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
                bytes.append(byte)
                continue
            }
            switch escape {
            case UInt8(ascii: "n"): bytes.append(10)
            case UInt8(ascii: "t"): bytes.append(9)
            case UInt8(ascii: "r"): bytes.append(13)
            case UInt8(ascii: "v"): bytes.append(11)
            case UInt8(ascii: "f"): bytes.append(12)
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                var value = Int(escape - UInt8(ascii: "0"))
                for _ in 0..<2 {
                    guard let digit = rest.first, (48...55).contains(digit) else { break }
                    value = value * 8 + Int(digit - 48)
                    rest.removeFirst()
                }
                bytes.append(UInt8(truncatingIfNeeded: value))
            default: bytes.append(escape)
            }
        }
        return bytes
    }

    fileprivate var unquoted: String { String(decoding: unquotedBytes, as: UTF8.self) }

    /// Without empty components, as `groupadd --prefix` makes them.
    fileprivate var normalizedPath: String {
        let components = split(separator: "/")
        return (hasPrefix("/") ? "/" : "") + components.joined(separator: "/")
    }
}

/// Every call that a disk would remember, in the kinds that strace knows on this machine.
enum DiskCalls {
    static let opening = ["open", "openat", "openat2", "creat"]
    static let writing = ["write", "pwrite64", "writev", "pwritev", "pwritev2"]
    static let flushing = ["fsync", "fdatasync", "sync", "syncfs", "sync_file_range"]
    static let naming = [
        "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink",
        "unlinkat", "mkdir", "mkdirat", "rmdir", "mknod", "mknodat",
    ]
    static let describing = [
        "chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat", "setxattr",
        "lsetxattr", "fsetxattr", "removexattr", "fremovexattr", "truncate", "ftruncate",
        "fallocate", "utimensat",
    ]
    /// What only looks at a disk.
    static let reading = [
        "read", "pread64", "newfstatat", "fstat", "statx", "faccessat", "faccessat2", "getdents64",
        "readlinkat", "flistxattr", "fgetxattr", "lgetxattr", "fstatfs", "flock",
    ]
    static let all = opening + writing + flushing + naming + describing

    /// As strace takes a set, passing over what this machine's kernel does not have.
    static func set(_ names: [String]) -> String { names.map { "?" + $0 }.joined(separator: ",") }
}

extension TracedCall {
    /// Whether the call changes a disk, or waits for it, below a directory. `/run` is in memory on
    /// every machine.
    func touchesDisk(below root: String) -> Bool {
        let text = arguments.joined(separator: " ")
        if text.contains("<\(root)/run>") || text.contains("\"run/") { return false }
        switch name {
        case _ where DiskCalls.opening.contains(name):
            return text.contains(root) && (text.contains("O_CREAT") || text.contains("O_TRUNC"))
        case _ where DiskCalls.writing.contains(name):
            return openPath(0).hasPrefix(root)
        default:
            return DiskCalls.all.contains(name) && text.contains(root)
        }
    }
}
