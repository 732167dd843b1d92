import Basics

/// Something on the node that would win over what is described, or that keeps a program from
/// starting beside it.
package enum SettingConflict: Hashable, Sendable {
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
    /// A program is told to be, or to do, something else than what is described.
    case other(String, in: NodePath, Effect)
    /// dockerd finds an option in its file that it gets as a flag too.
    case dockerOption(String, in: NodePath)
    /// A line that, with ours, has units wait for one another in a circle, each for the next.
    case cycle(String, in: NodePath, [String])

    /// What a setting comes to, and the cure: the end of a sentence that the setting begins.
    package enum Effect: String, Sendable {
        case configFile = "has etcd read that file, and no variable; remove it"
        case discovery = "contradicts ETCD_INITIAL_CLUSTER; remove it"
        case newCluster = """
            has etcd leave the other members at every start; remove it (for one start: 'systemctl \
            set-environment ETCD_FORCE_NEW_CLUSTER=true')
            """
        case proxy = "has etcd pass requests on, and be no member; remove it"
        case httpProxy = "has a proxy asked for what the members serve; remove it"
        case kubernetes = "has flanneld ask Kubernetes for its subnet, not etcd; remove it"
        case elsewhere = "is not what is described; remove it"
        case missing = """
            is not there, and nothing makes it at boot: the unit would never start; make it, or \
            remove the line
            """
        case noDirectory = """
            is in a directory that is not there, and nothing makes it at boot: the unit would \
            never start; make it, or remove the line
            """
        case noProgram = """
            is not there, or cannot be run: the unit would never start; install it, or remove the \
            line
            """
        case alwaysFails = "always fails: the unit would never start; remove it"
        case noCommand = """
            leaves the unit without a command, and systemd would not load it; remove the line, or \
            add one with the command
            """
        case secondCommand = """
            is one command too many, and systemd would not load the unit; write a line \
            'ExecStart=' before it to replace the first, or remove it
            """
        case neverReady = "has systemd wait for ever for the unit to start; remove it"
        case watchdog = """
            has systemd kill the program each time that has passed, for it sends no 'WATCHDOG=1'; \
            remove it
            """
        case noExecution = "keeps systemd from running the program; remove it"
        case noCalls = "keeps the program from calls that it cannot do without; remove it"
        case hidden = """
            hides the directory that the program writes to, which 'ReadWritePaths=' does not bring \
            back; remove it
            """
        case noUnit = """
            names a unit that is not installed: this one would never start; install that one, or \
            remove the line
            """
        case maskedUnit = """
            names a unit that is masked: this one would never start; remove the line, or \
            'systemctl unmask' that one
            """
        case exclusive = "has a boot start only one of the two; remove the line"
        case noAccount = """
            is in no passwd or group of this machine: the unit would never start; add it, or \
            remove the line
            """
        case unmet = "is not met: the unit would never start; remove it"
        case noNetwork = "cuts the program off from the other machines; remove it"
        case action = "would act while the unit waits for its peers; remove it"
        case otherRoot =
            "has the program run where the files that are written are not; run it directly"
        case noData = "keeps etcd from writing its data; add 'ReadWritePaths=/var/lib/etcd'"
        case noState = "keeps etcd from writing its data; add 'StateDirectory=etcd'"
        case noSubnetFile = "keeps flanneld from writing its subnet; add 'RuntimeDirectory=flannel'"
        case dockerFirewall = """
            has docker drop what other machines' containers send, with no chain DOCKER-USER to \
            let it through; remove it
            """
        case dockerBridge = "keeps docker's bridge out of flannel's subnet; remove it"
    }

    /// The file that says it.
    package var path: NodePath {
        switch self {
        case .flag(_, let path, _), .flagBeside(_, let path, _, _), .variable(_, let path, _),
            .unset(_, let path), .emptied(_, let path, _), .other(_, let path, _),
            .dockerOption(_, let path), .cycle(_, let path, _):
            path
        }
    }
}

extension SettingConflict: CustomStringConvertible {
    /// What is wrong there, with the cure.
    package var description: String {
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
            "an empty '\(setting)=' takes back what \(file) adds; give this drop-in a name that "
                + "comes before '\(file.name)'"
        case .other(let setting, _, let effect):
            "\(quoted(setting)) \(effect.rawValue)"
        case .dockerOption(let key, _):
            "has '\(key)', and dockerd does not start where it gets '--\(key)' as well; remove it"
        case .cycle(let line, _, let units):
            "\(quoted(line)) closes a cycle: "
                + zip(units, units.dropFirst()).map { "\($0) waits for \($1)" }
                .joined(separator: ", ")
                + "; systemd would break it by not starting one of them; remove it"
        }
    }
}
