/// The state of a unit's file in systemd's own word, as `systemctl is-enabled` prints it
/// (systemctl(1)).
public struct UnitFileState: RawRepresentable, Hashable, Sendable {
    /// systemd's word, such as `disabled`.
    public let rawValue: String

    /// Takes systemd's word as it is: each release may have new ones.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Whether it is kept from ever being started.
    public var isMasked: Bool { rawValue == "masked" || rawValue == "masked-runtime" }

    /// Whether enabling does anything: not without an `[Install]` section, nor for a file that PID
    /// 1 made itself.
    public var canBeEnabled: Bool {
        !isMasked && !["static", "generated", "transient", "bad"].contains(rawValue)
    }
}

/// What PID 1 did to one file when it enabled a unit.
public struct UnitFileChange: Hashable, Sendable {
    /// `symlink` for a link made, `unlink` for one removed.
    public let kind: String
    /// The link.
    public let path: String
    /// What the link points to; empty for one removed.
    public let source: String

    /// A change as it stands in PID 1's answer.
    public init(kind: String, path: String, source: String) {
        self.kind = kind
        self.path = path
        self.source = source
    }
}
