public import BootPlan
import Glibc

extension Root {
    /// Looks at a node, and changes nothing.
    ///
    /// All that can run at once does, and every question has a limit: it takes at most some six
    /// seconds, whatever hangs. `withCluster` also asks the other machines for an echo.
    public func statusObservation(
        of node: Node,
        seed: NodePath,
        agent: String,
        withCluster: Bool
    ) throws -> StatusObservation {
        let units = try startShowingUnits()
        let etcd = try program("etcd").map { etcd throws(ProgramError) in
            try Program.start(etcd.executable, ["--version"], limit: .seconds(Self.patience))
        }
        let ports = ClusterSurvey.knock(on: node)
        var seen = try observation(of: node, seed: seed, agent: agent)
        seen.interfaces = Interfaces.all
        let probe = node.address.flatMap { AddressProbe($0, among: seen.interfaces) }
        seen.routes = Route.table(text(ofKernelFile: "/proc/net/route"))
        seen.units = self.units(units)

        let version = try etcd.map(Question.init)?.answer().output
        let survey = ClusterSurvey(
            of: node,
            etcd: version.flatMap { Version(in: $0) },
            etcdctl: try program("etcdctl")?.executable,
            curl: try program("curl")?.executable,
            with: clientCredentials(for: node.cluster)
        )
        let answers = try survey.answers(from: ports)
        (seen.endpoints, seen.members) = (answers.endpoints, answers.members)
        seen.leases = answers.leases
        if withCluster { seen.echoes = seen.askEchoes() }
        // Asked a while ago: who has the address has said so by now.
        seen.twin = probe?.twin()
        return seen
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
                keepsWordsApart: true,
                limit: .seconds(Self.patience)
            )
        } catch {
            return nil
        }
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
        guard let echoes = Echoes() else { return nil }
        return echoes.times(from: placesOfEchoes, within: .seconds(1))
    }
}
