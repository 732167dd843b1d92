/// Why a run stops before its first write. Refusals are part of the plan, so that a dry run shows the
/// same ones.
public enum Refusal: Error, Equatable, Sendable {
    /// A unit cannot be enabled.
    case unit(UnusableUnit)
    /// flannel cannot keep its subnets on this node.
    case store(FlannelBackingStoreError)
    /// Something on the disk stands in the way.
    case obstacle(Obstacle)
    /// As many boots in a row as may change the node have changed it, and this one would too.
    case stillChanging(boots: Int)

    /// The exit code of a run with this refusal.
    public var status: ExitStatus {
        switch self {
        case .unit, .stillChanging, .store(.unknownVersion): .unavailable
        case .store: .badCluster
        case .obstacle(let obstacle): obstacle.status
        }
    }

    /// The file or directory that is the reason, if there is one.
    public var path: NodePath? {
        switch self {
        case .obstacle(let obstacle): obstacle.path
        case .unit, .store, .stillChanging: nil
        }
    }
}

extension Refusal: CustomStringConvertible {
    /// One line, with the cure where there is one.
    public var description: String {
        switch self {
        case .unit(let unit): "\(unit)"
        case .store(let error): "\(error)"
        case .obstacle(let obstacle): obstacle.reason
        case .stillChanging(let boots):
            "still changing after \(boots) boots in a row; not changed again. 'bootcmd --dry-run' "
                + "shows what changes each time, 'bootcmd --force --no-reboot' writes it anyway"
        }
    }
}

/// Something on the disk that would stop a run, found before it begins.
public struct Obstacle: Equatable, Sendable {
    /// Where it is.
    public let path: NodePath
    /// One line, which begins with the path as the operator would type it.
    public let reason: String
    /// The exit code of a run that it stops.
    public let status: ExitStatus

    /// An obstacle at a path.
    public init(at path: NodePath, _ reason: String, status: ExitStatus) {
        self.path = path
        self.reason = reason
        self.status = status
    }
}
