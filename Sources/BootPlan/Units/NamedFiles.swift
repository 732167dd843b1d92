/// The texts of the files that units and commands name.
public struct NamedFiles: Equatable, Sendable {
    /// The texts, by path; none for a file that is not there.
    public var texts: [NodePath: String] = [:]
    /// The paths that a pattern of `EnvironmentFile=` stands for.
    public var matches: [String: [NodePath]] = [:]
    /// The paths that were looked at, whether a file is there or not.
    public var read: Set<NodePath> = []
    /// Variables of files that are made only when the node runs.
    var promised: [NodePath: Set<String>] = [:]

    /// No file.
    public init() {}

    func hasRead(_ path: NodePath) -> Bool { read.contains(path) }

    func paths(of pattern: String) -> [NodePath] {
        matches[pattern] ?? NodePath(pattern).map { [$0] } ?? []
    }

    func assignments(of path: NodePath) -> [(name: String, value: Word)] {
        (promised[path] ?? []).sorted().map { ($0, Word([.unknown("${\($0)}")])) }
            + (texts[path].map { EnvironmentText($0).assignments } ?? []).map {
                ($0.name, Word($0.value))
            }
    }
}
