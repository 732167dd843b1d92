@testable import Basics
@testable import Cluster
@testable import Desired
@testable import Status
@testable import Units

/// What is installed on a member, and what a plan for it says.
struct InstalledNode {
    var etcd = ProgramVersion.known(Version(3, 5))
    var flanneld = ProgramVersion.known(Version(0, 22))
    var dockerd = ProgramVersion.absent
    var hasIptables = true
    var etcdctl: ProgramVersion? = .known(Version(3, 5))
    /// Unit files and drop-ins, by unit.
    var units: [String: [UnitFile.Part]] = [
        "etcd.service": Self.unit("etcd.service", "ExecStart=/usr/bin/etcd"),
        "flanneld.service": Self.unit("flanneld.service", "ExecStart=/usr/bin/flanneld"),
    ]
    var enabled: Set<String> = []
    var masked: Set<String> = []
    var files: [NodePath: String] = [:]
    var isImage = false
    var surroundings = Surroundings()
    var address = "192.168.99.51"

    /// A unit file that can be enabled.
    static func unit(_ name: String, _ service: String) -> [UnitFile.Part] {
        let path = NodePath("/usr/lib/systemd/system/\(name)") ?? .top
        let text = "[Service]\n\(service)\n[Install]\nWantedBy=multi-user.target\n"
        return [UnitFile.Part(path: path, text: text)]
    }

    /// Adds a drop-in of the administrator's.
    mutating func add(_ name: String, to unit: String, _ service: String) {
        let path = NodePath("/etc/systemd/system/\(unit).d/\(name)") ?? .top
        units[unit]?.append(UnitFile.Part(path: path, text: "[Service]\n\(service)\n"))
    }

    var installed: InstalledSoftware {
        var named = NamedFiles()
        named.texts = files
        var installed = InstalledSoftware(
            etcd: etcd,
            flanneld: flanneld,
            dockerd: dockerd,
            hasIptables: hasIptables,
            etcdctlVersion: etcdctl,
            units: units.reduce(
                into: Dictionary(uniqueKeysWithValues: masked.map { ($0, .masked) })
            ) { units, unit in
                var file = UnitFile(name: unit.key, parts: unit.value)
                file.isEnabled = enabled.contains(unit.key)
                units[unit.key] = .unit(file)
            },
            files: named,
            isImage: isImage
        )
        installed.surroundings = surroundings
        return installed
    }

    func desired() throws -> DesiredState {
        let cluster = "{cluster: 'a1=http://\(address):2380', flannel: {prefix: /admin/flannel}}"
        return DesiredState(of: try Node("a1", in: cluster), on: installed)
    }

    /// Why a run would be refused.
    func refusals() throws -> [String] { try desired().refusals.map { $0.text(below: "") } }
}
