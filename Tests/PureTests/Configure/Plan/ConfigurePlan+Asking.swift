@testable import Configure

extension PlannedFile {
    /// Whether the operator's contents are kept as `.save`.
    var keepsBackup: Bool { action == .replace(.original) }
}

extension ConfigurePlan {
    /// Whether a reboot follows.
    var reboots: Bool { ending == .reboot }

    /// The record once all is done, in a boot that made no more links than were planned.
    var completed: Record { completed(links: [], facts: NodeFacts(agent: "2")) }
}
