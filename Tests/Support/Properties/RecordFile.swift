import Basics
import Cluster
import Configure

extension Property {
    /// What is wrong with what becomes of such an input.
    public static func record(_ bytes: [UInt8]) -> [String] {
        do {
            let source = try Source(name: Record.path.text, bytes: bytes)
            return complaints(about: try recordSaying(source.text))
                + complaints(aboutSource: source)
        } catch {
            return complaints(aboutMessage: error)
        }
    }
}

private func complaints(aboutSource source: Source) -> [String] {
    do {
        let record = try Record(parsing: source)
        return complaints(about: record) + complaints(aboutUndoing: record)
    } catch {
        return complaints(aboutMessage: error)
    }
}

/// A record that says this wherever a text may stand.
private func recordSaying(_ text: String) throws -> Record {
    Record(
        identity: Identity(instanceID: text, hostName: try HostName("a1")),
        phase: .complete,
        rebootOwedIn: text
    )
}
