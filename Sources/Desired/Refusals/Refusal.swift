import Basics
import Cluster
import Etcd

/// Why a run stops before its first write. Refusals are part of the plan, so that a dry run shows
/// the same ones.
package enum Refusal: Error, Equatable, Sendable {
    /// A unit cannot be enabled.
    case unit(UnusableUnit)
    /// A program cannot do its work.
    case program(UnusableProgram)
    /// flannel cannot keep its subnets on this node.
    case store(FlannelBackingStoreError)
    /// flannel cannot use the member's address.
    case address(NoIPv4Address)
    /// Something on the node would win over what is described.
    case setting(SettingConflict)
    /// etcd has data of which nothing is known.
    case data(ForeignEtcdData)
    /// The installed etcd cannot start on the data that is here.
    case upgrade(EtcdUpgrade, dataIn: NodePath)
    /// A file cannot be kept: a `.save` that no run made is in its place.
    case backup(of: NodePath)
    /// A file was edited, and this machine is another node now.
    case edit(of: NodePath)
    /// The installed flanneld does not have the backend that is described.
    case backend(FlannelBackend, flanneld: Version)
    /// The node was configured as a member, and is described as a worker; with the ID that `join`
    /// was given for it, where its etcd has not started since.
    case memberBefore(EtcdID?)
    /// The machine cannot prove itself with its certificate.
    case certificate(CertificateProblem)
    /// etcd runs as a user, or with a group, that the machine does not have.
    case noReader(String?)
    /// The installed etcd asks nobody for a certificate.
    case noTLS(etcd: Version)
    /// Something on the disk stands in the way.
    case obstacle(Obstacle)
    /// As many boots in a row as may change the node have changed it, and this one would too.
    case stillChanging(boots: Int)

    /// The exit code of a run with this refusal.
    package var status: ExitStatus {
        switch self {
        case .unit, .program, .setting, .upgrade, .stillChanging, .noReader,
            .store(.unknownVersion):
            .unavailable
        case .certificate: .badInput
        case .store, .address, .data, .backend, .memberBefore, .noTLS: .badCluster
        case .backup, .edit: .cannotCreate
        case .obstacle(let obstacle): obstacle.status
        }
    }

    /// The file or directory that is the reason, if there is one.
    package var path: NodePath? {
        switch self {
        case .obstacle(let obstacle): obstacle.path
        case .setting(let conflict): conflict.path
        case .data(let data): data.path
        case .upgrade(_, let directory): directory
        case .backup(let file): file.backup
        case .edit(let file): file
        case .program(let program): program.path
        case .certificate(let problem): problem.path
        case .unit, .store, .address, .backend, .memberBefore, .noReader, .noTLS, .stillChanging:
            nil
        }
    }
}

extension Refusal {
    /// One line, with the cure where there is one; `root` stands before the path that is the
    /// reason.
    package func text(below root: String) -> String {
        switch self {
        case .unit(let unit): "\(unit)"
        case .program(let program): "\(program.path.map { "\(root)\($0): " } ?? "")\(program)"
        case .store(let error): "\(error)"
        case .address(let address): "\(address)"
        case .setting(let conflict): "\(root)\(conflict.path): \(conflict)"
        case .data(let data): "\(root)\(data.path): \(data.reason)"
        case .upgrade(let upgrade, let directory):
            // One line: the command ends it.
            upgrade.sentence(dataIn: directory).replacing("\n ", with: "")
        case .backup(let file):
            "\(root)\(file.backup): is where \(file.name) would be kept; move one of the two away "
                + "('bootcmd undo' puts the other one back), or let --force overwrite \(file.name)"
        case .edit(let file):
            "\(root)\(file): edited since bootcmd wrote it for another instance or host name; move "
                + "it away, or let 'bootcmd --force' overwrite it"
        case .backend(let backend, let flanneld):
            "flannel.backend: '\(backend.rawValue)' is described, but the installed flanneld "
                + "\(flanneld) has no such backend; \(backend.firstVersion) and later have"
        case .memberBefore(let id):
            "configured as a member of etcd, and described as a worker now: remove it from etcd's "
                + "members ("
                + (id.map { "'etcdctl member remove \($0)'" }
                    ?? "'etcdctl member remove ID', with its ID from 'etcdctl member list'")
                + "), run 'bootcmd undo', then bootcmd again"
        case .certificate(let problem): "\(root)\(problem.path): \(problem)"
        case .noReader(nil):
            "etcd.service: with DynamicUser= etcd has a user only while it runs, who cannot be "
                + "given its key to read: set DynamicUser=no and User= ('systemctl edit "
                + "etcd.service')"
        case .noReader(let name?):
            "etcd.service: there is no \(quoted(name)) on this machine, as whom etcd would read "
                + "its key"
        case .noTLS(let etcd):
            "cluster: the members have https, but the installed etcd \(etcd) asks nobody for a "
                + "certificate; 2.1 and later do"
        case .obstacle(let obstacle): obstacle.reason
        case .stillChanging(let boots):
            "still changing after \(boots) boots in a row; not changed again. 'bootcmd --dry-run' "
                + "shows what changes each time, 'bootcmd --force --no-reboot' writes it anyway"
        }
    }
}

/// Something on the disk that would stop a run, found before it begins.
package struct Obstacle: Equatable, Sendable {
    /// Where it is.
    package let path: NodePath
    /// One line, which begins with the path as the operator would type it.
    package let reason: String
    /// The exit code of a run that it stops.
    package let status: ExitStatus

    /// An obstacle at a path.
    package init(at path: NodePath, _ reason: String, status: ExitStatus) {
        self.path = path
        self.reason = reason
        self.status = status
    }
}
