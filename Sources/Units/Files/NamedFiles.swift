import Basics

/// The texts of the files that units and commands name.
package struct NamedFiles: Equatable, Sendable {
    /// The texts, by path; none for a file that is not there.
    package var texts: [NodePath: String] = [:]
    /// The paths that a pattern of `EnvironmentFile=` stands for.
    package var matches: [String: [NodePath]] = [:]
    /// The paths that were looked at, whether a file is there or not.
    package var read: Set<NodePath> = []
    /// Variables of files that are made only when the node runs.
    package var promised: [NodePath: Set<String>] = [:]
    /// The variables that the manager gives to every service (systemd-system.conf(5),
    /// "DefaultEnvironment="; systemd(1), "systemd.setenv=").
    package var defaults: [UnitFile.Setting] = []

    /// No file.
    package init() {}

    func hasRead(_ path: NodePath) -> Bool { read.contains(path) }

    package func paths(of pattern: String) -> [NodePath] {
        matches[pattern] ?? NodePath(pattern).map { [$0] } ?? []
    }

    package func assignments(of path: NodePath) -> [(name: String, value: Word)] {
        (promised[path] ?? []).sorted().map { ($0, Word([.unknown("${\($0)}")])) }
            + (texts[path].map { EnvironmentText($0).assignments } ?? []).map {
                ($0.name, Word($0.value))
            }
    }
}
