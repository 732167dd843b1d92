import Basics
import Units
import YAML

/// What docker's own rules do with packets that come to a container from another machine.
///
/// From 28.0 on docker drops those to a port that is not published, in the chain DOCKER, before
/// flannel's rules are reached; and those to a container's own address, in the table raw: at its
/// published ports, and from 28.2 on at all (`libnetwork/drivers/bridge` in moby). Since 17.06 it
/// has the chain DOCKER-USER, which it asks first and never empties. flannel lets the overlay pass
/// from 0.9.1 on (its `network/iptables.go`); before that, docker's policy of the chain FORWARD
/// drops it.
struct DockerFirewall {
    /// Whether the overlay needs rules of its own to get through.
    let needsRules: Bool
    /// What has docker make rules that no other lets through.
    let conflicts: [SettingConflict]
    /// What an operator should know of it, a sentence each.
    let warnings: [String]

    init(on installed: InstalledSoftware) {
        guard let docker = PlannedService(.docker, on: installed, holding: []) else {
            self.init(warnings: installed.isPodman ? [Self.podman("docker")] : [])
            return
        }
        let options = installed.dockerOptions
        func option(_ name: String) -> (value: String, text: String, path: NodePath)? {
            if let flag = docker.flags[name] {
                return (flag.value ?? "", flag.text, docker.origin(of: flag))
            }
            guard let value = options.values[name] else { return nil }
            return (value, "\(name): \(value)", options.path)
        }
        let off = ["0", "f", "F", "false", "False", "FALSE"]
        guard !installed.isPodman else {
            self.init(warnings: [Self.podman("docker.service")])
            return
        }
        guard installed.dockerd != .absent, !off.contains(option("iptables")?.value ?? "") else {
            self.init()
            return
        }
        let version = installed.dockerd.version
        let drops = version.map { $0 >= Version(28, 0) } ?? true
        let isOpenedByFlannel = installed.flanneld.version.map { $0 >= Version(0, 9, 1) } ?? true
        var conflicts: [SettingConflict] = []
        if drops, let backend = option("firewall-backend"), backend.value == "nftables" {
            conflicts.append(.other(backend.text, in: backend.path, .dockerFirewall))
        }
        // Only 28 reads it.
        let variable = "DOCKER_FIREWALL_BACKEND"
        if version?.major == 28, let found = docker.environment.values[variable],
            found.word.literal == "nftables"
        {
            conflicts.append(.other("\(variable)=nftables", in: found.origin, .dockerFirewall))
        }
        var warnings: [String] = []
        if case .unknown(let program, let said) = installed.dockerd {
            warnings.append(
                "\(visible(program)): no version in the output of --version: \(quoted(said)); the "
                    + "overlay's rules for docker 28 and later are written"
            )
        }
        if !installed.hasIptables {
            warnings.append(
                "docker.service: iptables is not installed, and dockerd does not start without it; "
                    + "install it (on Debian, the package iptables)"
            )
        }
        let canBeTold = version.map { $0 >= Version(17, 6) } ?? true
        self.init(
            needsRules: drops || (canBeTold && !isOpenedByFlannel),
            conflicts: conflicts,
            warnings: warnings
        )
    }

    private init(
        needsRules: Bool = false,
        conflicts: [SettingConflict] = [],
        warnings: [String] = []
    ) {
        (self.needsRules, self.conflicts, self.warnings) = (needsRules, conflicts, warnings)
    }

    private static func podman(_ place: String) -> String {
        "\(place): is podman, which has no docker0: its containers stay out of flannel's network"
    }
}

extension InstalledSoftware {
    /// Whether podman goes by docker's name, as with the package podman-docker: after its 1.13,
    /// docker's next version was 17.03.
    fileprivate var isPodman: Bool {
        dockerd.version.map { (2..<17).contains($0.major) } ?? false
    }

    /// docker's file of options, and what it gives to those that hold one value. A file that is no
    /// JSON is dockerd's to refuse.
    var dockerOptions: (path: NodePath, keys: [String], values: [String: String]) {
        let path = docker?.optionsOfDocker(with: files) ?? "/etc/docker/daemon.json"
        var entries: [Value.Entry] = []
        if let text = files.texts[path] {
            do throws(InputError) {
                let document = try Document(parsing: Source(name: path.text, text: text))
                entries = document.root.entries ?? []
            } catch {}
        }
        let values = entries.compactMap { entry in entry.value.text.map { (entry.key.text, $0) } }
        return (path, entries.map(\.key.text), Dictionary(values) { $1 })
    }
}
