import YAML
import Basics
import Units

/// What an etcdctl left when it ended, and what that means.
///
/// Output differs by version: an etcdctl that speaks the v2 API prints text; 3.0 and 3.1 answer
/// `member add` and `endpoint health` in text, whatever format is asked for; all else is JSON. Only
/// what is there proves anything: a command that 2.x does not know ends with 0 and its usage.
package struct EtcdctlOutput: Equatable, Sendable {
    /// The exit code; nil for one that was killed, when its time was over for one.
    package let code: Int32?
    /// What it wrote to standard output.
    package let output: String
    /// What it wrote to standard error: words about an error, and since 3.4 lines of a log as well.
    package let words: String

    /// What a program left.
    package init(code: Int32?, output: String, words: String = "") {
        self.code = code
        self.output = output
        self.words = words
    }

    /// The list of members that a successful command printed.
    package var members: MemberList? { code == 0 ? MemberList(parsing: output) : nil }

    /// The answer to `endpoint health`: whether a read went through a quorum.
    package var health: EtcdHealth {
        let error: String
        if let item = json(output)?.items?.first, let health = item["health"]?.text {
            guard health != "true" else { return .quorum }
            error = item["error"]?.text ?? ""
        } else {
            if output.hasPart(" is healthy: ") { return .quorum }
            guard code != nil, output.hasPart(" is unhealthy: ") else { return .none }
            error = output
        }
        // The read itself went well, and only an alarm is the matter: an etcd whose disk is full
        // takes no more keys, but members it does.
        if error.trimmed == "Active Alarm(s): NOSPACE" { return .quorum }
        return Self.isSilence(error) ? .none : .refused(Self.quote(error))
    }

    /// Whether etcd said no to a command, so that it was not carried out for sure.
    package var isRefusal: Bool { code != nil && code != 0 && !Self.isSilence(words) }

    private static func isSilence(_ error: String) -> Bool {
        silences.contains(where: error.hasPart)
    }

    /// What etcd, or its client, says while no answer comes and while there is no leader.
    private static let silences = [
        "deadline exceeded", "timed out", "no leader", "leader changed", "connect", "transport",
        "no available endpoint", "unavailable or misconfigured",
    ]

    /// The answer to `endpoint status -w json`.
    package var status: EndpointStatus? { code == 0 ? EndpointStatus(parsing: output) : nil }

    /// The alarms that an answer names.
    package var alarms: Set<EtcdAlarm> { EtcdAlarm.named(in: output) }

    /// The ID that an addition was given.
    var addedMember: EtcdID? {
        guard code == 0 else { return nil }
        if let id = json(output)?["member"]?["ID"]?.text { return EtcdID(decimal: id) }
        // `Added member named a2 with ID …` of v2, `Member … added to cluster …` of 3.0 and later.
        let words = output.split(whereSeparator: \.isWhitespace)
        let before = words.first == "Added" ? "ID" : "Member"
        guard let index = words.firstIndex(of: before[...]), index + 1 < words.count else {
            return nil
        }
        return EtcdID(hexadecimal: words[index + 1])
    }

    /// Why the command failed, in etcd's own words and no more of them, as a message may quote
    /// them.
    package var reason: String {
        let lines = words.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("{") }
        let line = lines.last { $0.hasPrefix("Error: ") } ?? lines.last
        guard let line else { return code == nil ? "no answer in time" : "no reason given" }
        return Self.quote(line)
    }

    /// The words without what they are spoken by.
    private static func quote(_ words: some StringProtocol) -> String {
        let speakers = ["Error:", "rpc error:", "code = ", "desc =", "etcdserver:", "client:"]
        let plain = speakers.reduce(words.trimmed) { text, prefix in
            guard text.hasPrefix(prefix) else { return text }
            let rest = text.dropFirst(prefix.count)
            // gRPC's `rpc error: code = Unknown desc = ...`
            return (prefix == "code = " ? rest.drop { $0 != " " } : rest).trimmed
        }
        return quoted(plain, limit: 200)
    }
}
