public import BootPlan

extension Root {
    /// What is installed, with the answers of the programs that were asked for their versions, and
    /// what PID 1 says of the units, if it was asked.
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
            units: units,
            states: states,
            sources: programs + (try sources(ofUnits: DesiredState.observedUnits))
        )
    }
}
