import Basics
import Units

/// The files that flannel makes when it runs, and what is in them.
struct FlannelOutput {
    /// Variables, by the file that has them.
    private(set) var files: [NodePath: Set<String>]
    /// The file that flanneld itself writes.
    let subnetFile: NodePath
    /// The variables that hold the bridge's address, or an option with it.
    private var addresses: Set<String> = ["FLANNEL_SUBNET", "DOCKER_OPT_BIP"]

    init(on installed: InstalledSoftware) {
        let flanneld = PlannedService(.flanneld, on: installed, holding: [])
        let name =
            flanneld?.flags["subnet-file"]?.value
            ?? flanneld?.environment.values["FLANNELD_SUBNET_FILE"]?.word.literal
        subnetFile = name.flatMap { NodePath($0) } ?? "/run/flannel/subnet.env"
        files = [
            subnetFile: ["FLANNEL_NETWORK", "FLANNEL_SUBNET", "FLANNEL_MTU", "FLANNEL_IPMASQ"]
        ]
        for unit in [flanneld?.unit, installed.docker].compactMap(\.self) {
            for setting in ["ExecStartPre", "ExecStartPost"] {
                for command in unit.list(setting) { add(command.value, of: unit.name) }
            }
        }
    }

    /// Whether a file of flannel's gives the bridge's address under this name.
    func gives(_ name: String, in file: NodePath) -> Bool {
        addresses.contains(name) && files[file]?.contains(name) == true
    }

    /// `mk-docker-opts.sh` writes docker's options for each thing, for all of them, or both
    /// (flannel's `dist/mk-docker-opts.sh`).
    private mutating func add(_ value: String, of unit: String) {
        for command in ExecLine.commands(in: value, of: unit) ?? [] {
            guard var invocation = Invocation(command.words) else { continue }
            while let inner = invocation.inner(), let inner { invocation = inner }
            guard invocation.program.lastName == "mk-docker-opts.sh" else { continue }
            var (file, key): (NodePath, String) = ("/run/docker_opts.env", "DOCKER_OPTS")
            var (hasEach, hasAll) = (false, false)
            var rest = invocation.arguments[...].compactMap(\.literal)[...]
            while let option = rest.popFirst() {
                switch option {
                case "-d": file = rest.popFirst().flatMap { NodePath($0) } ?? file
                case "-k": key = rest.popFirst() ?? key
                case "-f": rest = rest.dropFirst()
                case "-i": hasEach = true
                case "-c": hasAll = true
                default: break
                }
            }
            if hasEach || !hasAll {
                files[file, default: []]
                    .formUnion(["DOCKER_OPT_BIP", "DOCKER_OPT_MTU", "DOCKER_OPT_IPMASQ"])
            }
            if hasAll || !hasEach {
                files[file, default: []].insert(key)
                addresses.insert(key)
            }
        }
    }
}
