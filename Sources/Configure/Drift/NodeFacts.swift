import Basics

/// What a plan rested on, and what it left; a later boot compares it with what is there then.
package struct NodeFacts: Equatable, Sendable {
    /// The description of the cluster.
    package struct Description: Equatable, Sendable {
        /// Where the file lies.
        package let path: NodePath
        /// The fingerprint of its bytes.
        let fingerprint: Fingerprint

        /// The description as it was read.
        package init(_ path: NodePath, _ fingerprint: Fingerprint) {
            self.path = path
            self.fingerprint = fingerprint
        }
    }

    /// The version of the agent that made the plan.
    package var agent: String
    /// The description; nil if the members were given on the command line.
    package var description: Description?
    /// The fingerprint of the members, if they were given on the command line.
    package var members: Fingerprint?
    /// Everything from which the installed units and programs were known: files that were read or
    /// run, and places where there was none.
    package var software: [Fact]
    /// The files that the node needs of those that the agent wrote.
    package var files: [NodePath]
    /// The links by which the node's units were enabled.
    package var links: [NodePath]

    /// Facts about a node.
    package init(
        agent: String,
        description: Description? = nil,
        members: Fingerprint? = nil,
        software: [Fact] = [],
        files: [NodePath] = [],
        links: [NodePath] = []
    ) {
        self.agent = agent
        self.description = description
        self.members = members
        self.software = software
        self.files = files
        self.links = links
    }
}
