import Basics

/// The machines of a cluster that run containers and no etcd, in the order of the description.
///
/// In one string they are `name=address,name=address`; of a worker without an address, only the
/// name is written.
package struct Workers: RandomAccessCollection, Equatable, Sendable {
    /// One machine.
    package struct Worker: Equatable, Sendable {
        /// Its host name.
        package let name: HostName
        /// Where flannel of the other machines reaches it; nil for the address of whatever
        /// interface its default route leaves by.
        package let address: IPAddress?
    }

    /// No name or address twice.
    private let workers: [Worker]

    /// The first place, 0.
    package var startIndex: Int { workers.startIndex }
    /// How many workers there are.
    package var endIndex: Int { workers.endIndex }
    /// The worker at a place, from 0.
    package subscript(position: Int) -> Worker { workers[position] }

    /// No workers.
    init() {
        workers = []
    }

    /// Reads `name=address,name=address`.
    init(parsing text: String) throws(InputError) {
        guard let list = try EntryList(text) else {
            throw InputError(
                "names no worker; write name=ADDRESS, with commas between workers"
            )
        }
        try self.init(
            list.entries.map { entry in
                guard let equals = entry.firstIndex(of: "=") else { return (entry, nil) }
                return (entry[..<equals], entry[entry.index(after: equals)...])
            }
        )
    }

    /// Takes names and addresses given separately, as in a mapping of `cluster.yaml`.
    init(_ pairs: [(name: Substring, address: Substring?)]) throws(InputError) {
        var workers: [Worker] = []
        var names: [String: HostName] = [:]
        var owners: [IPAddress: HostName] = [:]
        for (nameText, addressText) in pairs {
            let name = try Self.name(nameText)
            if let other = names.updateValue(name, forKey: name.folded) {
                throw other == name
                    ? InputError("duplicate worker '\(name)'", about: .init(entry: "\(name)"))
                    : HostName.differInCase(other, name)
            }
            let address = try addressText.map { text throws(InputError) in
                try Self.address(text, of: name)
            }
            if let address, let owner = owners.updateValue(name, forKey: address) {
                throw InputError(
                    "'\(owner)' and '\(name)' have the same address, \(address)",
                    about: .init(entry: "\(name)")
                )
            }
            workers.append(Worker(name: name, address: address))
        }
        self.workers = workers
    }

    private static func name(_ text: Substring) throws(InputError) -> HostName {
        guard !text.isEmpty else {
            throw InputError("a worker has no name", about: .init(entry: ""))
        }
        do throws(InputError) {
            return try HostName(String(text))
        } catch {
            throw InputError(
                "a worker's name must be its host name: \(error)",
                about: .init(entry: String(text))
            )
        }
    }

    private static func address(
        _ text: Substring,
        of name: HostName
    ) throws(InputError) -> IPAddress {
        func problem(_ sentence: String) -> InputError {
            InputError(sentence, about: .init(entry: "\(name)"))
        }
        guard !text.isEmpty else {
            throw problem(
                "no address of '\(name)' after '='; only the name, without '=', leaves the address "
                    + "to flannel"
            )
        }
        guard !text.contains("/") else {
            throw problem(
                "\(quoted(String(text))) of '\(name)' is not an address: a worker has no URL, "
                    + "write only its address"
            )
        }
        let start = "the address \(quoted(String(text))) of '\(name)'"
        let address: IPAddress
        do throws(InputError) {
            address = try IPAddress(text)
        } catch {
            throw problem("\(start) \(error)")
        }
        if let reason = address.unusable { throw problem("\(start) \(reason.rawValue)") }
        return address
    }
}
