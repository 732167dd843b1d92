import Foundation
import TestSupport

/// What a test does to a machine's disk behind everybody's back.
extension RackMachine {
    private var data: String { "/var/lib/etcd/\(name).etcd" }

    /// The files of etcd's write-ahead log.
    func logFiles() throws -> [String] {
        guard disk.has("\(data)/member/wal") else { return [] }
        return try disk.names(in: "\(data)/member/wal").filter { $0.hasSuffix(".wal") }
    }

    /// As a data disk that is not mounted.
    func moveDataAway() throws { try disk.move(data, to: "\(data).old") }

    /// As a data disk that is mounted after all.
    func moveDataBack() throws { try disk.move("\(data).old", to: data) }

    /// Takes the gate out of etcd's unit.
    func removeGate() throws {
        let path = "/etc/systemd/system/etcd.service.d/bootcmd.conf"
        let lines = try disk.read(path).split(separator: "\n", omittingEmptySubsequences: false)
        let rest = lines.filter { !$0.hasPrefix("ExecStartPre=") }
        try disk.write(rest.joined(separator: "\n"), to: path)
    }

    /// What the machine remembers of being a member.
    func memory() throws -> String { try disk.read("/var/lib/bootcmd/member.json") }
}
