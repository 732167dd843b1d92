/// Why a run would stop before its first write. Each is known from the plan alone, so that a dry run
/// says what a run would.
public enum Refusal: Error, Equatable, Sendable {
    /// A unit cannot be enabled.
    case unit(UnusableUnit)
    /// flannel cannot keep its subnets on this node.
    case store(FlannelBackingStoreError)
    /// Something on the disk stands in the way.
    case obstacle(Obstacle)
    /// So many boots in a row changed the node, and the next would too.
    case stillChanging(boots: Int)

    /// How a run that is refused so ends.
    public var status: ExitStatus {
        switch self {
        case .unit, .stillChanging, .store(.unknownVersion): .unavailable
        case .store: .badCluster
        case .obstacle(let obstacle): obstacle.status
        }
    }

    /// The file or directory that is the reason, if one is.
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
            "still changing after \(boots) boots in a row: left as it is; 'bootcmd --dry-run' "
                + "shows what changes each time, 'bootcmd --force --no-reboot' writes it anyway"
        }
    }
}

/// Something on the disk that a run would meet, found before it begins.
public struct Obstacle: Equatable, Sendable {
    /// Where it is.
    public let path: NodePath
    /// One line that begins with the path as the operator would type it.
    public let reason: String
    /// How a run that meets it ends.
    public let status: ExitStatus

    /// An obstacle as the disk tells it.
    public init(at path: NodePath, _ reason: String, status: ExitStatus) {
        self.path = path
        self.reason = reason
        self.status = status
    }
}
