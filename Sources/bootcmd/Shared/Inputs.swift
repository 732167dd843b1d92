import BootLinux
import BootPlan
import Diagnostics

/// An input that is missing or wrong.
struct InputError: Error, CustomStringConvertible {
    let status: ExitStatus
    let description: String
}

extension Root {
    /// Opens a root; one that is not there is an input that is missing.
    static func open(_ path: String) throws -> Root {
        do {
            return try Root(path)
        } catch {
            guard error.meansMissing else { throw error }
            throw InputError(status: .noInput, description: "\(error)")
        }
    }

    /// The node's meta-data: NoCloud's file in the seed directory or, with another datasource, what
    /// cloud-init itself has left in /run.
    func metaData(seed: String) throws -> MetaData {
        let path = Self.path("meta-data", in: seed)
        if let source = try input(path, wrong: .badInput) {
            return try MetaData(parsing: source)
        }
        let instanceData = "/run/cloud-init/instance-data.json"
        if let source = try input(instanceData, wrong: .badInput) {
            return try MetaData(instanceData: source)
        }
        throw InputError(
            status: .noInput,
            description: "\(display(path)): not found, nor is \(display(instanceData)): "
                + "nothing says who this node is"
        )
    }

    /// The cluster: the members given on the command line, or the file in the seed directory.
    func clusterDescription(seed: String, members: String?) throws -> ClusterDescription {
        if let members {
            do {
                return try ClusterDescription(members: InitialCluster(parsing: members))
            } catch {
                throw InputError(status: .badCluster, description: "--cluster: \(error)")
            }
        }
        let path = Self.path("cluster.yaml", in: seed)
        guard let source = try input(path, wrong: .badCluster) else {
            throw InputError(
                status: .noInput,
                description: "\(display(path)): not found, and no --cluster given: "
                    + "nothing says who the members are"
            )
        }
        do {
            return try ClusterDescription(parsing: source)
        } catch {
            throw InputError(status: .badCluster, description: "\(error)")
        }
    }

    private static func path(_ name: String, in directory: String) -> String {
        directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
    }

    private func input(_ path: String, wrong: ExitStatus) throws -> Source? {
        do {
            guard let bytes = try read(path, isInput: true) else { return nil }
            return try Source(name: display(path), bytes: bytes)
        } catch let error as Located<SourceError> {
            throw InputError(status: wrong, description: "\(error)")
        } catch let error as DiskError {
            guard case .distrusted = error else { throw error }
            throw InputError(status: wrong, description: "\(error)")
        }
    }
}
