import Basics
import Units

extension SettingConflict {
    /// What keeps dockerd from taking its bridge's address from flannel, or from starting with it.
    ///
    /// An option that is a flag and in the file as well ends dockerd ("the following directives are
    /// specified both as a flag and in the configuration file"), and so does a bridge beside an
    /// address for one.
    static func ofDocker(
        _ networking: DockerNetworking?,
        on installed: InstalledSoftware,
        holding files: [DesiredState.File]
    ) -> [SettingConflict] {
        switch networking {
        case nil, .impossible: return []
        case .byItsUnit, .byDropIn: break
        }
        guard let docker = PlannedService(.docker, on: installed, holding: files),
            let today = installed.docker
        else { return [] }
        let flags = ["b", "bridge", "fixed-cidr"].compactMap { name in
            docker.flags[name].map {
                SettingConflict.other(
                    $0.text,
                    in: $0.origin ?? today.commandOrigin,
                    .dockerBridge
                )
            }
        }
        let (path, keys, _) = installed.dockerOptions
        let options: [SettingConflict] = keys.compactMap { key in
            switch key {
            case "bip", "mtu": .dockerOption(key, in: path)
            case "bridge", "fixed-cidr": .other(key, in: path, .dockerBridge)
            default: nil
            }
        }
        let lists = ["EnvironmentFile", "ExecStart", "ExecStartPre", "ExecStartPost"]
        return (docker.lostSettings(lists) + flags + options).unique
    }
}

extension UnitFile {
    /// The file of options that docker's unit has dockerd read.
    package func optionsOfDocker(with files: NamedFiles) -> NodePath {
        let usual: NodePath = "/etc/docker/daemon.json"
        guard case .program(let invocation) = resolvedCommand(of: .docker, scripts: files) else {
            return usual
        }
        let environment = ServiceEnvironment(of: self, reading: files)
        let flags = Flags(
            environment.expanded(invocation.arguments),
            valued: Service.docker.hasValue
        )
        return flags["config-file"]?.value.flatMap { NodePath($0) } ?? usual
    }
}
