import Basics

/// What a node is told about itself: which instance it is, and its name.
package struct MetaData: Sendable, Equatable {
    /// Who the node is.
    package let identity: Identity
    /// What an operator should know of how it is said, a sentence each.
    package private(set) var warnings: [String] = []

    /// The most bytes of an instance ID: cloud-init names a directory by it.
    static let maximumInstanceIDLength = 255

    /// Reads `instance-id` and `local-hostname` of a NoCloud `meta-data` file
    /// (https://cloudinit.readthedocs.io/en/latest/reference/datasources/nocloud.html).
    ///
    /// Both must be there, on the top level, or among the arguments, which win; other keys are for
    /// other readers. A host name is read up to its first dot. Throws at the key or the value that
    /// is wrong.
    package init(
        parsing source: Source,
        below arguments: [SeedArguments] = []
    ) throws(InputError) {
        let fields = try Fields(parsing: source)
        var warnings: [String] = []
        func field(_ key: String) throws(InputError) -> Field {
            guard let told = arguments.lazy.compactMap({ $0.field(key) }).first else {
                let field = try fields.text(key)
                warnings += [field.misreading].compactMap(\.self)
                return field
            }
            if let other = fields.string(key), other != told.text {
                warnings.append(
                    "\(told.source.name): \(quoted("\(key)=\(told.text)")) wins over "
                        + "\(quoted(other)) of "
                        + source.name
                )
            }
            return told
        }
        try self.init(instanceID: field("instance-id"), hostName: field("local-hostname"))
        self.warnings = warnings
    }

    /// Reads `v1.instance_id` and `v1.local_hostname` of cloud-init's own `instance-data.json`,
    /// where every datasource leaves them
    /// (https://cloudinit.readthedocs.io/en/latest/explanation/instancedata.html).
    ///
    /// Throws as `init(parsing:)` does.
    package init(instanceData source: Source) throws(InputError) {
        let fields = try Fields(parsing: source).fields("v1")
        try self.init(
            instanceID: fields.text("instance_id"),
            hostName: fields.text("local_hostname")
        )
    }

    private init(
        instanceID: Field,
        hostName: Field
    ) throws(InputError) {
        // It goes into the record and into messages; only a mistake puts such characters in it.
        guard visible(instanceID.text) == instanceID.text else {
            throw instanceID.problem(" has invisible characters: \(quoted(instanceID.text))")
        }
        let length = instanceID.text.utf8.count
        guard length <= Self.maximumInstanceIDLength else {
            throw instanceID.problem(
                " has \(length) bytes; cloud-init can use at most \(Self.maximumInstanceIDLength)"
            )
        }

        let labels = hostName.text.split(separator: ".", omittingEmptySubsequences: false)
        let name = quoted(hostName.text)
        guard labels.count < 2 || !labels.dropFirst().dropLast().contains("") else {
            throw hostName.problem(": \(name) has nothing between two dots")
        }
        guard labels.count != 4 || !labels.joined().utf8.allSatisfy({ (48...57).contains($0) })
        else {
            throw hostName.problem(
                ": \(name) is an IP address, of which cloud-init makes a name of its own"
            )
        }
        let label = String(labels[0])
        do throws(InputError) {
            identity = Identity(instanceID: instanceID.text, hostName: try HostName(label))
        } catch {
            throw hostName.problem(": \(error)")
        }
    }
}
