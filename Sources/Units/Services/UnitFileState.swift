/// The state of a unit's file in systemd's own words, as `systemctl is-enabled` prints it
/// (systemctl(1)).
package struct UnitFileState: RawRepresentable, Hashable, Sendable {
    /// systemd's word, such as `disabled`.
    package let rawValue: String

    /// Takes any word: each release of systemd may have new ones.
    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Whether the unit is kept from being started.
    package var isMasked: Bool { rawValue == "masked" || rawValue == "masked-runtime" }

    /// Whether enabling has an effect: not without an `[Install]` section, nor for a file that PID
    /// 1 made itself.
    package var canBeEnabled: Bool {
        !isMasked && !["static", "generated", "transient", "bad"].contains(rawValue)
    }
}
