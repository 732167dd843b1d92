import Diagnostics

/// Something on the node that would win over what is described, or that keeps a program from
/// starting beside it.
public enum SettingConflict: Hashable, Sendable {
    /// A flag wins over a variable.
    case flag(String, in: NodePath, over: String)
    /// etcd of this version ends where a flag is given and its variable is set.
    case flagBeside(String, in: NodePath, variable: String, etcd: Version)
    /// A file, or an `Environment=`, has the last word on a variable.
    case variable(String, in: NodePath, over: NodePath)
    /// `UnsetEnvironment=` takes a variable away.
    case unset(String, in: NodePath)
    /// A drop-in empties a list to which one of ours adds.
    case emptied(String, in: NodePath, over: NodePath)
    /// etcd reads a file of its own, and nothing else.
    case configFile(String, in: NodePath)
    /// etcd is told to find its peers in another way.
    case discovery(String, in: NodePath)
    /// flanneld asks Kubernetes for its subnet.
    case kubernetes(String, in: NodePath)
    /// flanneld looks for etcd, or for the network, elsewhere than what is written says.
    case elsewhere(String, in: NodePath)
    /// dockerd finds an option in its file that it gets as a flag too.
    case dockerOption(String, in: NodePath)
    /// dockerd has a bridge of its own, or addresses of its own on it.
    case dockerBridge(String, in: NodePath)

    /// The file that says it.
    public var path: NodePath {
        switch self {
        case .flag(_, let path, _), .flagBeside(_, let path, _, _), .variable(_, let path, _),
            .unset(_, let path), .emptied(_, let path, _), .configFile(_, let path),
            .discovery(_, let path), .kubernetes(_, let path), .elsewhere(_, let path),
            .dockerOption(_, let path), .dockerBridge(_, let path):
            path
        }
    }
}

extension SettingConflict: CustomStringConvertible {
    /// What is wrong there, with the cure.
    public var description: String {
        switch self {
        case .flag(let flag, _, let variable):
            "\(quoted(flag)) would win over \(variable); remove it"
        case .flagBeside(let flag, _, let variable, let etcd):
            "\(quoted(flag)) is given, and etcd \(etcd) does not start where \(variable) is set as "
                + "well; remove the flag"
        case .variable(let name, _, let file):
            "sets \(name), which would win over \(file); remove it"
        case .unset(let name, _):
            "'UnsetEnvironment=' takes \(name) away; remove it"
        case .emptied(let setting, _, let file):
            "an empty '\(setting)=' takes back what \(file) adds; give this drop-in a name that comes "
                + "before '\(file.name)'"
        case .configFile(let setting, _):
            "with \(quoted(setting)), etcd reads that file, and no variable; remove it"
        case .discovery(let setting, _):
            "\(quoted(setting)) contradicts ETCD_INITIAL_CLUSTER; remove it"
        case .kubernetes(let setting, _):
            "with \(quoted(setting)), flanneld asks Kubernetes for its subnet, not etcd; remove it"
        case .elsewhere(let setting, _):
            "\(quoted(setting)) is not what is described; remove it"
        case .dockerOption(let key, _):
            "has '\(key)', and dockerd does not start where it gets '--\(key)' as well; remove it"
        case .dockerBridge(let option, _):
            "\(quoted(option)) keeps docker's bridge out of flannel's subnet; remove it"
        }
    }
}
