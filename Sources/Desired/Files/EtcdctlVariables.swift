/// The variables by which etcdctl proves itself to members that ask for a certificate, and by which
/// it finds one. They are its own from etcd 2.1 to 3.7 (`etcdctl/ctlv2/command/util.go`,
/// `ctlv3/ctl.go`).
package enum EtcdctlVariables {
    /// What it proves itself with, on a node below this root.
    package static func credentials(isV2: Bool, below root: String = "") -> [(String, String)] {
        let names =
            isV2
            ? ["ETCDCTL_CA_FILE", "ETCDCTL_CERT_FILE", "ETCDCTL_KEY_FILE"]
            : ["ETCDCTL_CACERT", "ETCDCTL_CERT", "ETCDCTL_KEY"]
        let files: [ManagedFile] = [.authority, .certificate, .key]
        return zip(names, files).map { ($0, "\(root)\($1.path)") }
    }

    /// What it needs to ask a member's own etcd over TLS.
    static func all(of store: FlannelBackingStore, at endpoint: String) -> [(String, String)] {
        // Later versions of the v2 client have more names for it; this one they all know.
        [(store == .v3 ? "ETCDCTL_ENDPOINTS" : "ETCDCTL_PEERS", endpoint)]
            + credentials(isV2: store != .v3)
    }
}
