import Basics
import Cluster
import Desired
import Units
import YAML

extension DesiredState {
    /// Where those who read the node's files do not find what was described, or find more: a
    /// sentence each, none for a configuration that is right.
    package func misreadings(on installed: InstalledSoftware) -> [String] {
        // Without a store there is nothing to write, and the plan says why.
        guard !files.isEmpty || refusals.isEmpty else { return [] }
        do {
            let store = try FlannelBackingStore(
                node.cluster.store,
                on: installed,
                in: node.role.kind
            )
            let plain = try plain(on: installed)
            guard files.map(\.path) == plain.files.map(\.path) else {
                return ["other files than a plain node's: \(files.map(\.path))"]
            }
            return try zip(files, plain.files).flatMap { file, plain -> [String] in
                let expected: ExpectedFile? =
                    switch (file.path, node.member) {
                    case ("/etc/etcd/etcd.conf", let member?):
                        ExpectedFile.etcd(member, of: node, store)
                    case ("/etc/sysconfig/flanneld", _): ExpectedFile.flanneld(node, store)
                    case ("/etc/modules-load.d/bootcmd.conf", _),
                        ("/etc/systemd/system-preset/00-bootcmd.preset", _):
                        nil
                    default: try ExpectedFile(like: plain, of: node, store, on: installed)
                    }
                guard let expected else { return [] }
                return expected.misreadings(of: file.contents).map { "\(file.path): \($0)" }
            }
        } catch {
            return ["\(error)"]
        }
    }

    /// What a node of the same role and address must be whose description has nothing in it that is
    /// special to any reader.
    private func plain(on installed: InstalledSoftware) throws -> DesiredState {
        var (name, workers) = ("a1", "{}")
        if case .worker(let worker, _) = node.role {
            (name, workers) = ("w1", "{w1: '\(worker.address.map { "\($0)" } ?? "fd00::1")'}")
        }
        let scheme = node.cluster.members.usesTLS ? "https" : "http"
        // Outside of the overlay's network.
        let own = "\(node.cluster.network)".hasPrefix("10.") ? "192.168.99.51" : "10.0.0.1"
        let host = node.member?.url.address.isV6 == true ? "[fd00::1]" : own
        let cluster = """
            {cluster: 'a1=\(scheme)://\(host):2380', workers: \(workers), \
            flannel: {store: \(node.cluster.store), network: \(node.cluster.network)}}
            """
        let description = try ClusterDescription(
            parsing: Source(name: "cluster.yaml", text: cluster)
        )
        let metaData = Source(name: "meta-data", text: "{instance-id: i, local-hostname: \(name)}")
        return DesiredState(
            of: try Node(MetaData(parsing: metaData), in: description),
            on: installed
        )
    }
}

extension ExpectedFile {
    /// The longest line that systemd reads, its end included (LONG_LINE_MAX of
    /// `src/basic/fileio.h`, from systemd 230 on).
    private static let longestLine = 1 << 20
    /// The longest argument or variable that execve(2) takes, its NUL included.
    private static let longestArgument = 131_072

    func misreadings(of bytes: [UInt8]) -> [String] {
        var found = uncleanness(of: bytes)
        do throws(Unreadable) {
            switch contents {
            case .variables(let variables): found += try misreadings(of: bytes, variables)
            case .settings(let settings): found += try misreadings(of: bytes, settings)
            }
        } catch {
            found.append("\(error)")
        }
        return found
    }

    /// What no file may hold, whoever reads it; but the command of another unit is taken as it is.
    private func uncleanness(of bytes: [UInt8]) -> [String] {
        guard isText(bytes) else { return ["is not UTF-8 for systemd"] }
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        let isClean = quotesCommand || scalars.allSatisfy { $0 == "\n" || !$0.isObeyed }
        return (isClean ? [] : ["holds a control character"])
            + (bytes.last == UInt8(ascii: "\n") ? [] : ["ends within a line"])
    }

    private var quotesCommand: Bool {
        guard case .settings(let settings) = contents else { return false }
        return settings.contains { if case .command = $0.value { true } else { false } }
    }

    private func misreadings(
        of bytes: [UInt8],
        _ variables: [(name: String, value: String)]
    ) throws(Unreadable) -> [String] {
        let expected = variables.map { Array("\($0.name)=\($0.value)".utf8) }
        var found: [String] = []
        for (reader, read) in [
            ("systemd", try SystemdEnvironment(reading: bytes).variables),
            ("a shell", try ShellEnvironment(reading: bytes).variables),
        ] where read != expected {
            found.append("\(reader) reads \(read.map(shown)), not \(expected.map(shown))")
        }
        if bytes.count(where: { $0 == UInt8(ascii: "\n") }) != variables.count + comments {
            found.append("has other lines than one for each variable, and comments")
        }
        if expected.contains(where: { $0.count >= Self.longestArgument }) {
            found.append("has a variable that no program can be given")
        }
        return found
    }

    private func misreadings(
        of bytes: [UInt8],
        _ settings: [Setting]
    ) throws(Unreadable) -> [String] {
        let read = try SystemdUnit(reading: bytes).settings
        guard read.count == settings.count else {
            return ["has \(read.count) settings, not \(settings.count)"]
        }
        var found: [String] = []
        for (read, expected) in zip(read, settings) {
            let isPlace =
                read.section == Array(expected.section.utf8)
                && read.name == Array(expected.name.utf8)
            guard isPlace, try Self.reads(read.value, as: expected.value) else {
                found.append("reads \(shown(read.value)), not \(expected)")
                continue
            }
            if case .command = expected.value { continue }
            if read.name.count + 1 + read.value.count >= Self.longestLine {
                found.append("has a line that systemd does not read")
            }
        }
        let sections = Set(settings.map(\.section)).count
        if bytes.count(where: { $0 == UInt8(ascii: "\n") }) != settings.count + 2 * sections - 1 {
            found.append("has other lines than one for each setting and section")
        }
        return found
    }

    private static func reads(
        _ value: [UInt8],
        as expected: Setting.Value
    ) throws(Unreadable) -> Bool {
        switch expected {
        case .text(let text):
            return value == Array(text.utf8)
        case .assignment(let text):
            let words = try SystemdCommand(reading: value).commands.joined()
            return try words.map(SystemdCommand.withoutSpecifiers) == [Array(text.utf8)]
        case .words(let words):
            var literals: [[UInt8]] = []
            let commands = try SystemdCommand(reading: value).commands
            for word in commands.joined() { literals.append(try SystemdCommand.literal(word)) }
            return commands.count == 1 && literals == words.map { Array($0.utf8) }
        case .command(let command, let words):
            let words = words.map { Array($0.utf8) }
            // What systemd cannot read stays what it was.
            let commands: [[[UInt8]]]
            do throws(Unreadable) {
                commands = try SystemdCommand(reading: command).commands
            } catch {
                return true
            }
            // Nor does it take more than one command of a service that is not Type=oneshot.
            guard commands.count == 1, command.last != UInt8(ascii: ";") else { return true }
            return try SystemdCommand(reading: value).commands == [commands[0] + words]
        }
    }
}

extension Unicode.Scalar {
    /// Whether terminals and editors obey it, or show nothing of it: Cc, Cf, Zl and Zp.
    package var isObeyed: Bool {
        guard !(" "..."~").contains(self) else { return false }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
