import TestSupport
import Testing

extension ScratchRoot {
    /// Nobody may read a private key but root and, once it is in its place, etcd; and none is left
    /// where it was delivered once the record says that it is installed.
    func expectKeptKeys(_ place: String) throws {
        let tree = try snapshot()
        for (path, entry) in tree.entries where entry.text?.contains("PRIVATE KEY") == true {
            let isEtcds = entry.mode & 0o7777 == 0o640 && entry.owner == [0, 977]
            let isInPlace = path == "/etc/etcd/tls/node.key"
            let isOfFew = [0, 977].contains(entry.owner[1]) || entry.mode & 0o070 == 0
            #expect(entry.mode & 0o007 == 0 && isOfFew, "\(path) after \(place)")
            #expect(!isInPlace || isEtcds, "\(path) after \(place)")
        }
        guard text(ConfiguredNode.record)?.contains(#""phase": "complete""#) == true,
            let key = text("/etc/etcd/tls/node.key")
        else { return }
        #expect(text("/var/cloud-init/tls/node.key") != key, "after \(place)")
    }
}
