import Foundation
import TestSupport
import Testing

/// A node as a run finds it, and the run.
struct Scenario: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The command that the power cut ends, and the one that is run after it.
    let arguments: [String]
    let recovery: [String]
    /// Makes the node, in a new directory.
    let prepare: @Sendable () async throws -> ScratchRoot

    init(
        _ name: String,
        arguments: [String] = [],
        recovery: [String]? = nil,
        prepare: @escaping @Sendable () async throws -> ScratchRoot
    ) {
        testDescription = name
        self.arguments = arguments
        self.recovery = recovery ?? arguments
        self.prepare = prepare
    }

    /// What a run that nothing interrupts leaves, with the recovery after it.
    func undisturbed() async throws -> Portrait {
        let root = try await prepare()
        try await root.bootcmd(arguments).succeed()
        if recovery != arguments { try await root.bootcmd(recovery).succeed() }
        return try portrait(root)
    }

    /// Every place where the power can fail in the run.
    func points() async throws -> [CutPoint] {
        try await CutPoint.all(of: arguments, on: Image(root: try await prepare()))
    }

    func portrait(_ root: ScratchRoot) throws -> Portrait {
        Portrait(try root.snapshot(), leavingOut: isUndetermined)
    }

    /// Whether what lies at a path depends on where the power was cut, and may.
    private func isUndetermined(_ path: String) -> Bool {
        switch path {
        case "/etc/group":
            // An undo leaves the group, which may have members: how far the run came decides.
            recovery.first == "undo"
        case "/etc/.pwd.lock":
            // lckpwdf(3) makes it, and nothing is in it.
            true
        case _ where path.hasPrefix("/etc/group") || path.hasPrefix("/etc/gshadow"):
            // An image's groupadd locks with files that hold its process id, and takes those of the
            // dead away when it is run again, which it is not where the group is there already.
            true
        case _ where path.hasPrefix(ConfiguredNode.recordDirectory):
            // To the run after an undo, a group that stayed was always there.
            arguments.first == "undo" && recovery.isEmpty
        default:
            false
        }
    }
}

extension Scenario {
    static let firstBoot = Scenario("a first boot") { try ScratchRoot(in: .memory) }

    static let otherInstance = Scenario("another instance on the same disk") {
        let root = try await configured()
        try root.identify(host: "a2", instance: "iid-local02")
        return root
    }

    static let adoption = Scenario("a node that the script made") { try await scripted() }

    static let undo = Scenario("an undo", arguments: ["undo"]) { try await configured() }

    static let undoOfTwo = Scenario("an undo after another instance", arguments: ["undo"]) {
        let root = try await otherInstance.prepare()
        try await root.bootcmd().succeed()
        return root
    }

    static let undoOfAdoption = Scenario("an undo after an adoption", arguments: ["undo"]) {
        let root = try await scripted()
        try await root.bootcmd().succeed()
        return root
    }

    static let givenUp = Scenario("a first boot, given up", recovery: ["undo"]) {
        try await firstBoot.prepare()
    }

    static let otherInstanceGivenUp = Scenario("another instance, given up", recovery: ["undo"]) {
        try await otherInstance.prepare()
    }

    static let undoThoughtBetterOf = Scenario(
        "an undo, thought better of",
        arguments: ["undo"],
        recovery: []
    ) { try await configured() }

    static let groupOfImage = Scenario("a group that only the image has") {
        let root = try ScratchRoot(in: .memory)
        try root.write("root:x:0:\n", to: "/etc/group")
        try root.write("root:*::\n", to: "/etc/gshadow", mode: 0o600)
        try root.write("docker:x:981:\n", to: "/usr/lib/group")
        return root
    }

    static let undoOfGroup = Scenario("an undo of the image's group", arguments: ["undo"]) {
        let root = try await groupOfImage.prepare()
        try await root.bootcmd().succeed()
        return root
    }

    static let reverted = Scenario(
        "a node whose files are back as they were before, but for an edit"
    ) {
        let root = try await configured()
        for path in ConfiguredNode.replaced {
            try root.write(ScratchRoot.before(path), to: path)
        }
        for path in ConfiguredNode.created.dropFirst() { try root.remove(path) }
        try root.write("[Service]\nRestart=always\n", to: ConfiguredNode.created[0])
        return root
    }

    static let undoAfterUpgrade = Scenario("an undo after an upgrade", arguments: ["undo"]) {
        let root = try ScratchRoot(in: .memory)
        for path in ConfiguredNode.replaced {
            try root.write(ScratchRoot.before(path), to: "/usr\(path)")
        }
        try await root.bootcmd().succeed()
        for path in ConfiguredNode.replaced {
            try root.write("another tree's default\n", to: "/usr\(path)")
        }
        return root
    }

    static let otherSoftware = Scenario(
        "a node that got docker since, with an edit and without etcd"
    ) {
        let root = try await configured()
        try root.write("# edited\n", to: ConfiguredNode.replaced[1])
        try await Command(["systemctl", "--root=\(root.url.path)", "disable", "etcd"]).succeed()
        try root.write(
            "[Service]\nExecStart=/usr/bin/dockerd\n",
            to: "/usr/lib/systemd/system/docker.service"
        )
        return root
    }

    static let secureBoot = Scenario("a first boot with certificates") {
        let root = try ScratchRoot(in: .memory)
        try await authority.value.secure("a1", on: root)
        return root
    }

    static let renewal = Scenario("a renewal of certificates", arguments: ["--force"]) {
        let root = try await secureBoot.prepare()
        try await root.bootcmd().succeed()
        try await authority.value.deliver(to: "a1", on: root, from: "second")
        return root
    }

    /// One for all: what a node ends with is compared byte for byte.
    private static let authority = Task {
        let authority = try await TestAuthority()
        try await authority.renew(into: "second")
        return authority
    }

    static let all = [
        firstBoot, secureBoot, renewal, otherInstance, adoption, undo, undoOfTwo, undoOfAdoption,
        givenUp,
        otherInstanceGivenUp, undoThoughtBetterOf, groupOfImage, undoOfGroup, undoAfterUpgrade,
        reverted, otherSoftware,
    ]

    /// Those that are different from the first cut on.
    static let some =
        Thoroughness.current == .all
        ? all
        : [
            firstBoot, secureBoot, renewal, otherInstance, adoption, undo, undoThoughtBetterOf,
            groupOfImage,
            undoAfterUpgrade, reverted, otherSoftware,
        ]

    /// A node that the agent configured.
    static func configured() async throws -> ScratchRoot {
        let root = try ScratchRoot(in: .memory)
        try await root.bootcmd().succeed()
        return root
    }

    /// A node that the script configured: the files that it wrote, those that it kept, its links,
    /// its group.
    static func scripted() async throws -> ScratchRoot {
        let root = try ScratchRoot(in: .memory)
        for path in ConfiguredNode.replaced {
            try root.write(ScratchRoot.before(path), to: path + ".save")
        }
        for path in ConfiguredNode.replaced + ConfiguredNode.created {
            try root.write(ConfiguredNode.golden(path), to: path)
        }
        let units = ["etcd.service", "flanneld.service"]
        try await Command(["systemctl", "--root=\(root.url.path)", "enable"] + units).succeed()
        try await Command(["groupadd", "--prefix", root.url.path, "-r", "docker"]).succeed()
        return root
    }
}
