import Basics
import Desired
import Units

extension InstalledSoftware {
    /// What is installed on an image where each program says its version, or is not there.
    package init(
        etcd: Version?,
        flanneld: Version?,
        dockerd: Version? = nil,
        units: [String: InstalledUnit] = [:]
    ) {
        self.init(
            etcd: etcd.map(ProgramVersion.known) ?? .absent,
            flanneld: flanneld.map(ProgramVersion.known) ?? .absent,
            dockerd: dockerd.map(ProgramVersion.known) ?? .absent,
            units: units,
            isImage: true
        )
    }
}
