import BootLinux
import BootPlan

extension ConfigureRun {
    /// Whom the last quiet boot found configured, if all that it looked at is as it was.
    func identityOfQuietBoot(_ seed: Seed, on root: Root) -> Identity? {
        guard isOrdinary(on: root) else { return nil }
        return root.quietBoot()?.identity(
            agent: Bootcmd.version,
            metaData: seed.metaDataFile,
            stamps: root.quietStamp
        )
    }

    /// Keeps what this boot looked at for the next one. The stamps are taken first, and then it looks
    /// again: what changes meanwhile is seen by the next boot.
    func keepQuietBoot(_ record: Record, _ seed: Seed, on root: Root) {
        guard isOrdinary(on: root) else { return }
        do {
            let metaData = Fact(seed.metaDataFile, root.quietStamp(of: seed.metaDataFile))
            let facts = try root.quietFacts(of: record)
            guard metaData.stamp != nil, try trusted(root.storedRecord()) == record,
                try quiet(record, try seed.metaData(), on: root) == Drift(),
                try root.emptiedCloudInitFiles().isEmpty
            else { return }
            try root.keep(
                QuietBoot(
                    agent: Bootcmd.version,
                    identity: record.identity,
                    metaData: metaData,
                    facts: facts
                )
            )
        } catch {
            // The next boot does what this one did.
        }
    }

    /// Whether this is what cloud-init runs at every boot.
    private func isOrdinary(on root: Root) -> Bool {
        root.isSystem && dryRun == nil && members == nil && !force
    }
}
