import Foundation

/// How much of what can go wrong is tried: `BOOTCMD_CUTS` of the environment.
enum Thoroughness: String {
    /// Everything, every pair of cuts included: for hours.
    case all
    /// Every single cut, and a choice of pairs: of the release, in minutes.
    case normal
    /// One in ten, unless something else is asked for.
    case few

    static let current: Thoroughness = {
        let chosen = ProcessInfo.processInfo.environment["BOOTCMD_CUTS"]
        return chosen.flatMap(Thoroughness.init) ?? .few
    }()
}

extension Array {
    /// As many of the elements as are to be tried.
    var chosen: [Element] {
        guard Thoroughness.current == .few else { return self }
        return stride(from: 0, to: count, by: 10).map { self[$0] }
    }
}
