import Basics
import Units
import YAML

/// Why a string is not the description of a cluster.
package enum ClusterDescriptionError: Error, Equatable, CustomStringConvertible {
    /// A machine of the description.
    package enum Machine: Equatable, Sendable {
        case member(HostName)
        case worker(HostName)
    }

    /// Not YAML.
    case yaml(YAMLError)
    /// No `cluster` key.
    case noCluster
    /// The members are not described correctly.
    case cluster(InitialClusterError)
    /// The workers are not described correctly.
    case workers(WorkersError)
    /// More members than `ClusterDescription.maximumMemberCount`.
    case tooManyMembers(Int)
    /// One machine under both keys.
    case memberAndWorker(HostName)
    /// A worker with the address of a member.
    case addressOfMember(InitialCluster.Member, worker: HostName)
    /// An unknown key.
    case unknownKey(String, section: String?, [String])
    /// A mapping in place of a string, or the other way round.
    case wrongKind(key: String?, wanted: String, found: String)
    /// A key without a value.
    case empty(key: String)
    /// A control character in a value.
    case control(key: String, String)
    /// A value of more than `ClusterDescription.maximumTextLength` bytes.
    case tooLong(key: String, bytes: Int)
    /// A value that is not one of the few words allowed.
    case noChoice(key: String, String, among: [String])
    /// A network that flannel cannot use.
    case network(String, FlannelNetworkError)
    /// A network that a machine's own address lies in.
    case overlap(FlannelNetwork, Machine, IPAddress)
    /// Not a number that a subnet's length may be.
    case noSubnetLength(String)
    /// A length of subnets that the network cannot be divided into.
    case subnetLength(Int, of: FlannelNetwork)
    /// A network with fewer subnets than machines.
    case tooFewSubnets(SubnetShortage)
    /// Not an absolute key of etcd.
    case etcdKey(String)
    /// Not a group's name.
    case group(String)
    /// Not the URL of a web server.
    case url(key: String, String)

    /// The worker that it is about, if it is about one.
    package var worker: String? {
        switch self {
        case .workers(let error): error.worker
        case .memberAndWorker(let name), .addressOfMember(_, let name): name.description
        default: nil
        }
    }

    /// What is wrong, quoting the input.
    package var description: String {
        switch self {
        case .yaml(let error):
            return "\(error)"
        case .noCluster:
            return "no 'cluster' key; it names the members, as in name=http://ADDRESS:2380"
        case .cluster(let error):
            return "cluster: \(error)"
        case .workers(let error):
            return "workers: \(error)"
        case .tooManyMembers(let count):
            return "cluster: \(count) members, and every write waits for more than half of them; "
                + "name 3, 5 or 7 (at most \(ClusterDescription.maximumMemberCount)) in 'cluster', "
                + "and the other machines in 'workers'"
        case .memberAndWorker(let name):
            return "workers: \(quoted(name.description)) is a member too; a machine is either"
        case .addressOfMember(let member, let worker):
            return "workers: \(quoted(worker.description)) has the address of member "
                + "'\(member.name)', \(member.url.address)"
        case .unknownKey(let key, let section, let known):
            let place = section.map { " in '\($0)'" } ?? ""
            let guess = nearest(to: key, among: known).map { "did you mean '\($0)'" }
            return "unknown key \(quoted(key))\(place); "
                + (guess.map { $0 + "?" } ?? "the known keys are \(known.joined(separator: ", "))")
        case .wrongKind(let key, let wanted, let found):
            return "\(key.map { "\(visible($0)): " } ?? "")must be \(wanted), not \(found)"
        case .empty(let key):
            return "\(visible(key)): no value"
        case .control(let key, let text):
            return "\(key): control character in \(quoted(text))"
        case .tooLong(let key, let bytes):
            return "\(key): has \(bytes) bytes; the limit is "
                + "\(ClusterDescription.maximumTextLength)"
        case .noChoice(let key, let text, let choices):
            let guess = nearest(to: text, among: choices).map { "; did you mean '\($0)'?" } ?? ""
            return "\(key): \(quoted(text)) is not one of "
                + choices.joined(separator: ", ") + guess
        case .network(let text, let error):
            return "network: \(quoted(text)) \(error)"
        case .overlap(let network, let machine, let address):
            return "network: \(network) holds the address of \(machine), \(address); "
                + "the overlay must not contain the machines"
        case .noSubnetLength(let text):
            let lengths = FlannelNetwork.subnetLengths
            return "subnet-length: \(quoted(text)) is not a number from \(lengths.lowerBound) to "
                + "\(lengths.upperBound)"
        case .subnetLength(let length, let network):
            let lengths = network.subnetLengths
            return
                "subnet-length: \(length) divides \(network) into too few subnets; flannel wants "
                + "four or more: \(lengths.lowerBound) to \(lengths.upperBound)"
        case .tooFewSubnets(let shortage):
            return "network: \(shortage)"
        case .etcdKey(let text):
            return "prefix: \(quoted(text)) is not of the form /admin/flannel"
        case .group(let text):
            return "group: \(quoted(text)) is not a group name: up to 32 of a-z, 0-9, _ and -, "
                + "a letter or _ first"
        case .url(let key, let text):
            return "\(key): \(quoted(text)) is not of the form http://HOST/PATH"
        }
    }
}

extension ClusterDescriptionError.Machine: CustomStringConvertible {
    /// `member 'a1'`.
    package var description: String {
        switch self {
        case .member(let name): "member '\(name)'"
        case .worker(let name): "worker '\(name)'"
        }
    }
}
