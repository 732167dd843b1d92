import Basics
import Units

/// How docker comes to have its bridge in flannel's subnet.
package enum DockerNetworking: Equatable {
    /// Its unit uses a variable that a file of flannel's sets, and reads that file.
    case byItsUnit
    /// A drop-in adds options to its command, and has it read flannel's file.
    case byDropIn(command: String, subnetFile: NodePath)
    /// Nothing that is written would bring it there.
    case impossible(String)

    /// Nil where docker is not installed.
    init?(on installed: InstalledSoftware) {
        guard let unit = installed.docker, let command = unit.execStart.last else { return nil }
        let output = FlannelOutput(on: installed)
        var files = installed.files
        files.promised = output.files
        let environment = ServiceEnvironment(of: unit, reading: files)
        let lead = unit.resolvedCommand(of: .docker, scripts: files)
        let variables =
            switch lead {
            case .program(let invocation): invocation.variables
            case .script, .none: Self.variables(in: command)
            }
        let isUsed = variables.contains { name in
            environment.values[name].map { output.gives(name, in: $0.origin) } ?? false
        }
        guard !isUsed else {
            self = .byItsUnit
            return
        }
        if let reason = Self.obstacle(unit, lead) {
            self = .impossible(reason)
        } else {
            self = .byDropIn(command: command, subnetFile: output.subnetFile)
        }
    }

    /// Names that stand after a `$` in a command that is not understood.
    private static func variables(in command: String) -> Set<String> {
        let parts = command.utf8.split(separator: UInt8(ascii: "$")).dropFirst()
        return Set(
            parts.map { part in
                let body = part.first == UInt8(ascii: "{") ? part.dropFirst() : part
                let name = body.prefix { ServiceEnvironment.isName("_\(Unicode.Scalar($0))") }
                return String(decoding: name, as: UTF8.self)
            }
        )
    }

    private static func obstacle(_ unit: UnitFile, _ lead: UnitFile.ResolvedCommand) -> String? {
        let own = "docker.service: docker's bridge stays out of flannel's network:"
        if let user = unit.user {
            return "\(own) dockerd runs as \(quoted(user)), in a namespace of its own"
        }
        if unit.execStart.count > 1 { return "\(own) the unit has several commands" }
        if ["yes", "true", "on", "1"].contains(unit.last("PrivateNetwork")?.value ?? "") {
            return "\(own) PrivateNetwork= gives dockerd a network of its own"
        }
        switch lead {
        case .program(let invocation) where invocation.passesArguments: return nil
        case .program(let invocation):
            return "\(own) no option can be added to \(invocation.program), which a shell calls; "
                + "have it called with $FLANNEL_SUBNET of /run/flannel/subnet.env as --bip"
        case .script, .none:
            return "\(own) what ExecStart= runs is not understood; have dockerd called with "
                + "$FLANNEL_SUBNET of /run/flannel/subnet.env as --bip"
        }
    }
}

extension DockerNetworking {
    /// What an operator should know of it.
    package var warnings: [String] {
        guard case .impossible(let reason) = self else { return [] }
        return [reason]
    }
}

extension InstalledSoftware {
    /// What an operator should know of programs and units that are there.
    package var warnings: [String] {
        let guessed = guesses.sorted { $0.key < $1.key }.map { unit, program in
            "\(unit): what ExecStart= runs is not understood; \(program) was asked for its version"
        }
        guard let docker, !docker.isEnabled, units["docker.socket"]?.file?.isEnabled == true else {
            return guessed
        }
        return guessed + [
            "docker.service: is not enabled; docker.socket starts it when it is first used, not at "
                + "boot"
        ]
    }
}
