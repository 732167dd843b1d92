/// A boot that found nothing to do, with everything that it looked at: where all of that is still the
/// same, the next boot finds nothing to do either, and need not read and compare it again.
///
/// It lies where a cache lies (hier(7)), is never flushed, and may be lost at any time. It is read at
/// every boot: its lines are looked at one after the other, and none is kept.
public struct QuietBoot: Equatable, Sendable {
    /// Where the last one is kept.
    public static let path: NodePath = "/var/cache/bootcmd/quiet-boot"

    /// Where a boot looks that finds nothing to do: at the record and at what the record rests on, and
    /// where nothing must be.
    public static func places(of record: Record) -> [NodePath] {
        [Record.path, Record.path.temporary, ChangedBoots.path] + (record.facts?.places ?? [])
    }

    /// The boot as it lies on the disk: a line each for the agent, for whom it found configured, for the
    /// meta-data that said so, and for each fact; then the fingerprint of these.
    public let bytes: [UInt8]

    /// A boot with nothing to do.
    public init(agent: String, identity: Identity, metaData: Fact, facts: [Fact]) {
        let lines =
            [agent, "\(identity.hostName) \(identity.instanceID)"]
            + ([metaData] + facts).map(\.text)
        let text = Array(lines.map { $0 + "\n" }.joined().utf8)
        bytes = text + Array("\(Fingerprint(of: text))\n".utf8)
    }

    /// Takes what was kept; nil for anything else, such as what a power cut leaves of it.
    public init?(_ bytes: [UInt8]) {
        let lengthOfSum = Fingerprint.length + 1
        guard bytes.count > lengthOfSum else { return nil }
        let text = bytes.dropLast(lengthOfSum)
        let sum = "\(Fingerprint(of: text))\n".utf8
        guard bytes[text.endIndex...].elementsEqual(sum) else { return nil }
        self.bytes = bytes
    }

    /// Whom it found configured, if the same agent reads the same meta-data now, and all stamps are as
    /// they were; nil if anything is not, and then it is not known what has changed.
    public func identity(
        agent: String,
        metaData: NodePath,
        stamps: (NodePath) -> Stamp?
    ) -> Identity? {
        var lines = Lines(bytes.dropLast(Fingerprint.length + 1))
        guard lines.next() == agent, let identity = lines.next().flatMap(Identity.init),
            let first = lines.next().flatMap(Fact.init), first.path == metaData,
            stamps(metaData) == first.stamp
        else { return nil }
        while let line = lines.next() {
            guard let fact = Fact(line), stamps(fact.path) == fact.stamp else { return nil }
        }
        return identity
    }
}

/// The lines of some bytes, one after the other.
private struct Lines {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    mutating func next() -> String? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = String(decoding: rest[..<end], as: UTF8.self)
        rest = rest[(end + 1)...]
        return line
    }
}

extension Identity {
    /// Reads a host name, a space and an instance ID.
    fileprivate init?(_ text: String) {
        guard let space = text.utf8.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        let instanceID = String(text[text.utf8.index(after: space)...])
        do {
            self.init(instanceID: instanceID, hostName: try HostName(String(text[..<space])))
        } catch {
            return nil
        }
    }
}
