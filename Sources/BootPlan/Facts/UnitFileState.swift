/// The state of a unit's file in systemd's own words, as `systemctl is-enabled` prints it
/// (systemctl(1)).
public struct UnitFileState: RawRepresentable, Hashable, Sendable {
    /// systemd's word, such as `disabled`.
    public let rawValue: String

    /// Takes any word: each release of systemd may have new ones.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Whether the unit is kept from being started.
    public var isMasked: Bool { rawValue == "masked" || rawValue == "masked-runtime" }

    /// Whether enabling has an effect: not without an `[Install]` section, nor for a file that PID 1
    /// made itself.
    public var canBeEnabled: Bool {
        !isMasked && !["static", "generated", "transient", "bad"].contains(rawValue)
    }
}
