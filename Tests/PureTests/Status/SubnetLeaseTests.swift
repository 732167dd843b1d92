import Testing
@testable import Basics
@testable import Status

@Suite struct SubnetLeaseTests {
    private static let value = #"{"PublicIP":"192.168.99.52","BackendType":"vxlan"}"#

    /// `etcdctl get --prefix /admin/flannel/subnets/ -w json`, and the gateway's `/v3/kv/range`.
    private static func v3(_ pairs: (String, String)...) -> String {
        let pairs = pairs.map {
            #"{"key":"\#($0.base64)","mod_revision":7,"value":"\#($1.base64)"}"#
        }
        return #"{"header":{"cluster_id":1},"kvs":[\#(pairs.joined(separator: ","))],"count":1}"#
    }

    @Test func `leases of the v3 store are read, in the order of the subnets`() throws {
        let text = Self.v3(
            ("/admin/flannel/subnets/172.18.42.0-24", Self.value),
            ("/admin/flannel/subnets/172.18.5.0-26", #"{"PublicIP":"10.0.0.1"}"#)
        )
        #expect(
            try #require(SubnetLease.list(v3: text)) == [
                SubnetLease(
                    try #require(IPv4Network("172.18.5.0/26")),
                    of: IPAddress("10.0.0.1")
                ),
                SubnetLease(
                    try #require(IPv4Network("172.18.42.0/24")),
                    of: IPAddress("192.168.99.52"),
                    backend: "vxlan"
                ),
            ]
        )
    }

    @Test func `a lease with an IPv6 subnet beside is that of its IPv4 subnet`() throws {
        let text = Self.v3(("/p/subnets/172.18.42.0-24&fc00::-64", Self.value))
        #expect(SubnetLease.list(v3: text)?.first?.subnet == IPv4Network("172.18.42.0/24"))
    }

    @Test func `leases of the v2 store are read`() throws {
        let text = #"""
            {"action":"get","node":{"key":"/admin/flannel/subnets","dir":true,"nodes":[
            {"key":"/admin/flannel/subnets/172.18.42.0-24",
            "value":"{\"PublicIP\":\"192.168.99.52\",\"BackendType\":\"vxlan\"}",
            "expiration":"2026-11-25T08:41:02Z","ttl":86390,"modifiedIndex":9,"createdIndex":9}],
            "modifiedIndex":8,"createdIndex":8}}
            """#
        #expect(
            SubnetLease.list(v2: text) == [
                SubnetLease(
                    try #require(IPv4Network("172.18.42.0/24")),
                    of: try IPAddress("192.168.99.52"),
                    backend: "vxlan"
                )
            ]
        )
    }

    @Test(arguments: [
        ("/p/subnets/172.18.42.0", value), ("/p/subnets/172.18.42.0-33", value),
        ("/p/subnets/fc00::-64", value), ("/p/subnets/-", value), ("", value),
        ("/p/subnets/172.18.42.0-24", ""), ("/p/subnets/172.18.42.0-24", "{}"),
        ("/p/subnets/172.18.42.0-24", #"{"PublicIP":"a host"}"#),
    ])
    func `what is not a lease is passed over`(key: String, value: String) {
        #expect(SubnetLease.list(v3: Self.v3((key, value))) == [])
    }

    @Test(arguments: ["", "{", "[]", "{\"error\":\"etcdserver: no leader\"}", "404 page not found"])
    func `what is not an answer is not an empty one`(text: String) {
        #expect(SubnetLease.list(v3: text) == nil)
        #expect(SubnetLease.list(v2: text) == nil)
    }

    @Test func `a store without a lease is an empty one`() {
        #expect(SubnetLease.list(v3: #"{"header":{"cluster_id":1}}"#) == [])
        #expect(SubnetLease.list(v2: #"{"node":{"key":"/p/subnets","dir":true}}"#) == [])
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("é€", "w6nigqw="),
    ])
    func `base64 is that of RFC 4648`(text: String, encoded: String) {
        #expect(text.base64 == encoded)
        #expect(String(base64: encoded) == text)
    }

    @Test(arguments: ["Zg", "Zg=", "Z===", "Zg==Zg==", "Zm9v!===", "/w==", "Zm9\n"])
    func `what is not base64 of a string is none`(text: String) {
        #expect(String(base64: text) == nil)
    }
}
