import Basics
import Units

/// The rules by which the kernel forwards a packet to a container, as `iptables -S` prints them
/// (iptables(8)).
package struct PacketFilter: Equatable, Sendable {
    private let raw: FilterTable
    private let filter: FilterTable

    /// Reads the tables `raw` and `filter`.
    package init(raw: String, filter: String) {
        (self.raw, self.filter) = (FilterTable(raw), FilterTable(filter))
    }

    /// What becomes of a packet.
    enum Fate: Equatable {
        case forwarded
        /// It is dropped by this rule.
        case dropped(String)
        /// That depends on this rule, which says what is not understood here.
        case unknown(String)
    }

    /// A packet of a new conversation, from another machine.
    struct Packet {
        let source: IPAddress
        let destination: IPAddress
        let input: String
        let output: String
        var service: (name: String, port: Int?) = ("icmp", nil)
    }

    /// Whether docker has made rules here.
    var hasDocker: Bool { filter.has("DOCKER") }

    /// What becomes of a packet that is not for this machine itself.
    func fate(of packet: Packet) -> Fate {
        let before = raw.fate(of: packet, in: "PREROUTING")
        return before == .forwarded ? filter.fate(of: packet, in: "FORWARD") : before
    }

    /// What `raw` names of a network: to whom a packet may be dropped there.
    func destinations(in network: IPv4Network) -> [(
        address: IPAddress, service: String?, port: Int?
    )] {
        raw.destinations(in: network)
    }
}

/// One of the tables.
private struct FilterTable: Equatable {
    private var policies: [String: String] = [:]
    private var chains: [String: [FilterRule]] = [:]

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let words = InstallWords.of(String(line))
            guard words.count > 1 else { continue }
            switch words[0] {
            case "-P": policies[words[1]] = words.last
            case "-N": chains[words[1], default: []] += []
            case "-A": chains[words[1], default: []].append(FilterRule(words, text: String(line)))
            default: continue
            }
        }
    }

    func has(_ chain: String) -> Bool { chains[chain] != nil }

    func destinations(in network: IPv4Network) -> [(IPAddress, String?, Int?)] {
        (chains["PREROUTING"] ?? []).compactMap { rule in
            guard let one = rule.destination, one.length == 32, network.contains(one) else {
                return nil
            }
            return (one.address(0), rule.service, rule.port)
        }
    }

    func fate(of packet: PacketFilter.Packet, in chain: String) -> PacketFilter.Fate {
        var doubts = Doubts()
        let end = walk(packet, chain, &doubts, depth: 0)
        let policy = policies[chain] ?? "ACCEPT"
        switch end ?? (policy == "ACCEPT" ? .accept : .drop("-P \(chain) \(policy)")) {
        case .accept: return doubts.drop.map { .unknown($0) } ?? .forwarded
        case .drop(let rule): return doubts.accept.map { .unknown($0) } ?? .dropped(rule)
        }
    }

    private enum End {
        case accept
        case drop(String)
    }

    /// Rules that might have ended the walk otherwise.
    private struct Doubts {
        var accept: String?
        var drop: String?
    }

    /// Where a chain ends a packet's way; nil where it continues after the jump.
    private func walk(
        _ packet: PacketFilter.Packet,
        _ chain: String,
        _ doubts: inout Doubts,
        depth: Int
    ) -> End? {
        guard depth < 32 else { return nil }
        for rule in chains[chain] ?? [] {
            let applies = rule.applies(to: packet)
            guard applies != false else { continue }
            var end: End?
            switch rule.target {
            case "ACCEPT": end = .accept
            case "DROP", "REJECT": end = .drop(rule.text)
            case "RETURN" where applies == true: return nil
            case "RETURN": (doubts.accept, doubts.drop) = (rule.text, rule.text)
            case let other where has(other):
                end = walk(packet, other, &doubts, depth: depth + 1)
                if end == nil, rule.isGoto, applies == true { return nil }
            // Whatever hands a packet over to a program.
            case "NFQUEUE", "QUEUE": (doubts.accept, doubts.drop) = (rule.text, rule.text)
            default: continue
            }
            switch (applies, end) {
            case (true, let end?): return end
            case (nil, .accept): doubts.accept = doubts.accept ?? rule.text
            case (nil, .drop): doubts.drop = doubts.drop ?? rule.text
            default: continue
            }
        }
        return nil
    }
}
