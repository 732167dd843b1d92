import YAML
/// What etcd answers over HTTP: its peer port, and the client port of a 2.x.
package struct EtcdResponse: Equatable, Sendable {
    /// The cluster that the member is in.
    package let cluster: EtcdID?
    /// What was asked for.
    package let body: String

    /// Reads a response with its headers first, as `curl --include` prints it; nil for any but one
    /// of success.
    package init?(parsing text: String) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let end = lines.firstIndex(of: ""),
            lines[0].split(separator: " ").dropFirst().first == "200"
        else { return nil }
        // Names of headers have no case (RFC 9110, 5.1).
        let name = "x-etcd-cluster-id:"
        cluster = lines[..<end].first { $0.lowercased().hasPrefix(name) }
            .flatMap { EtcdID(hexadecimal: $0.dropFirst(name.count).trimmed) }
        body = lines[end...].joined(separator: "\n").trimmed
    }

    /// Whether a read went through a quorum, as the client port of an etcd 2 answers to
    /// `GET /health`.
    package var showsQuorum: Bool { json(body)?["health"]?.text == "true" }
}
