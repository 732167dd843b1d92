import Units
import Basics
import Cluster
import Desired
import Linux
import LinuxConfigure
import Status

extension Seed {
    private var credentialsDirectory: NodePath { directory.appending("tls") }

    /// What a machine proves itself with; nil where nobody asks.
    ///
    /// The installer's files count as long as its key is there. After that the installed ones do:
    /// operators may have renewed them by other means. `prefersSeed` takes the certificates of the
    /// seed directory for the installed key.
    func credentials(
        of node: Node,
        on installed: InstalledSoftware,
        prefersSeed: Bool
    ) throws -> Credentials? {
        guard node.cluster.members.usesTLS else { return nil }
        let delivered = try delivered(.key)
        let prefersSeed = prefersSeed || delivered != nil
        var files: [Credentials.Part: Credentials.File] = [:]
        files[.key] = try delivered ?? self.installed(.key)
        for part in [Credentials.Part.authority, .certificate] {
            files[part] =
                prefersSeed
                ? try self.delivered(part) ?? self.installed(part)
                : try self.installed(part) ?? self.delivered(part)
        }
        for part in Credentials.Part.allCases where files[part] == nil { throw missing(part) }
        return Credentials(
            files: files,
            facts: try CertificateFacts(of: files, for: node),
            readers: node.member == nil
                ? .nobody
                : try root.keyReaders(of: installed.units["etcd.service"]?.file),
            deliveredKey: delivered?.path
        )
    }

    private func delivered(_ part: Credentials.Part) throws(SeedError) -> Credentials.File? {
        let path = credentialsDirectory.appending(part.rawValue)
        return try file(at: path, isSecret: part.file.isSecret)
    }

    /// What the agent, or an operator, has installed. Who may read it is the plan's to mend; who
    /// has written the key does not matter where it is the certificate's.
    private func installed(_ part: Credentials.Part) throws(SeedError) -> Credentials.File? {
        try file(at: part.file.path, isInput: !part.file.isSecret)
    }

    private func file(
        at path: NodePath,
        isInput: Bool = true,
        isSecret: Bool = false
    ) throws(SeedError) -> Credentials.File? {
        do throws(DiskError) {
            return try root.read(
                path,
                isInput: isInput,
                isSecret: isSecret,
                ofAnyOwner: !isInput
            ).map {
                Credentials.File(path: path, contents: $0)
            }
        } catch {
            throw .disk(error, isDescription: false)
        }
    }

    private func missing(_ part: Credentials.Part) -> SeedError {
        .missing(
            "\(root.display(credentialsDirectory.appending(part.rawValue))): not found, nor is "
                + "\(root.display(part.file.path)); members with https need it"
        )
    }
}
