import Foundation
import TestSupport

/// What an operator does at a machine: reads what it waits for, and types what stands there.
extension RackMachine {
    /// A command that was printed, and the machine for which it was, if that is said.
    struct Advice: Equatable {
        let place: String?
        let line: String

        /// The commands below a sentence.
        static func below(_ sentence: some StringProtocol) -> [Advice] {
            sentence.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("  (") }
                .map { line in
                    let sides = line.dropFirst(2).split(separator: ": ", maxSplits: 1)
                    guard sides.count == 2, sides[0].hasPrefix("on ") else {
                        return Advice(place: nil, line: String(line.dropFirst(2)))
                    }
                    return Advice(place: String(sides[0].dropFirst(3)), line: String(sides[1]))
                }
        }
    }

    /// Waits until the gate has said these words, and returns the commands that stood below them.
    nonisolated func advises(
        after words: String,
        times: Int = 1,
        within limit: Duration = .seconds(40)
    ) async throws -> [Advice] {
        try await says(words, times: times, within: limit)
        let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
        let last = lines.lastIndex { $0.contains(words) } ?? lines.endIndex
        return Advice.below(
            lines[last...].dropFirst().prefix { $0.hasPrefix("  ") }.joined(separator: "\n")
        )
    }

    /// Waits until its status has these words, and returns the command to put its data aside.
    func explains(_ words: String) async throws -> String {
        let limit = Duration.seconds(60)
        let start = ContinuousClock.now
        while true {
            let page = try await status().run().standardOutput
            let lines = page.split(separator: "\n").map {
                String($0).trimmingCharacters(in: .whitespaces)
            }
            let move = lines.first { $0.hasPrefix("mv ") }
            if lines.joined(separator: " ").contains(words), let move { return move }
            guard ContinuousClock.now - start < limit else {
                throw Unexplained(words: words, page: page)
            }
        }
    }

    /// What was not said.
    private struct Unexplained: Error, CustomStringConvertible {
        let words: String
        let page: String
        var description: String { "no '\(words)' in:\n\(page)" }
    }

    /// Types a line as it was printed, and returns what came back. What it says to systemd is done
    /// as systemd would.
    @discardableResult
    func type(_ line: String) async throws -> String {
        var (said, variables) = ("", [String]())
        for command in line.replacing(" && systemctl", with: "; systemctl")
            .components(separatedBy: "; ")
        {
            let words = command.split(separator: " ").map(String.init)
            switch words.prefix(2).joined(separator: " ") {
            case "systemctl set-environment": variables += words[2...]
            case "systemctl unset-environment": variables = []
            case "systemctl stop": try await stop()
            case "systemctl restart", "systemctl start":
                try await stop()
                try start(setting: variables)
            case "bootcmd", "bootcmd --force":
                let options = words.dropFirst() + ["--root", disk.mount.path]
                try await self.command("var/cloud-init/bootcmd", Array(options)).succeed()
            default: said += try await shell(command)
            }
        }
        return said
    }

    /// Runs a line on the machine, where its unit runs if it does, and returns all that it says;
    /// `bootcmd` is its agent.
    private func shell(_ line: String) async throws -> String {
        let script = """
            read -r process < <(ip netns pids "$1")
            where=(ip netns exec "$1")
            [[ -z $process ]] || where=(nsenter --target "$process" --mount --net)
            exec "${where[@]}" "$2" "$3" /bin/bash -c "$4" 2>&1
            """
        let agent = #"bootcmd() { /var/cloud-init/bootcmd "$@"; }; "#
        return try await room.command(
            ["bash", "-c", script, "-", place, Room.script("on-disk"), disk.mount.path]
                + [agent + line],
            environment: environment
        ).run().standardOutput
    }

    /// Unplugs the network.
    func unplug() async throws {
        try await room.command(["ip", "link", "set", place, "down"]).succeed()
    }

    /// Writes keys that its cluster acknowledges.
    func write(_ keys: ClosedRange<Int>) async throws {
        for key in keys { try await etcdctl("put", "key\(key)", "kept") }
    }

    /// Has the others follow this one.
    func lead(_ machines: [RackMachine]) async throws {
        guard let own = try await ownEntry() else { return }
        // Only the one that leads can hand that on.
        for machine in machines where machine !== self {
            let answer = try? await machine.etcdctl("move-leader", own.id)
            if answer != nil { return }
        }
    }

    /// How many keys this machine has by itself, without asking the others.
    func keys() async throws -> Int {
        let names = try await etcdctl("get", "--consistency=s", "--prefix", "--keys-only", "key")
        return names.split(separator: "\n").count
    }

    /// Waits until its record of membership has this standing.
    func remembers(_ standing: String) async throws {
        let file = disk.seen("/var/lib/bootcmd/member.json").path
        let script = #"until grep --quiet --no-messages "\"$2\"" "$1"; do sleep 0.1; done"#
        try await Command(["bash", "-c", script, "-", file, standing]).succeed(within: .seconds(20))
    }
}
