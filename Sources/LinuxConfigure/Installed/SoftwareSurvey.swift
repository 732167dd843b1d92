import Basics
import CLinux
import Desired
import Glibc
import Linux
import Units

/// What is installed on a node, while its programs think about their versions.
package struct SoftwareSurvey: ~Copyable {
    /// All but what the programs and PID 1 say.
    fileprivate let found: InstalledSoftware
    fileprivate let etcd: VersionQuestion?
    fileprivate let flanneld: VersionQuestion?
    fileprivate let dockerd: VersionQuestion?
    fileprivate let etcdctl: VersionQuestion?

    /// Waits for the programs' answers; `states` is PID 1's word on the units, if it was asked.
    package consuming func software(
        states: [String: UnitFileState]?
    ) throws(ProgramError) -> InstalledSoftware {
        var software = found
        software.etcdctlVersion = try etcdctl?.answer() ?? .absent
        software.etcd = try etcd?.answer() ?? .absent
        software.flanneld = try flanneld?.answer() ?? .absent
        software.dockerd = try dockerd?.answer() ?? .absent
        software.states = states
        return software
    }
}

extension Root {
    /// Reads the units, and asks the programs that they run for their versions. Each takes as long
    /// to answer as a Go program takes to start: there is time for something else meanwhile.
    ///
    /// What an image brings is foreign here: where the kernel lets us, it gets no network.
    package func surveySoftware() throws -> SoftwareSurvey {
        if !isSystem, geteuid() == 0 { _ = linux_leave_network() }
        let units = try installedUnits(DesiredState.observedUnits)
        let files = try files(named: units)
        var guesses: [String: NodePath] = [:]

        func ask(_ service: Service) throws -> VersionQuestion? {
            let (found, isGuess) = try program(of: service, in: units, files)
            guard let found else { return nil }
            if isGuess, service != .docker, units[service.unit] != nil {
                guesses[service.unit] = found.path
            }
            return try VersionQuestion(found, on: self)
        }

        let etcd = try ask(.etcd)
        let flanneld = try ask(.flanneld)
        // Without a unit of docker's, podman may go by its name.
        let dockerd = try ask(.docker)
        // From 3.4 on there is a command for its version, before only a flag (etcd's
        // `etcdctl/main.go`).
        let etcdctl = try etcdctl(beside: etcd?.installed).map {
            try VersionQuestion($0, on: self, ["version"], then: ["--version"])
        }
        let agent =
            try find(InstalledSoftware.packagedAgent, .pathOnly(link: false)) != nil
            ? InstalledSoftware.packagedAgent : InstalledSoftware.seededAgent
        // A dockerd that comes later may need another drop-in.
        var programs = [etcd, flanneld, dockerd, etcdctl].compactMap { $0?.installed.path }
        if dockerd == nil,
            case .program(let invocation) = units[Service.docker.unit]?.file?
                .resolvedCommand(of: .docker, scripts: files),
            let path = NodePath(invocation.program)
        {
            programs.append(path)
        }
        let own = Set(ManagedFile.allCases.map(\.path))
        var found = InstalledSoftware(
            etcdctl: etcdctl?.installed.path ?? InstalledSoftware.usualEtcdctl,
            agent: agent,
            hasAgent: try isProgram(at: agent),
            hasCurl: try path(ofProgram: "curl") != nil,
            hasIptables: try path(ofProgram: "iptables") != nil,
            units: try neighbors(of: units),
            files: files,
            guesses: guesses,
            isImage: !isSystem,
            sources: programs
                + (files.read.sorted() + (try sources(ofUnits: DesiredState.observedUnits)))
                .filter { !own.contains($0) }
        )
        found.surroundings = try surroundings(
            of: [Service.etcd, .flanneld].compactMap { units[$0.unit]?.file },
            agent: agent
        )
        return SoftwareSurvey(
            found: found,
            etcd: etcd,
            flanneld: flanneld,
            dockerd: dockerd,
            etcdctl: etcdctl
        )
    }
}
