import Glibc
import Units

extension Systemd {
    /// What PID 1 says of units, by name, in at most this long; nil if it takes longer.
    package static func statuses(
        of units: [String],
        within limit: Duration
    ) throws(SystemdError) -> [String: UnitStatus] {
        let deadline = Deadline(in: limit)
        let systemd = try Systemd(at: "/run/systemd/private", limit: limit)
        return try systemd.statuses(of: units, until: deadline)
    }

    /// Stops a unit whose `ExecStartPre=` runs, and returns when that has ended, whether there was
    /// one.
    package func stopPreparing(_ unit: String, within limit: Duration) throws(SystemdError) -> Bool
    {
        let deadline = Deadline(in: limit)
        func isPreparing() throws(SystemdError) -> Bool {
            try statuses(of: [unit], until: deadline)[unit]?.isBeingPrepared ?? false
        }
        guard try isPreparing() else { return false }
        try stop(unit)
        while try isPreparing() { Deadline(in: .milliseconds(20)).wait() }
        return true
    }

    /// Asks for every property, one by one: there is no call for some of them.
    package func statuses(
        of units: [String],
        until deadline: Deadline
    ) throws(SystemdError) -> [String: UnitStatus] {
        var statuses: [String: UnitStatus] = [:]
        for unit in units {
            var properties: [UnitStatus.Property: String] = [:]
            for property in UnitStatus.Property.allCases {
                properties[property] = try self.property(property, of: unit, until: deadline)
            }
            statuses[unit] = UnitStatus(properties, now: monotonicTime)
        }
        return statuses
    }

    private func property(
        _ property: UnitStatus.Property,
        of unit: String,
        until deadline: Deadline
    ) throws(SystemdError) -> String {
        let call = try bus.newCall(
            of: "Get",
            to: "org.freedesktop.systemd1",
            at: "/org/freedesktop/systemd1/unit/\(Self.pathComponent(unit))",
            interface: "org.freedesktop.DBus.Properties"
        )
        try call.append("org.freedesktop.systemd1.\(property.isOfUnit ? "Unit" : "Service")")
        try call.append(property.rawValue)
        return try bus.send(call, limit: deadline.left).variant(of: property.kind)
    }

    /// A unit's name as it stands in an object's path: all but letters and digits in hexadecimal
    /// (`bus_label_escape` in systemd's `bus-label.c`).
    static func pathComponent(_ unit: String) -> String {
        unit.utf8.map { byte in
            let character = Character(Unicode.Scalar(byte))
            guard !(character.isASCII && (character.isLetter || character.isNumber)) else {
                return String(character)
            }
            let digits = String(byte, radix: 16)
            return "_" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}

extension UnitStatus.Property {
    fileprivate var kind: VariantKind {
        switch self {
        case .loadState, .activeState, .subState, .fileState, .result: .string
        case .changed: .uint64
        case .job: .job
        case .exitStatus: .int32
        case .restarts: .uint32
        }
    }
}

/// The time by which systemd tells when a unit's state changed: it stands still while the machine
/// sleeps (clock_gettime(2), CLOCK_MONOTONIC).
package var monotonicTime: Duration {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
