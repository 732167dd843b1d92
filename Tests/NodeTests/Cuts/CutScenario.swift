/// What a machine is at when its power fails.
enum CutScenario: String, CaseIterable {
    case firstBoot = "a first boot"
    /// The installer lays another instance's seed, with another token, over a configured disk.
    case reinstallation = "a reinstallation"
    /// An operator undoes the configuration; as user-data still calls the agent, the next boot
    /// makes it again.
    case undo = "an undo"

    /// The instance that the node is in the end.
    var instance: String { self == .reinstallation ? "iid-local02" : "iid-local01" }

    /// Stretches of time in which to cut: how many cuts, from which sign of the node's on, until
    /// which.
    var stretches: [CutStretch] {
        switch self {
        case .firstBoot:
            [
                CutStretch(boot: 1, from: .cloudInit, cuts: 2),
                CutStretch(boot: 1, from: .agent, cuts: 6),
                CutStretch(boot: 2, from: .cloudInit, cuts: 4),
            ]
        case .reinstallation:
            [
                CutStretch(boot: 1, from: .cloudInit, cuts: 1),
                CutStretch(boot: 1, from: .agent, cuts: 2),
                CutStretch(boot: 2, from: .cloudInit, cuts: 2),
            ]
        case .undo:
            [CutStretch(boot: 1, from: .undo, cuts: 3)]
        }
    }
}

/// A stretch of a node's life, from one sign that it gives to the next one.
struct CutStretch: Hashable {
    /// Which boot of the scenario.
    let boot: Int
    let from: NodeSign
    /// How many cuts are spread over it.
    let cuts: Int

    /// Where in the stretch to cut, in the middle of as many equal parts.
    func fractions(_ factor: Int) -> [Double] {
        (0..<cuts * factor).map { (Double($0) + 0.5) / Double(cuts * factor) }
    }
}

/// What a node lets us see of where it is: a file that it makes in a directory that is not on its
/// disk.
///
/// A console is a pipe, and later than what it tells.
enum NodeSign: String {
    case cloudInit = "cloud-init"
    case agent
    case undo
}
