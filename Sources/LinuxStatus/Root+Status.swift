import Configure
import Basics
import Cluster
import Desired
import Etcd
import Glibc
import Join
import Linux
import LinuxConfigure
import Status
import Units

extension Root {
    /// The disk's part of a node's status.
    func observation(
        of node: Node,
        seed: NodePath,
        agent: String
    ) throws(DiskError) -> StatusObservation {
        let record: RecordedState
        switch try storedRecord() {
        case .untrusted(let error):
            record = .untrusted("\(error)")
        case .none:
            record = .never
        case .trusted(let stored):
            let drift = try drift(since: stored, agent: agent)
            record = RecordedState(
                stored,
                of: node.identity,
                inBoot: Self.boot,
                isAtWork: stored.phase != .complete && lockHolder() != nil,
                drift
            )
        }
        var seen = StatusObservation(of: node, record: record)
        seen.cloudInit = CloudInitProgress(
            status: try textFound(at: CloudInitProgress.statusPath),
            result: try textFound(at: CloudInitProgress.resultPath)
        )
        seen.hasHook = hasHook(seed: seed)
        seen.gate = try textFound(at: GateNote.path).map(GateNote.init(parsing:))
        seen.subnet = try textFound(at: SubnetEnvironment.path).flatMap(SubnetEnvironment.init)
        if node.member != nil {
            // Who may not look knows of none.
            let settings = try? etcdSettings()
            seen.data = settings?.dataDirectory(of: node.name)
            seen.log = try? settings.map { $0.logDirectory(of: node.name) }.flatMap {
                try hasLog(in: $0) ? $0 : nil
            }
            seen.etcdUser = try installedUnits([Service.etcd.unit])[Service.etcd.unit]?.file?.user
        }
        seen.credentials = try installedCredentials(of: node)
        return seen
    }

    /// What OpenSSL finds in the credentials of this disk; nil where nobody asks for them. Who may
    /// not read the key may ask nothing of members that want to see a certificate either.
    private func installedCredentials(of node: Node) throws(DiskError) -> InstalledCredentials? {
        guard node.cluster.members.usesTLS else { return nil }
        var files: [Credentials.Part: Credentials.File] = [:]
        for part in Credentials.Part.allCases {
            let path = part.file.path
            guard let contents = try read(path) else { return .missing(path) }
            files[part] = Credentials.File(path: path, contents: contents)
        }
        do throws(CertificateLibraryError) {
            let facts = try CertificateFacts(of: files, for: node)
            return .found(Credentials(files: files, facts: facts))
        } catch {
            return .unknown("\(error)")
        }
    }

    /// What etcd's configuration on this disk says.
    package func etcdConf() throws(DiskError) -> EtcdSettings {
        EtcdSettings(parsing: try textFound(at: ManagedFile.etcdConf.path) ?? "")
    }

    /// What etcd's unit on this disk tells it, drop-ins and their files included, or else its
    /// configuration. What a gate has it told for one start is no part of that.
    package func etcdSettings() throws(DiskError) -> EtcdSettings {
        let name = Service.etcd.unit
        guard let loaded = try loadedUnit(name), let unit = loaded.file else {
            return try etcdConf()
        }
        let files = try files(named: [name: loaded])
        let values = ServiceEnvironment(of: unit, reading: files).values
        return EtcdSettings { name in
            StartEnvironment.variables.contains(name) ? nil : values[name]?.word.literal
        }
        .or(try etcdConf())
    }

    /// Whether something starts the agent at the next boot: its own unit, or cloud-init by what it
    /// is told; nil where only others may know.
    private func hasHook(seed: NodePath) -> Bool? {
        do throws(DiskError) {
            let unit = UnitFile.administratorDirectory.appending("multi-user.target.wants")
                .appending("bootcmd.service")
            if try isLink(unit) { return true }
            for file in try [seed.appending("user-data")] + cloudInitInputs() {
                guard let text = try textFound(at: file) else { continue }
                let lines = text.split(separator: "\n").map { $0.prefix { $0 != "#" } }
                if lines.contains(where: { $0.hasPart("/bootcmd") }) { return true }
            }
            return false
        } catch {
            return nil
        }
    }
}
