/// What a plan rested on, and what it left; a later boot compares it with what is there then.
public struct NodeFacts: Equatable, Sendable {
    /// The description of the cluster.
    public struct Description: Equatable, Sendable {
        /// The file, as it was when it was read.
        public let fact: Fact
        /// The fingerprint of its bytes.
        public let fingerprint: Fingerprint

        /// The description as it was read.
        public init(_ fact: Fact, _ fingerprint: Fingerprint) {
            self.fact = fact
            self.fingerprint = fingerprint
        }
    }

    /// The version of the agent that made the plan.
    public var agent: String
    /// The description; nil if the members were given on the command line.
    public var description: Description?
    /// The fingerprint of the members, if they were given on the command line.
    public var members: Fingerprint?
    /// Everything from which the installed units and programs were known: files that were read or
    /// run, and places where there was none.
    public var software: [Fact]
    /// The files that the agent manages, as it left them.
    public var files: [Fact]
    /// The links by which the node's units were enabled.
    public internal(set) var links: [NodePath]

    /// Facts about a node.
    public init(
        agent: String,
        description: Description? = nil,
        members: Fingerprint? = nil,
        software: [Fact] = [],
        files: [Fact] = [],
        links: [NodePath] = []
    ) {
        self.agent = agent
        self.description = description
        self.members = members
        self.software = software
        self.files = files
        self.links = links
    }

    /// Every path that a later boot looks at because of them.
    var places: [NodePath] {
        (description.map { [$0.fact.path] } ?? []) + (software + files).map(\.path) + links
    }
}
