/// What systemd says of a unit at one moment, in its own words (org.freedesktop.systemd1(5)).
package struct UnitStatus: Equatable, Sendable {
    /// The property's names, by the D-Bus interface that has them.
    package enum Property: String, CaseIterable, Sendable {
        case loadState = "LoadState"
        case activeState = "ActiveState"
        case subState = "SubState"
        case fileState = "UnitFileState"
        case changed = "StateChangeTimestampMonotonic"
        case job = "Job"
        case result = "Result"
        case exitStatus = "ExecMainStatus"
        case restarts = "NRestarts"

        /// Whether units of every kind have it, and not only services.
        package var isOfUnit: Bool {
            switch self {
            case .loadState, .activeState, .subState, .fileState, .changed, .job: true
            case .result, .exitStatus, .restarts: false
            }
        }
    }

    /// What the unit is at.
    package enum Activity: Equatable, Sendable {
        /// No such unit is installed.
        case absent
        /// It must not be started.
        case masked
        /// Its main process runs, and is ready.
        case running
        /// It is to start once others have.
        case queued
        /// Its `ExecStartPre=` runs.
        case preparing
        /// Its main process runs, and is not ready.
        case starting
        /// It has ended and is about to start again.
        case restarting
        /// It is being stopped.
        case stopping
        /// It is not started, or was stopped.
        case stopped
        /// It has ended, and is not started again.
        case failed
    }

    /// What the unit is at.
    package let activity: Activity
    /// Whether its `ExecStartPre=` runs.
    package var isBeingPrepared: Bool { activity == .preparing }
    /// Whether it has ended, for good or to start again.
    package var hasEnded: Bool { [.restarting, .stopped, .failed].contains(activity) }
    /// How it last ended, in systemd's word, such as `exit-code`.
    package let result: String
    /// The main process's exit code, or the signal that killed it.
    package let exitStatus: Int
    /// How often systemd has started it again by itself.
    package let restarts: Int
    /// Whether it starts by itself at the next boot; nil where that is not told.
    package let isEnabled: Bool?
    /// How long it has been at this; nil where that is not told.
    package let duration: Duration?

    package init(
        _ activity: Activity,
        result: String = "success",
        exitStatus: Int = 0,
        restarts: Int = 0,
        isEnabled: Bool? = true,
        for duration: Duration? = nil
    ) {
        (self.activity, self.result, self.exitStatus) = (activity, result, exitStatus)
        (self.restarts, self.isEnabled, self.duration) = (restarts, isEnabled, duration)
    }

    /// Reads a unit's properties; `now` is the time on the clock that stands still while the
    /// machine sleeps (clock_gettime(2), CLOCK_MONOTONIC). Nil where its state is not among them.
    package init?(_ properties: [Property: String], now: Duration) {
        guard let active = properties[.activeState] else { return nil }
        let sub = properties[.subState] ?? ""
        switch (properties[.loadState], active, sub) {
        case ("not-found", _, _): activity = .absent
        case ("masked", _, _): activity = .masked
        case (_, "active", _), (_, "reloading", _): activity = .running
        case (_, "activating", "auto-restart"), (_, "activating", "auto-restart-queued"):
            activity = .restarting
        case (_, "activating", "condition"), (_, "activating", "start-pre"): activity = .preparing
        case (_, "activating", _): activity = .starting
        case (_, "deactivating", _): activity = .stopping
        // A unit that is not started, and is in the queue, is in it to be started.
        case _ where properties[.job].flatMap({ Int($0) }) ?? 0 > 0: activity = .queued
        case (_, "failed", _): activity = .failed
        default: activity = .stopped
        }
        result = properties[.result] ?? "success"
        exitStatus = properties[.exitStatus].flatMap { Int($0) } ?? 0
        restarts = properties[.restarts].flatMap { Int($0) } ?? 0
        isEnabled = properties[.fileState].flatMap { $0.isEmpty ? nil : $0.hasPrefix("enabled") }
        let changed = properties[.changed].flatMap { Int64($0) } ?? 0
        duration = changed > 0 ? max(.zero, now - .microseconds(changed)) : nil
    }
}

extension UnitStatus {
    /// Reads what `systemctl show` prints of several units: `Property=value`, with an empty line
    /// between them; by the name in `Id`.
    package static func units(shown text: String, now: Duration) -> [String: UnitStatus] {
        var units: [String: UnitStatus] = [:]
        var (id, properties): (String?, [Property: String]) = (nil, [:])
        for line in "\(text)\n".split(separator: "\n", omittingEmptySubsequences: false) {
            guard let equals = line.firstIndex(of: "=") else {
                if let id { units[id] = UnitStatus(properties, now: now) }
                (id, properties) = (nil, [:])
                continue
            }
            let value = String(line[line.index(after: equals)...])
            if line[..<equals] == "Id" { id = value }
            if let property = Property(rawValue: String(line[..<equals])) {
                properties[property] = value
            }
        }
        return units
    }

    /// How it last ended, for a message: `exit status 1`, `signal 9`.
    package var ending: String {
        switch result {
        case "exit-code": "exit status \(exitStatus)"
        case "signal", "core-dump", "watchdog": "signal \(exitStatus)"
        default: result
        }
    }

    /// How long it has been at this, after a word: ` for 4 min`.
    package var lasting: String { duration.map { " for \($0.inWords)" } ?? "" }
}

extension Duration {
    /// In the largest unit of which it has two: `90 s`, `4 min`, `3 h`, `2 d`.
    var inWords: String {
        let seconds = components.seconds
        return switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86400) d"
        }
    }
}
