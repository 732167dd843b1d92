import Foundation

/// How much of what can go wrong is tried: `BOOTCMD_THOROUGHNESS` of the environment.
package enum Thoroughness: String {
    /// Everything, every pair of cuts included: for hours.
    case all
    /// Every single cut, a choice of pairs, and each release of the nodes.
    case normal
    /// One cut in twenty, and most nodes of one release: between two edits, and in every run of the
    /// tests.
    case few

    /// What is asked for; `few` where nothing is.
    package static let current: Thoroughness = {
        let chosen = ProcessInfo.processInfo.environment["BOOTCMD_THOROUGHNESS"]
        return chosen.flatMap(Thoroughness.init) ?? .few
    }()
}

extension Array {
    /// As many of the elements as are to be tried.
    package var chosen: [Element] {
        guard Thoroughness.current == .few else { return self }
        return stride(from: 0, to: count, by: 20).map { self[$0] }
    }

    /// All of them in a thorough run; where few are tried, these alone.
    package func orOnly(_ few: [Element]) -> [Element] {
        Thoroughness.current == .few ? few : self
    }
}
