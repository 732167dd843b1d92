import Basics

/// What etcd raises when it must not continue as if nothing were wrong: a member's alarm holds for
/// all.
package enum EtcdAlarm: String, CaseIterable, Sendable {
    /// The database has reached its quota: no more keys are taken.
    case noSpace = "NOSPACE"
    /// The data of two members differ.
    case corrupt = "CORRUPT"

    /// The alarms that etcd's own words name: `memberID:… alarm:NOSPACE`, or `Active Alarm(s): …`.
    package static func named(in words: String) -> Set<EtcdAlarm> {
        guard words.lowercased().hasPart("alarm") else { return [] }
        return Set(allCases.filter { words.hasPart($0.rawValue) })
    }
}
