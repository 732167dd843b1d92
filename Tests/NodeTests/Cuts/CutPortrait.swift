import Basics
import Configure
import Foundation
import TestSupport

/// What a node is to those who use it, in lines: two that are alike have the same.
struct CutPortrait: Equatable, Sendable {
    private let disk: [String]
    private let life: [String]
    private let record: String

    /// Of a node that is up.
    init(of node: TestNode) async throws {
        let script = Self.disk + "\n" + Self.mark + "\n" + Self.life
        let said = try await node.run("bash", "-c", script, "-", "/")
        try self.init(said, record: node.disk)
    }

    /// Of a disk that is mounted: what is on it, that is.
    init(ofDiskAt mount: URL, in room: Room) async throws {
        let said = try await room.command(["bash", "-c", Self.disk, "-", mount.path]).succeed()
        try self.init(said, record: NodeDisk(mountedAt: mount, of: room))
    }

    private init(_ said: String, record disk: NodeDisk) throws {
        let parts = said.components(separatedBy: "-- life\n")
        self.disk = parts[0].split(separator: "\n").map(String.init)
        life = parts.dropFirst().joined().split(separator: "\n").map(String.init)
        record = disk.has(Record.path.text) ? try disk.read(Record.path.text) : ""
    }

    /// Whether the record says that the scenario's own configuration is complete.
    func isComplete(for scenario: CutScenario) -> Bool {
        record.contains("\"phase\": \"complete\"") && record.contains(scenario.instance)
    }

    /// Whether the disk has all but the record, or what a cut has left of it.
    func isConfigured(as other: CutPortrait) -> Bool {
        withoutRecord == other.withoutRecord
    }

    private var withoutRecord: [String] {
        disk.compactMap { line in
            let words = line.split(separator: " ").filter { !$0.contains("bootcmd/") }
            let isOfRecord = !line.hasPrefix("leftovers:") && line.contains("bootcmd/")
            return isOfRecord ? nil : words.joined(separator: " ")
        }
        .filter { !$0.hasPrefix("var/lib/bootcmd ") }
    }

    /// In what this node is not the other one.
    func differences(from other: CutPortrait) -> [String] {
        let (mine, others) = (disk + life, other.disk + other.life)
        return mine.filter { !others.contains($0) }.map { "it has: \($0)" }
            + others.filter { !mine.contains($0) }.map { "it lacks: \($0)" }
    }

    /// What is wrong with a node that was never cut: nothing, or the others have nothing to be
    /// compared with.
    var absences: [String] {
        [
            "status: done", "fedora's groups: fedora docker", "fedora's keys: \(CutRig.key)",
            "/etc/ssh/ssh_host_ecdsa_key is whole", "/etc/ssh/ssh_host_ed25519_key is whole",
            "sshd takes them", "host name a1 a1", "enabled: enabled enabled",
            "active: active active active", "failed:", "record: complete",
            "docker: 1 1", "leftovers:", "emptied:",
        ]
        .filter { !(disk + life).contains($0) }
    }

    private static let mark = "echo '-- life'"

    /// The configuration's files, names and modes, with the operator's own; what is in the record's
    /// directory; what no run may leave.
    private static let disk = #"""
        cd "$1"
        places=$(ls -d etc/etcd etc/sysconfig etc/bootcmd var/lib/bootcmd \
            etc/systemd/system/{etcd,flanneld}.service.d \
            etc/systemd/system/{multi-user.target.wants,docker.service.requires} 2> /dev/null)
        find $places -printf '%p %y %m %u %g %l\n' | grep -v 'wants/[^ef]' | sort
        grep -r . etc/etcd etc/sysconfig etc/systemd/system/{etcd,flanneld}.service.d 2> /dev/null | sort
        echo docker: $(grep -c ^docker: etc/group) $(grep -c ^docker: etc/gshadow)
        echo leftovers: $(ls -d etc/{group,gshadow,passwd,shadow}{.*,+} 2> /dev/null) \
            $(find etc var -xdev -name '*.bootcmd-new' -o -xdev -name '*.untrusted*')
        """#

    private static let life = #"""
        cloud-init status
        echo fedora\'s groups: $(id --name --groups fedora)
        echo fedora\'s keys: $(< /home/fedora/.ssh/authorized_keys)
        for key in /etc/ssh/ssh_host_*_key; do
            [[ $(ssh-keygen -y -f $key | cut -d' ' -f1,2) == $(cut -d' ' -f1,2 $key.pub) ]] &&
                echo $key is whole
        done
        sshd -t && echo sshd takes them
        echo host name $(hostname) $(< /etc/hostname)
        echo enabled: $(systemctl is-enabled etcd flanneld)
        echo active: $(systemctl is-active etcd flanneld ssh)
        echo failed: $(systemctl list-units --failed --plain --no-legend)
        echo record: $(grep -ho complete /etc/bootcmd/state.json /var/lib/bootcmd/state.json 2> /dev/null)
        echo emptied: $(find /var/lib/cloud/data/set-hostname /var/lib/cloud/instance/sem/ -empty -type f)
        """#
}
