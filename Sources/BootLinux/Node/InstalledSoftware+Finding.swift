public import BootPlan

extension Root {
    /// What is installed, with the answers of programs that were asked for their versions before, and
    /// with PID 1's word on the units, if it was asked.
    public func installedSoftware(
        answering questions: consuming VersionQuestions,
        states: [String: UnitFileState]?
    ) throws -> InstalledSoftware {
        let programs = try ["etcd", "flanneld", "etcdctl"].compactMap { name in
            try path(ofProgram: name)
        }
        let units = try installedUnits(DesiredState.observedUnits)
        let (etcd, flanneld) = try questions.answers()
        return InstalledSoftware(
            etcd: etcd,
            flanneld: flanneld,
            etcdctl: try path(ofProgram: "etcdctl") ?? InstalledSoftware.usualEtcdctl,
            agent: try hasPackagedAgent()
                ? InstalledSoftware.packagedAgent : InstalledSoftware.seededAgent,
            units: units,
            states: states,
            sources: programs + (try sources(ofUnits: DesiredState.observedUnits))
        )
    }

    private func hasPackagedAgent() throws(DiskError) -> Bool {
        try find(InstalledSoftware.packagedAgent, .pathOnly(link: false)) != nil
    }
}
