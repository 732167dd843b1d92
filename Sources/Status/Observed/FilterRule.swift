import Basics
import YAML

/// A rule of a chain: what it asks of a packet, and what it does with one that is so.
struct FilterRule: Equatable {
    private enum Match: Equatable {
        case source(IPv4Network)
        case destination(IPv4Network)
        case input(String)
        case output(String)
        case service(String)
        case port(ClosedRange<Int>)
        /// Of a connection's states, these.
        case states(Set<String>)
        /// Whether the packet is for this machine itself.
        case isLocal
        case unknown
    }

    /// The rule as it was printed.
    let text: String
    /// A verdict, another chain, or what a module does; empty for none.
    private(set) var target = ""
    /// Whether what falls off the end of the other chain does not come back.
    private(set) var isGoto = false
    private var matches: [(Match, isNegated: Bool)] = []

    static func == (one: FilterRule, other: FilterRule) -> Bool { one.text == other.text }

    /// Reads the words of `-A CHAIN ...`.
    init(_ words: [String], text: String) {
        self.text = text
        var rest = words.dropFirst(2)
        var isNegated = false
        func take() -> String { rest.popFirst() ?? "" }
        while let word = rest.popFirst() {
            var match: Match?
            switch word {
            case "!":
                isNegated = true
                continue
            // The options that a module brings say what it is for.
            case "-m", "--comment":
                _ = take()
                continue
            case "-j", "-g":
                (target, isGoto) = (take(), word == "-g")
                return
            case "-s": match = IPv4Network(take()).map(Match.source)
            case "-d": match = IPv4Network(take()).map(Match.destination)
            case "-i": match = .input(take())
            case "-o": match = .output(take())
            case "-p": match = .service(take())
            case "--dport": match = Self.range(take()).map(Match.port)
            case "--ctstate", "--state":
                match = .states(Set(take().split(separator: ",").map(String.init)))
            case "--dst-type": match = take() == "LOCAL" ? .isLocal : nil
            case "--match-set":
                // The bridges of docker that lead outside, as its 28.0 has them in a set.
                let isDocker = take().hasPrefix("docker-ext-bridges") && take() == "dst"
                match = isDocker ? .output("docker0") : nil
            // A value of what is not understood.
            default: guard word.hasPrefix("-") else { continue }
            }
            matches.append((match ?? .unknown, isNegated))
            isNegated = false
        }
    }

    private static func range(_ text: String) -> ClosedRange<Int>? {
        let ends = text.split(separator: ":").compactMap { Int($0) }
        guard let first = ends.first, let last = ends.last, first <= last else { return nil }
        return first...last
    }

    /// Whether the rule is about a packet; nil where that is not known.
    func applies(to packet: PacketFilter.Packet) -> Bool? {
        var isKnown = true
        for (match, isNegated) in matches {
            guard let holds = Self.holds(match, of: packet) else {
                isKnown = false
                continue
            }
            if holds == isNegated { return false }
        }
        return isKnown ? true : nil
    }

    private static func holds(_ match: Match, of packet: PacketFilter.Packet) -> Bool? {
        switch match {
        case .source(let network): network.contains(packet.source)
        case .destination(let network): network.contains(packet.destination)
        case .input(let name): isName(packet.input, name)
        case .output(let name): isName(packet.output, name)
        case .service(let name): name == "all" || name == packet.service.name
        case .port(let range): packet.service.port.map(range.contains) ?? false
        case .states(let states): states.contains("NEW")
        case .isLocal: false
        case .unknown: nil
        }
    }

    /// A `+` at its end stands for any other end.
    private static func isName(_ name: String, _ pattern: String) -> Bool {
        pattern.hasSuffix("+") ? name.hasPrefix(pattern.dropLast()) : name == pattern
    }

    /// To whom alone the rule is about packets, of which protocol, and to which port.
    var destination: IPv4Network? {
        value { if case .destination(let one) = $0 { one } else { nil } }
    }
    var service: String? { value { if case .service(let name) = $0 { name } else { nil } } }
    var port: Int? { value { if case .port(let range) = $0 { range.lowerBound } else { nil } } }

    private func value<Value>(_ read: (Match) -> Value?) -> Value? {
        matches.filter { !$0.isNegated }.compactMap { read($0.0) }.first
    }
}
