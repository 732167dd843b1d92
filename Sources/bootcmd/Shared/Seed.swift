import Basics
import Cluster
import Etcd
import Linux
import LinuxConfigure
import Status

/// The seed directory, in which cloud-init's NoCloud datasource and the installer leave the inputs.
struct Seed {
    let root: Root
    let directory: NodePath

    /// The node's meta-data: NoCloud's file, below what wins over it in cloud-init, or, with
    /// another datasource, what cloud-init left in /run.
    func metaData() throws(SeedError) -> MetaData {
        let file = metaDataFile
        let instanceData: NodePath = "/run/cloud-init/instance-data.json"
        let told = try source(file)
        let found = told == nil ? try source(instanceData) : nil
        do throws(InputError) {
            if let told { return try MetaData(parsing: told, below: root.seedArguments()) }
            if let found { return try MetaData(instanceData: found) }
        } catch {
            throw .unusable(error, isDescription: false)
        }
        throw .missing(
            "\(root.display(file)): not found, nor is \(root.display(instanceData)); one of them "
                + "must say which node this is"
        )
    }

    /// The cluster: the members given on the command line, or the file in the seed directory.
    func cluster(orElse members: String?) throws(SeedError) -> ClusterDescription {
        if let members { return try cluster(of: members) }
        guard let source = try source(descriptionFile) else {
            throw .missing(
                "\(root.display(descriptionFile)): not found; write it, or name the members with "
                    + "--cluster"
            )
        }
        do throws(InputError) {
            return try ClusterDescription(parsing: source)
        } catch {
            throw .unusable(error, isDescription: true)
        }
    }

    var metaDataFile: NodePath { directory.appending("meta-data") }

    var descriptionFile: NodePath { directory.appending("cluster.yaml") }

    /// The description or, where the members were given on the command line, those that etcd was
    /// told.
    func cluster(orElse settings: @autoclosure () throws -> EtcdSettings) throws
        -> ClusterDescription
    {
        do throws(SeedError) {
            return try cluster(orElse: nil)
        } catch {
            guard case .missing = error else { throw error }
            let settings = try settings()
            guard let members = settings.initialCluster else { throw error }
            return try cluster(of: members).with(settings.initialState ?? .new)
        }
    }

    /// The cluster that etcd is configured for, whatever the description says by now; nil where its
    /// settings name no members.
    func cluster(configuredBy settings: EtcdSettings) throws(SeedError) -> ClusterDescription? {
        guard let members = settings.initialCluster else { return nil }
        return try named { () throws(InputError) in
            ClusterDescription(
                configuredFor: try InitialCluster(parsing: members),
                token: settings.token,
                state: settings.initialState
            )
        }
    }

    private func cluster(of members: String) throws(SeedError) -> ClusterDescription {
        try named { () throws(InputError) in
            try ClusterDescription(members: InitialCluster(parsing: members))
        }
    }

    /// What is made of members that are named without a file.
    private func named<Result>(
        _ read: () throws(InputError) -> Result
    ) throws(SeedError) -> Result {
        do {
            return try read()
        } catch {
            throw .unusable(error.map { "--cluster: \($0)" }, isDescription: true)
        }
    }

    private func source(_ path: NodePath) throws(SeedError) -> Source? {
        let bytes: [UInt8]?
        do throws(DiskError) {
            bytes = try root.read(path, isInput: true)
        } catch {
            throw .disk(error, isDescription: path == descriptionFile)
        }
        guard let bytes else { return nil }
        do throws(InputError) {
            return try Source(name: root.display(path), bytes: bytes)
        } catch {
            throw .unusable(error, isDescription: path == descriptionFile)
        }
    }
}
