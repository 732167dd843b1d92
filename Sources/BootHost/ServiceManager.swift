public import BootPlan

/// Who enables units: PID 1 of the running system, or `systemctl --root` for an image, in which
/// nothing runs.
public enum ServiceManager {
    /// PID 1, over its private socket.
    case running(Systemd)
    /// `systemctl --root=DIR` (systemctl(1)).
    case image(root: String)

    /// The manager of a root's units; for the running system this connects to PID 1.
    public init(of root: Root) throws(SystemdError) {
        self = root.isSystem ? .running(try Systemd()) : .image(root: root.prefix)
    }

    /// Refuses units of a node that cannot be enabled, before anything is written. In an image, with
    /// no PID 1 to ask, the units' files tell.
    public func requireUnits(asInstalled units: [String: InstalledUnit]) throws(SystemdError) {
        switch self {
        case .running(let systemd):
            try systemd.require(Configuration.units)
        case .image:
            let unusable = UnusableUnit.amongUnits(units)
            guard unusable.isEmpty else { throw .unusable(unusable) }
        }
    }

    /// Enables the units. The links are on the disk only once their directories are flushed.
    public func enable(_ units: [String]) throws {
        switch self {
        case .running(let systemd):
            _ = try systemd.enable(units)
        case .image(let root):
            try systemctl(root, ["enable"] + units)
        }
    }

    /// Takes back what `enable` does.
    public func disable(_ units: [String]) throws {
        switch self {
        case .running(let systemd):
            _ = try systemd.disable(units)
        case .image(let root):
            try systemctl(root, ["disable"] + units)
        }
    }

    private func systemctl(_ root: String, _ arguments: [String]) throws {
        let output = try Program.run(
            "systemctl",
            ["--root=\(root)"] + arguments,
            limit: .seconds(30)
        )
        guard output.status == .exited(0) else {
            throw SystemctlError(arguments: arguments, output: output)
        }
    }
}

/// systemctl(1) refused, in its own words.
public struct SystemctlError: Error, CustomStringConvertible {
    let arguments: [String]
    let output: Program.Output

    /// One line.
    public var description: String {
        let words = output.text.split(whereSeparator: \.isNewline).joined(separator: "; ")
        return "systemctl \(arguments.joined(separator: " ")): "
            + (words.isEmpty ? "\(output.status)" : words)
    }
}
