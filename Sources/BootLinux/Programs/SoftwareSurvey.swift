public import BootPlan

/// What is installed on a node, while its programs think about their versions.
public struct SoftwareSurvey: ~Copyable {
    fileprivate let units: [String: InstalledUnit]
    fileprivate let files: NamedFiles
    fileprivate let sources: [NodePath]
    fileprivate let guesses: [String: NodePath]
    fileprivate let isImage: Bool
    fileprivate let agent: NodePath
    fileprivate let hasAgent: Bool
    fileprivate let hasCurl: Bool
    fileprivate let etcd: VersionQuestion?
    fileprivate let flanneld: VersionQuestion?
    fileprivate let etcdctl: VersionQuestion?

    /// Waits for the programs' answers; `states` is PID 1's word on the units, if it was asked.
    public consuming func software(
        states: [String: UnitFileState]?
    ) throws(ProgramError) -> InstalledSoftware {
        let etcdctlVersion = try etcdctl?.answer() ?? .absent
        return InstalledSoftware(
            etcd: try etcd?.answer() ?? .absent,
            flanneld: try flanneld?.answer() ?? .absent,
            etcdctl: etcdctl?.installed.path ?? InstalledSoftware.usualEtcdctl,
            agent: agent,
            hasAgent: hasAgent,
            hasCurl: hasCurl,
            etcdctlVersion: etcdctlVersion,
            units: units,
            files: files,
            guesses: guesses,
            isImage: isImage,
            states: states,
            sources: sources
        )
    }
}

extension Root {
    /// Reads the units, and asks the programs that they run for their versions. Each takes as long to
    /// answer as a Go program takes to start: there is time for something else meanwhile.
    public func surveySoftware() throws -> SoftwareSurvey {
        let units = try installedUnits(DesiredState.observedUnits)
        let files = try files(named: units)
        var guesses: [String: NodePath] = [:]

        func ask(_ service: Service) throws -> VersionQuestion? {
            let (found, isGuess) = try program(of: service, in: units, files)
            guard let found else { return nil }
            if isGuess, units[service.unit] != nil { guesses[service.unit] = found.path }
            return try VersionQuestion(found, on: self)
        }

        let etcd = try ask(.etcd)
        let flanneld = try ask(.flanneld)
        // An etcdctl beside the etcd that the unit runs is the one that came with it. From 3.4 on
        // there is a command for its version, before only a flag (etcd's `etcdctl/main.go`).
        let etcdctl = try program("etcdctl", besides: etcd?.installed.path.parent).map {
            try VersionQuestion($0, on: self, ["version"], then: ["--version"])
        }
        let agent =
            try find(InstalledSoftware.packagedAgent, .pathOnly(link: false)) != nil
            ? InstalledSoftware.packagedAgent : InstalledSoftware.seededAgent
        let own = Set(ManagedFile.allCases.map(\.path))
        return SoftwareSurvey(
            units: units,
            files: files,
            sources: [etcd, flanneld, etcdctl].compactMap { $0?.installed.path }
                + files.read.sorted().filter { !own.contains($0) }
                + (try sources(ofUnits: DesiredState.observedUnits)),
            guesses: guesses,
            isImage: !isSystem,
            agent: agent,
            hasAgent: try isProgram(at: agent),
            hasCurl: try path(ofProgram: "curl") != nil,
            etcd: etcd,
            flanneld: flanneld,
            etcdctl: etcdctl
        )
    }
}
