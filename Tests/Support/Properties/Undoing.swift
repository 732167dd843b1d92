import Basics
import Configure
import Desired
import Readback

/// What is wrong with what an undo, or another run, would do by a record that was accepted: it may
/// touch nothing but what an agent can have made.
func complaints(aboutUndoing record: Record) -> [String] {
    let plan = UndoPlan(record, contents: [:], backups: [:], links: Set(record.links))
    // An image may have had no /etc at all.
    let directories = plan.directories.filter { $0.text != "/etc" }
    let paths = (plan.files.map(\.path) + directories + plan.links).map(\.text)
    return paths.filter { !isBelowEtc($0) }.map { "the path \($0.debugDescription)" }
        + complaints(aboutShown: plan.text(PageStyle()))
        + complaints(aboutJSON: plan.json(PageStyle()), [:])
        + complaints(aboutRunAfter: record)
}

/// Whether a path names something below /etc, by its own words.
private func isBelowEtc(_ path: String) -> Bool {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        .map { String(Substring($0)) }
    return parts.count > 2 && parts.prefix(2) == ["", "etc"]
        && !parts.dropFirst().contains { ["", ".", ".."].contains($0) }
        && !path.unicodeScalars.contains(where: \.isObeyed)
}

private func complaints(aboutRunAfter record: Record) -> [String] {
    do {
        let desired = try DesiredState.ofOneMember(
            on: InstalledSoftware(etcd: Version?.none, flanneld: nil)
        )
        let plan = ConfigurePlan(desired, on: DiskState(), after: record)
        return complaints(aboutShown: plan.text(PageStyle()))
            + complaints(aboutJSON: plan.json(PageStyle()), [:])
            + complaints(about: plan.journal)
    } catch {
        return ["\(error)"]
    }
}
