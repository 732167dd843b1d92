import Foundation
import TestSupport
import Testing

/// One machine, a shelf of disks for it, and a hand on its plug.
struct CutRig {
    private let room: Room
    private let shelf: DiskShelf
    private let release: DebianRelease
    /// The machine's directory, where `boot` looks for its disk.
    private let machine: URL
    private let signs: URL

    private static let name = "a1"
    /// Long enough for a node that is whole, on a machine with other things to do.
    private static let patience = Duration.seconds(90)

    init(
        _ release: DebianRelease,
        in room: Room,
        changing change: (NodeDisk) throws -> Void = { _ in }
    ) async throws {
        self.room = room
        self.release = release
        machine = room.directory.appending(path: Self.name)
        signs = room.directory.appending(path: "signs")
        for new in [machine.appending(path: "disk"), signs] {
            try FileManager.default.createDirectory(at: new, withIntermediateDirectories: true)
        }
        shelf = try await DiskShelf(in: room, .init(release: release), seed: Self.seed) { disk in
            try disk.write(Self.userData, to: "/var/cloud-init/user-data")
            try disk.write(
                "[Service]\nExecStartPre=/bin/touch /signs/\(NodeSign.cloudInit.rawValue)\n",
                to: "/etc/systemd/system/cloud-init-local.service.d/sign.conf"
            )
            try change(disk)
        }
    }

    private static let seed = NodeSeed(
        host: name,
        cluster: "cluster: " + NodeSeed.members([name])
    )

    static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + String(repeating: "A", count: 43)

    private static let userData = """
        #cloud-config
        users:
          - name: fedora
            groups: docker
            shell: /bin/bash
            ssh_authorized_keys: ["\(key)"]
        ssh_genkeytypes: [ecdsa, ed25519]
        bootcmd:
          - touch /signs/\(NodeSign.agent.rawValue)
          - /var/cloud-init/bootcmd

        """

    /// What a scenario comes to when nothing is cut.
    struct Control {
        /// How long each stretch lasts.
        let lengths: [CutStretch: Duration]
        /// What the node is in the end.
        let portrait: CutPortrait
    }

    /// Plays a scenario without a cut.
    func control(_ scenario: CutScenario) async throws -> Control {
        let node = try await prepare(scenario, "\(scenario.rawValue), not cut")
        var lengths: [CutStretch: Duration] = [:]
        _ = try await play(scenario, on: node, cut: nil) { lengths[$0] = $1 }
        let portrait = try await CutPortrait(of: node)
        try await node.run("systemctl", "poweroff")
        _ = try await node.outcome()
        if scenario == .firstBoot {
            try await shelf.flush(node.disk.mount)
            try await shelf.copy(.running, as: .configured)
        }
        try await shelf.unmount(node.disk.mount)
        return Control(lengths: lengths, portrait: portrait)
    }

    /// Cuts the power in a stretch of a scenario, at a fraction of its length, boots what is left,
    /// and returns all that is wrong with it then.
    func cut(
        _ scenario: CutScenario,
        in stretch: CutStretch,
        at fraction: Double,
        after control: Control
    ) async throws -> [String] {
        let label =
            "\(scenario.rawValue), boot \(stretch.boot), \(stretch.from.rawValue), \(fraction)"
        let node = try await prepare(scenario, label)
        print("cut: \(label)")
        let delay = (control.lengths[stretch] ?? .zero) * fraction
        try await play(scenario, on: node, cut: (stretch, delay)) { _, _ in }
        try await shelf.copy(.running, as: .cut)
        try await node.pullPlug()
        try await shelf.unmount(node.disk.mount)

        try await shelf.mount(.cut, on: node.disk.mount)
        let left = try await CutPortrait(ofDiskAt: node.disk.mount, in: room)
        let wrong = try await settle(node, after: left, as: control.portrait, scenario)
        try await shelf.unmount(node.disk.mount)
        return wrong.map { "\(label): \($0)" }
    }

    /// Puts a disk into the machine on which the scenario begins.
    private func prepare(_ scenario: CutScenario, _ label: String) async throws -> TestNode {
        let mount = machine.appending(path: "disk")
        try await shelf.copy(scenario == .firstBoot ? .installed : .configured, as: .running)
        try await shelf.mount(.running, on: mount)
        let disk = NodeDisk(mountedAt: mount, of: room, nspawnOptions: shelf.nspawnOptions)
        if scenario == .reinstallation {
            try disk.write(
                "instance-id: iid-local02\nlocal-hostname: \(Self.name)\n",
                to: "/var/cloud-init/meta-data"
            )
            try disk.write(
                "\(Self.seed.cluster)\netcd: {token: again}\n",
                to: "/var/cloud-init/cluster.yaml"
            )
            // Its first life is over: etcd would take up that one's data.
            try await room.command(["rm", "-rf", "\(mount.path)/var/lib/etcd/\(Self.name).etcd"])
                .succeed()
            try await shelf.flush(mount)
        }
        return try TestNode(Self.name, on: disk, logs: room.logs.appending(path: label), in: room)
    }

    /// Lets the node live until the scenario is over, or until the cut: so long after the sign with
    /// which a stretch begins.
    private func play(
        _ scenario: CutScenario,
        on node: TestNode,
        cut: (stretch: CutStretch, delay: Duration)?,
        measured: (CutStretch, Duration) -> Void
    ) async throws {
        let clock = ContinuousClock()
        for boot in 1... {
            try clearSigns()
            try await node.start(options: ["--bind=\(signs.path):/signs"])
            let undone = scenario == .undo && boot == 1 ? try await undo(on: node) : nil
            let stretches = scenario.stretches.filter { $0.boot == boot }
            var begun: (stretch: CutStretch, at: ContinuousClock.Instant)?
            for stretch in stretches {
                try await sign(stretch.from)
                let now = clock.now
                if let begun { measured(begun.stretch, now - begun.at) }
                begun = (stretch, now)
                if let cut, cut.stretch == stretch {
                    return try await wait(until: now + cut.delay, on: node)
                }
            }
            if let undone {
                try await undone.value
                if let begun { measured(begun.stretch, clock.now - begun.at) }
                begun = nil
                try await node.run("systemctl", "reboot")
            }
            guard try await node.outcome(within: Self.patience) == .rebooting else { break }
            if let begun { measured(begun.stretch, clock.now - begun.at) }
            try await shelf.flush(node.disk.mount)
        }
    }

    /// Undoes the configuration of a node that has come up; the task ends with the undo.
    private func undo(on node: TestNode) async throws -> Task<Void, any Error> {
        try #require(try await node.outcome(within: Self.patience) == .up)
        let sign = "/signs/\(NodeSign.undo.rawValue)"
        let command = try await node.command([
            "sh", "-c", "touch \(sign) && exec /var/cloud-init/bootcmd undo",
        ])
        return Task { _ = try await command.run() }
    }

    /// Waits for a sign. The node's clock is ours, but not its processor: looking again and again
    /// is within a thousandth of a second.
    private func sign(_ sign: NodeSign) async throws {
        let file = signs.appending(path: sign.rawValue).path
        try await within(Self.patience, "the node's sign '\(sign.rawValue)'") {
            while access(file, F_OK) != 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    private func clearSigns() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: signs.path) {
            try FileManager.default.removeItem(at: signs.appending(path: name))
        }
    }

    /// Waits for the moment of the cut. A node that has shut down before has flushed its disk.
    private func wait(until moment: ContinuousClock.Instant, on node: TestNode) async throws {
        let clock = ContinuousClock()
        while clock.now < moment {
            do {
                let outcome = try await node.outcome(until: moment)
                if outcome != .up { return try await shelf.flush(node.disk.mount) }
            } catch is DeadlinePassed {
                return
            }
        }
    }

    /// Boots what is left of a node until it is up, and returns all that is wrong with it then.
    private func settle(
        _ node: TestNode,
        after left: CutPortrait,
        as control: CutPortrait,
        _ scenario: CutScenario
    ) async throws -> [String] {
        var reboots = 0
        while true {
            try clearSigns()
            do {
                let options = ["--bind=\(signs.path):/signs"]
                let outcome = try await node.boot(options: options, within: Self.patience)
                guard outcome != .up else { break }
                guard outcome == .rebooting, reboots < 3 else {
                    return ["\(outcome) after \(reboots) reboots"]
                }
            } catch is DeadlinePassed {
                try await node.pullPlug()
                return ["does not come up"]
            }
            try await shelf.flush(node.disk.mount)
            reboots += 1
        }
        var wrong = try await CutPortrait(of: node).differences(from: control)
        let expected = left.isComplete(for: scenario) || left.isConfigured(as: control) ? 0 : 1
        if reboots != expected { wrong.append("\(reboots) reboots, not \(expected)") }
        try await node.pullPlug()
        return wrong
    }
}
