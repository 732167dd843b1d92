import Diagnostics
import YAML

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
        guard let docker = ComingService(.docker, on: installed, holding: files),
            let today = installed.docker
        else { return [] }
        let flags = ["b", "bridge", "fixed-cidr"].compactMap { name in
            docker.flags[name].map {
                SettingConflict.dockerBridge($0.text, in: $0.origin ?? today.commandOrigin)
            }
        }
        let path = today.optionsOfDocker(with: installed.files)
        let keys = installed.files.texts[path].map { Self.keys(of: $0, in: path) } ?? []
        let options: [SettingConflict] = keys.compactMap { key in
            switch key {
            case "bip", "mtu": .dockerOption(key, in: path)
            case "bridge", "fixed-cidr": .dockerBridge(key, in: path)
            default: nil
            }
        }
        return
            (docker.lostSettings(["EnvironmentFile", "ExecStart"]) + flags
            + options).unique
    }

    /// A file that is no JSON is dockerd's to refuse.
    private static func keys(of text: String, in path: NodePath) -> [String] {
        do throws(Located<YAMLError>) {
            let root = try Document(parsing: Source(name: path.text, text: text)).root
            return root.entries?.map(\.key.text) ?? []
        } catch {
            return []
        }
    }
}

extension UnitFile {
    /// The file of options that docker's unit has dockerd read.
    public func optionsOfDocker(with files: NamedFiles) -> NodePath {
        let usual: NodePath = "/etc/docker/daemon.json"
        guard case .program(let invocation) = lead(to: .docker, scripts: files) else {
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
