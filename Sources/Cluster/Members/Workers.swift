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
    init(parsing text: String) throws(WorkersError) {
        let list: EntryList
        do throws(EntryListError) {
            list = try EntryList(text)
        } catch {
            throw error == .empty ? .empty : .list(error)
        }
        try self.init(
            list.entries.map { entry in
                guard let equals = entry.firstIndex(of: "=") else { return (entry, nil) }
                return (entry[..<equals], entry[entry.index(after: equals)...])
            }
        )
    }

    /// Takes names and addresses given separately, as in a mapping of `cluster.yaml`.
    init(_ pairs: [(name: Substring, address: Substring?)]) throws(WorkersError) {
        var workers: [Worker] = []
        var names: [String: HostName] = [:]
        var owners: [IPAddress: HostName] = [:]
        for (nameText, addressText) in pairs {
            let name = try Self.name(nameText)
            if let other = names.updateValue(name, forKey: name.folded) {
                throw other == name ? .nameTwice(name) : .namesAlike(other, name)
            }
            let address = try addressText.map { text throws(WorkersError) in
                try Self.address(text, of: name)
            }
            if let address, let owner = owners.updateValue(name, forKey: address) {
                throw .addressTwice(address, first: owner, second: name)
            }
            workers.append(Worker(name: name, address: address))
        }
        self.workers = workers
    }

    private static func name(_ text: Substring) throws(WorkersError) -> HostName {
        guard !text.isEmpty else { throw .noName }
        do throws(HostNameError) {
            return try HostName(String(text))
        } catch {
            throw .name(String(text), error)
        }
    }

    private static func address(
        _ text: Substring,
        of name: HostName
    ) throws(WorkersError) -> IPAddress {
        guard !text.isEmpty else { throw .noAddress(name) }
        guard !text.contains("/") else { throw .url(worker: name, String(text)) }
        let address: IPAddress
        do throws(IPAddressError) {
            address = try IPAddress(text)
        } catch {
            throw .address(worker: name, String(text), error)
        }
        if let reason = address.unusable {
            throw .unusable(worker: name, String(text), reason)
        }
        return address
    }
}
