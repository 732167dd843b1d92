import Basics

/// Why a string, or a mapping, does not describe a cluster's workers.
package enum WorkersError: Error, Equatable, CustomStringConvertible {
    /// No worker at all.
    case empty
    /// Not entries with commas between them.
    case list(EntryListError)
    /// An entry that begins with `=`.
    case noName
    /// A name that no host can have.
    case name(String, HostNameError)
    /// A name that two workers have.
    case nameTwice(HostName)
    /// Names that no resolver tells apart.
    case namesAlike(HostName, HostName)
    /// Nothing after the `=`.
    case noAddress(HostName)
    /// A URL, as members have one.
    case url(worker: HostName, String)
    /// Something in the address's place that is not one.
    case address(worker: HostName, String, IPAddressError)
    /// An address at which no other machine reaches a worker.
    case unusable(worker: HostName, String, IPAddress.Unusable)
    /// An address that two workers have.
    case addressTwice(IPAddress, first: HostName, second: HostName)

    /// The name of the worker that it is about, if it is about one.
    package var worker: String? {
        switch self {
        case .noName: ""
        case .name(let name, _): name
        case .nameTwice(let name), .namesAlike(_, let name), .noAddress(let name),
            .url(let name, _), .address(let name, _, _), .unusable(let name, _, _),
            .addressTwice(_, _, let name):
            name.description
        case .empty, .list: nil
        }
    }

    /// What is wrong, quoting the input.
    package var description: String {
        switch self {
        case .empty:
            "names no worker; write name=ADDRESS, with commas between workers"
        case .list(let error):
            "\(error)"
        case .noName:
            "a worker has no name"
        case .name(_, let error):
            "a worker's name must be its host name: \(error)"
        case .nameTwice(let name):
            "duplicate worker \(quoted(name.description))"
        case .namesAlike(let first, let second): HostName.differInCase(first, second)
        case .noAddress(let name):
            "no address of \(quoted(name.description)) after '='; only the name, without '=', "
                + "leaves the address to flannel"
        case .url(let name, let text):
            "\(quoted(text)) of \(quoted(name.description)) is not an address: a worker has no "
                + "URL, write only its address"
        case .address(let name, let text, let error):
            "the address \(quoted(text)) of \(quoted(name.description)) \(error)"
        case .unusable(let name, let text, let reason):
            "the address \(quoted(text)) of \(quoted(name.description)) \(reason.rawValue)"
        case .addressTwice(let address, let first, let second):
            "\(quoted(first.description)) and \(quoted(second.description)) have the same address, "
                + "\(address)"
        }
    }
}
