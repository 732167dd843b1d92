import Testing
@testable import Basics

@Suite struct NearMissTests {
    private static let rows: [(String, [String], String?)] = [
        // meant, among, nearest
        ("local-hostname", ["instance-id", "local_hostname"], "local_hostname"),
        ("local-hostname", ["local-hotsname"], "local-hotsname"),
        ("local-hostname", ["Local-Hostname"], "Local-Hostname"),
        ("local-hostname", ["hostname", "host"], "hostname"),
        ("a1", ["A1", "a2", "a3"], "A1"),
        ("node12", ["node1", "worker"], "node1"),
        // a third of four is one
        ("etcd", ["ectd"], nil),
        ("etcd", ["etdc", "etc"], "etc"),
        // two are as near
        ("a4", ["a1", "a2", "a3"], nil),
        ("node4", ["node1", "node2"], nil),
        ("a1", [], nil),
        ("", ["a"], nil),
        ("a", [""], nil),
        // nothing that somebody typed
        (String(repeating: "a", count: 65), [String(repeating: "a", count: 65)], nil),
    ]

    @Test(arguments: rows)
    func `the one near candidate is found`(text: String, candidates: [String], found: String?) {
        #expect(nearest(to: text, among: candidates) == found)
    }
}
