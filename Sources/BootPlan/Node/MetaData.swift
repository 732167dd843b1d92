public import Diagnostics

/// What a node is told about itself: which instance it is, and its name.
public struct MetaData: Sendable, Equatable {
    /// Who the node is.
    public let identity: Identity

    /// The most bytes of an instance ID: cloud-init names a directory by it.
    public static let maximumInstanceIDLength = 255

    /// Reads `instance-id` and `local-hostname` of a NoCloud `meta-data` file
    /// (https://cloudinit.readthedocs.io/en/latest/reference/datasources/nocloud.html).
    ///
    /// Both must be there, on the top level; other keys are for other readers. A host name is read
    /// up to its first dot. Throws `MetaDataError` at the key or the value that is wrong.
    public init(parsing source: Source) throws(Located<MetaDataError>) {
        let fields = try Fields(parsing: source)
        try self.init(
            instanceID: fields.text("instance-id"),
            hostName: fields.text("local-hostname")
        )
    }

    /// Reads `v1.instance_id` and `v1.local_hostname` of cloud-init's own `instance-data.json`,
    /// where every datasource leaves them
    /// (https://cloudinit.readthedocs.io/en/latest/explanation/instancedata.html).
    ///
    /// Throws as `init(parsing:)` does.
    public init(instanceData source: Source) throws(Located<MetaDataError>) {
        let fields = try Fields(parsing: source).fields("v1")
        try self.init(
            instanceID: fields.text("instance_id"),
            hostName: fields.text("local_hostname")
        )
    }

    private init(
        instanceID: Field,
        hostName: Field
    ) throws(Located<MetaDataError>) {
        // It goes into the record and into messages; only a mistake puts such characters in it.
        guard visible(instanceID.text) == instanceID.text else {
            throw instanceID.problem(.invisible(key: instanceID.key, instanceID.text))
        }
        let length = instanceID.text.utf8.count
        guard length <= Self.maximumInstanceIDLength else {
            throw instanceID.problem(.tooLong(key: instanceID.key, bytes: length))
        }

        let label = String(hostName.text.prefix { $0 != "." })
        do throws(HostNameError) {
            identity = Identity(instanceID: instanceID.text, hostName: try HostName(label))
        } catch {
            throw hostName.problem(.hostName(key: hostName.key, error))
        }
    }
}
