public import BootPlan

/// Who enables units: PID 1 of the running system, or `systemctl --root` for an image, in which
/// nothing runs.
public enum UnitEnabler {
    /// PID 1, over its private socket.
    case running(Systemd)
    /// `systemctl --root=DIR` (systemctl(1)).
    case image(root: String)

    /// The manager of a root's units; for the running system this connects to PID 1.
    public init(of root: Root) throws(SystemdError) {
        self = root.isSystem ? .running(try Systemd()) : .image(root: root.prefix)
    }

    /// Refuses units of a node that cannot be enabled, before anything is written. In an image, with
    /// no PID 1 to ask, the units' files tell; of an alias, they do so everywhere.
    public func requireUnits(asInstalled units: [String: InstalledUnit]) throws(SystemdError) {
        var unusable = UnusableUnit.amongUnits(units)
        if case .running(let systemd) = self {
            try systemd.require(DesiredState.units)
            unusable.removeAll { if case .alias = $0 { false } else { true } }
        }
        guard unusable.isEmpty else { throw .unusable(unusable) }
    }

    /// Enables the units, and says which links were made by that, as far as it is told: PID 1 does,
    /// and they may be more than the units' own (`Also=` of systemd.unit(5)). They are on the disk
    /// only once their directories are flushed.
    public func enable(_ units: [String]) throws -> [String] {
        switch self {
        case .running(let systemd):
            return try systemd.enable(units).filter { $0.kind == "symlink" }.map(\.path)
        case .image(let root):
            try systemctl(root, ["enable"] + units)
            return []
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
