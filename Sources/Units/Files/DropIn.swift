import Basics

/// A drop-in for a unit (systemd.unit(5)): its sections, in the order in which they were begun.
package struct DropIn {
    /// The target that says that the network is up.
    package static let network = "network-online.target"

    package private(set) var text = ""

    package init() {}

    /// Where the administrator's drop-in of this name for a unit lies.
    package static func path(_ name: String, of unit: String) -> NodePath {
        UnitFile.administratorDirectory.appending("\(unit).d").appending(name)
    }

    package mutating func section(_ name: String) {
        text += text.isEmpty ? "[\(name)]\n" : "\n[\(name)]\n"
    }

    /// Adds a setting whose value is not to be escaped: words of our own, and lines of another
    /// unit.
    package mutating func set(_ name: String, _ value: String) {
        text += "\(name)=\(value)\n"
    }

    /// Adds a variable of the service's environment, in which specifiers mean something and `$`
    /// does not (systemd.exec(5), "Environment=").
    package mutating func set(variable name: String, _ value: String) {
        var word = ""
        for scalar in "\(name)=\(value)".unicodeScalars {
            switch scalar {
            case "%": word += "%%"
            case "\"", "'", "\\": word += "\\\(scalar)"
            default: word.unicodeScalars.append(scalar)
            }
        }
        set("Environment", word.contains(where: \.isWhitespace) ? "\"\(word)\"" : word)
    }

    /// Adds a command line of literal words.
    package mutating func set(_ name: String, command: [String]) {
        set(name, command.map(Self.word).joined(separator: " "))
    }

    /// A word that systemd.service(5), "Command lines", reads back as the string given: specifiers
    /// and variables are doubled; quotes and backslashes get a backslash before them.
    package static func word(_ text: String) -> String {
        var word = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%", "$": word += "\(scalar)\(scalar)"
            case "\"", "'", "\\": word += "\\\(scalar)"
            default: word.unicodeScalars.append(scalar)
            }
        }
        let needsQuotes = word.isEmpty || word == ";" || word.contains(where: \.isWhitespace)
        return needsQuotes ? "\"\(word)\"" : word
    }
}
