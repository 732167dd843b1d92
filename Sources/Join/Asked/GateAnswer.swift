import YAML
import Basics
import Cluster
import Etcd

/// What a machine that waits at its gate says of itself to whoever asks on its member's peer port,
/// where nobody else listens while its etcd is down.
///
/// Only the machine itself can prove that its disk is empty: from outside, an etcd that is stopped,
/// one whose disk is not mounted and one that never ran refuse a connection alike.
package struct GateAnswer: Equatable, Sendable {
    /// What the disk holds of a member.
    package enum Disk: String, CaseIterable, Sendable {
        /// Nothing, and nothing ever was there.
        case empty
        /// No log; etcd was about to be started as a founder and never became ready.
        case begun
        /// No log; there was data, or a disk that may hold it is not mounted.
        case data
        /// A log: an etcd that may not be started on it.
        case log
        /// A log that was begun as the cluster is described, by an etcd that never was ready.
        case started
        /// The same, of one that founded by hand: a cluster of its own.
        case alone
    }

    /// The member's name.
    package let name: HostName
    /// The instance, as cloud-init calls it.
    package let instanceID: String
    /// The cluster's token.
    package let token: String
    /// The members of the cluster that it would found.
    package let members: InitialCluster
    /// What its disk holds.
    package let disk: Disk
    /// By whom it was told of a cluster's data, if ever.
    package let heard: HostName?
    /// The machines without which its operator has this one found the cluster.
    package let without: Set<HostName>
    /// Whether its etcd is about to start, as a founder.
    package let starts: Bool
    /// What makes the token of the cluster that it founds one that no other has, as far as it
    /// knows.
    package let salt: String?

    /// Whether there is nothing on its disk, and nothing that it was told, that a new cluster would
    /// stand beside.
    package var isEmpty: Bool { heard == nil && (disk == .empty || disk == .begun) }

    /// Whether it would found the cluster that is described to another machine.
    package func founds(_ cluster: ClusterDescription) -> Bool {
        token == cluster.token && members.hasSameMachines(as: cluster.members)
    }
}

extension GateAnswer {
    /// What this machine says of itself.
    package init(of machine: JoiningMachine, starts: Bool = false, salt: String? = nil) {
        self.init(
            name: machine.node.name,
            instanceID: machine.node.identity.instanceID,
            token: machine.node.cluster.token,
            members: machine.node.cluster.members,
            disk: machine.disk,
            heard: machine.heard,
            without: machine.without,
            starts: starts,
            salt: salt ?? machine.memory.salt
        )
    }

    private static let version = 1

    /// The answer as it is sent: one line.
    package var text: String { object.line }

    /// The answer as an object of JSON.
    package var object: JSON {
        .object([
            ("version", .number(Self.version)),
            ("name", .string("\(name)")),
            ("instance-id", .string(instanceID)),
            ("token", .string(token)),
            ("members", .string(members.text)),
            ("disk", .string(disk.rawValue)),
            ("heard", heard.map { .string("\($0)") } ?? .null),
            ("without", .array(without.map(\.description).sorted().map(JSON.string))),
            ("starts", .bool(starts)),
            ("salt", salt.map(JSON.string) ?? .null),
        ])
    }

    /// Reads what `text` wrote; nil for anything else, whatever part of it could be understood.
    package init?(parsing text: String) {
        guard let root = json(text), root["version"]?.text == "\(Self.version)",
            let name = root["name"]?.text, let instanceID = root["instance-id"]?.text,
            let token = root["token"]?.text, let members = root["members"]?.text,
            let disk = root["disk"]?.text.flatMap(Disk.init),
            let heard = root["heard"], let without = root["without"]?.items,
            let starts = root["starts"]?.text, ["true", "false"].contains(starts),
            let salt = root["salt"], salt.isNull || salt.text?.isSalt == true
        else { return nil }
        do {
            self.init(
                name: try HostName(name),
                instanceID: instanceID,
                token: token,
                members: try InitialCluster(parsing: members),
                disk: disk,
                heard: try heard.isNull ? nil : HostName(heard.text ?? ""),
                without: Set(try without.map { try HostName($0.text ?? "") }),
                starts: starts == "true",
                salt: salt.isNull ? nil : salt.text
            )
        } catch {
            return nil
        }
    }
}

extension InitialCluster {
    /// Whether both name the same members at the same URLs, in whichever order.
    fileprivate func hasSameMachines(as other: InitialCluster) -> Bool {
        count == other.count && allSatisfy(other.contains)
    }
}

extension JoiningMachine {
    /// What its disk holds of a member.
    fileprivate var disk: GateAnswer.Disk {
        if hasLog {
            guard case .begun(let isAlone) = standing else { return .log }
            return isAlone ? .alone : .started
        }
        if unmounted != nil { return .data }
        switch standing {
        case .none: return .empty
        case .begun: return .begun
        // One that is announced is in a cluster, as far as it knows.
        case .announcing, .announced, .member: return .data
        }
    }
}

extension String {
    /// Whether it may be a part of a token: it becomes a value in a file of variables.
    fileprivate var isSalt: Bool {
        (8...64).contains(utf8.count)
            && utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
