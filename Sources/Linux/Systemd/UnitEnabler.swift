import Basics
import Units

/// Enables units: through PID 1 on the running system, through `systemctl --root` in an image.
package enum UnitEnabler {
    /// PID 1, over its private socket.
    case running(Systemd)
    /// `systemctl --root=DIR` (systemctl(1)).
    case image(root: String)

    /// The way to enable a root's units; for the running system, this connects to PID 1.
    package init(of root: Root) throws(SystemdError) {
        self = root.isSystem ? .running(try Systemd()) : .image(root: root.prefix)
    }

    /// The states of those units that PID 1 knows, by name; nil in an image, where it is not asked.
    package func states(of units: [String]) throws(SystemdError) -> [String: UnitFileState]? {
        switch self {
        case .running(let systemd): try systemd.unitFileStates(of: units)
        case .image: nil
        }
    }

    /// Enables the units and returns the links that PID 1 says it made, none for an image. They may
    /// be more than the units' own (`Also=` in systemd.unit(5)), and are on the disk only once
    /// their directories are flushed.
    package func enable(_ units: [String]) throws -> [NodePath] {
        switch self {
        case .running(let systemd):
            return try systemd.enable(units).filter { $0.kind == "symlink" }.compactMap {
                NodePath($0.path)
            }
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
