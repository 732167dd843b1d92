import Foundation
import TestSupport

/// Where a configured node has what the agent wrote: the script's files, and what is beside them.
enum ConfiguredNode {
    static let replaced = ["/etc/etcd/etcd.conf", "/etc/sysconfig/flanneld"]
    static let created = [
        "/etc/systemd/system/etcd.service.d/restart.conf",
        "/etc/systemd/system/flanneld.service.d/init.conf",
    ]
    static let additions = [
        "/etc/systemd/system/etcd.service.d/bootcmd.conf",
        "/etc/systemd/system/flanneld.service.d/bootcmd.conf",
    ]
    static let links = [
        "/etc/systemd/system/multi-user.target.wants/etcd.service",
        "/etc/systemd/system/multi-user.target.wants/flanneld.service",
        "/etc/systemd/system/docker.service.requires/flanneld.service",
    ]
    static let recordDirectory = "/etc/bootcmd"
    static let record = "\(recordDirectory)/state.json"

    static func golden(_ path: String, host: String = "a1") throws -> String {
        let file = ScratchRoot.golden.appending(path: host + path)
        return try String(contentsOf: file, encoding: .utf8)
    }
}
