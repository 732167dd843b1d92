import Etcd
import LinuxConfigure
import Basics
import Cluster
import Glibc
import Linux
import LinuxJoin
import Status
import Units

extension Root {
    /// Looks at a node, and changes nothing.
    ///
    /// All that can run at once does, and every question has a limit: it takes at most some six
    /// seconds, whatever hangs. `withCluster` also asks the other machines for an echo.
    package func statusObservation(
        of node: Node,
        seed: NodePath,
        agent: String,
        withCluster: Bool
    ) throws -> StatusObservation {
        let units = try startShowingUnits()
        let environment = node.member == nil ? nil : startShowingEnvironment()
        let programs = try etcdPrograms()
        let etcd = try programs.etcd.map { etcd throws(ProgramError) in
            try Program.start(etcd.executable, ["--version"], limit: .seconds(Self.patience))
        }
        let ports = ClusterSurvey.knock(on: node)
        var seen = try observation(of: node, seed: seed, agent: agent)
        seen.interfaces = Interfaces.all
        let probe = node.address.flatMap { AddressProbe($0, among: seen.interfaces) }
        seen.routes = Route.table(text(ofKernelFile: "/proc/net/route"))
        seen.units = self.units(units)
        seen.isForced = isForced(environment)
        if node.member != nil, seen.units?["etcd.service"]?.hasEnded == true {
            seen.etcdWords = Self.lastWords(of: "etcd.service")
        }
        let rules = try startListingRules(beside: seen.interfaces)

        let version = try etcd.map(Question.init)?.answer().output
        let survey = ClusterSurvey(
            of: node,
            etcd: version.flatMap { Version(in: $0) },
            etcdctl: programs.etcdctl?.executable,
            curl: try program("curl")?.executable,
            with: clientCredentials(for: node.cluster)
        )
        let answers = try survey.answers(from: ports)
        (seen.endpoints, seen.members) = (answers.endpoints, answers.members)
        (seen.leases, seen.ownList) = (answers.leases, answers.ownList)
        seen.filter = try rules.flatMap(packetFilter)
        if withCluster { seen.echoes = seen.askEchoes() }
        // Asked a while ago: who has the address has said so by now.
        seen.twin = probe?.twin()
        return seen
    }

    /// What a unit, and systemd of it, said since it was last started.
    private static func lastWords(of unit: String) -> [String] {
        do {
            let journal = try Program.run(
                "journalctl",
                ["--unit", unit, "--lines", "200", "--output", "cat", "--no-pager", "--quiet"],
                limit: .seconds(patience)
            )
            let lines = journal.text.split(separator: "\n").map(String.init)
            let start = lines.lastIndex { $0.hasPrefix("Starting ") } ?? 0
            // The gate's own words are not etcd's.
            return lines[start...].filter { !$0.hasPrefix("bootcmd: ") }
        } catch {
            return []
        }
    }

    private static var patience: Int { ClusterSurvey.patience }

    /// Begins to ask what only root may ask PID 1 itself.
    private func startShowingUnits() throws(ProgramError) -> Program? {
        guard geteuid() != 0 else { return nil }
        let properties = (["Id"] + UnitStatus.Property.allCases.map(\.rawValue))
        do throws(ProgramError) {
            return try Program.start(
                "systemctl",
                ["show", "--property=\(properties.joined(separator: ","))"] + Self.statusUnits,
                separatesStandardError: true,
                limit: .seconds(Self.patience)
            )
        } catch {
            return nil
        }
    }

    /// Begins to ask for what every unit is told.
    private func startShowingEnvironment() -> Program? {
        try? Program.start(
            "systemctl",
            ["show-environment"],
            separatesStandardError: true,
            limit: .seconds(Self.patience)
        )
    }

    /// Whether every unit is told to have etcd go on alone; an answer that does not come says no.
    private func isForced(_ shown: Program?) -> Bool {
        guard let text = try? shown?.wait().text else { return false }
        return text.split(separator: "\n").contains { $0.hasPrefix("\(StartEnvironment.force)=") }
    }

    /// Begins to ask for the rules by which packets reach docker's containers, if there is docker's
    /// bridge; only root may.
    private func startListingRules(
        beside interfaces: [NetworkInterface]
    ) throws -> (raw: Program, filter: Program)? {
        guard geteuid() == 0, interfaces.contains(where: { $0.name == "docker0" }),
            let iptables = try program("iptables")
        else { return nil }
        func list(_ table: String) throws(ProgramError) -> Program {
            try Program.start(
                iptables.executable,
                ["-w", "1", "-t", table, "-S"],
                separatesStandardError: true,
                outputLimit: 1 << 22,
                limit: .seconds(Self.patience)
            )
        }
        return (try list("raw"), try list("filter"))
    }

    private func packetFilter(
        _ listing: (raw: Program, filter: Program)
    ) throws(ProgramError) -> PacketFilter? {
        let (raw, filter) = (try listing.raw.wait(), try listing.filter.wait())
        guard raw.status == .exited(0), filter.status == .exited(0) else { return nil }
        return PacketFilter(raw: raw.text, filter: filter.text)
    }

    private static var statusUnits: [String] { Service.allCases.map(\.unit) }

    /// What is known of the units; nil if nobody tells.
    private func units(_ shown: Program?) -> [String: UnitStatus]? {
        do {
            guard let shown else {
                return try Systemd.statuses(
                    of: Self.statusUnits,
                    within: .seconds(Self.patience)
                )
            }
            let units = UnitStatus.units(shown: try shown.wait().text, now: monotonicTime)
            return units.isEmpty ? nil : units
        } catch {
            return nil
        }
    }
}

extension StatusObservation {
    /// Asks every machine that holds a subnet, but for this one.
    fileprivate func askEchoes() -> [IPAddress: Duration]? {
        guard let echoes = Echoes(from: addressOfContainers) else { return nil }
        return echoes.times(from: placesOfEchoes, besides: placesOfContainers, within: .seconds(1))
    }
}
