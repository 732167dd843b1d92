public import BootPlan

extension InstalledSoftware {
    /// What is installed on an image where each program says its version, or is not there.
    public init(etcd: Version?, flanneld: Version?, units: [String: InstalledUnit] = [:]) {
        self.init(
            etcd: etcd.map(ProgramVersion.known) ?? .absent,
            flanneld: flanneld.map(ProgramVersion.known) ?? .absent,
            units: units,
            isImage: true
        )
    }
}
