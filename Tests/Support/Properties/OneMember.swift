import Basics
import Cluster
import Desired

extension DesiredState {
    /// What the only member of a cluster must be, when the description is not in question.
    static func ofOneMember(on installed: InstalledSoftware) throws -> DesiredState {
        let metaData = try MetaData(
            parsing: Source(name: "meta-data", text: "{instance-id: i, local-hostname: a1}")
        )
        let cluster = try InitialCluster(parsing: "a1=http://192.168.99.51:2380")
        return try DesiredState(
            of: Node(metaData, in: ClusterDescription(members: cluster)),
            on: installed
        )
    }
}
