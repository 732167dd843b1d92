extension ConfigurePlan {
    /// What happens to docker's group.
    package enum GroupChange: Equatable, Sendable {
        /// The group is added.
        case add(String)
        /// The image's own line is copied into `/etc/group`, with the group's number.
        case copy(String, line: String)
        /// What an interrupted run left out is added.
        case finish(String)
    }
}

extension ConfigurePlan.GroupChange {
    init?(_ name: String, _ state: DiskState.Group, isOurs: Bool) {
        switch state {
        case .absent: self = .add(name)
        case .onlyInImage(let line): self = .copy(name, line: line)
        case .unfinished where isOurs: self = .finish(name)
        case .unfinished, .present: return nil
        }
    }

    /// The image's line, if that is what is copied.
    package var line: String? {
        guard case .copy(_, let line) = self else { return nil }
        return line
    }

    /// The group.
    package var name: String {
        switch self {
        case .add(let name), .copy(let name, _), .finish(let name): name
        }
    }
}
