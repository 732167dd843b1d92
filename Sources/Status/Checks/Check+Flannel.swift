import Basics
import Cluster
import Etcd

extension Check {
    /// Whether flanneld has a subnet of the network described, this machine holds its lease,
    /// packets of the size that containers are told fit, and the other subnets are reached through
    /// the overlay, where some machine answers.
    package static func flannel(_ seen: StatusObservation, after waits: String?) -> Check {
        if let unit = unit(
            "flanneld",
            seen.units?["flanneld.service"],
            of: .flannel,
            waitingFor: waits
        ) {
            return unit
        }
        guard let subnet = seen.subnet else {
            return wait(
                .flannel,
                "flanneld has no subnet yet",
                "no subnet yet: \(SubnetEnvironment.path) is not there"
            )
        }
        let lease = seen.leases?.first { $0.subnet == subnet.subnet }
        return network(seen, subnet) ?? backend(seen, lease) ?? holder(seen, subnet, lease) ?? size(
            seen,
            subnet,
            lease
        )
            ?? routes(seen)
            ?? silence(seen, lease)
            ?? ok(.flannel, words(seen, subnet, lease))
    }

    private static func network(_ seen: StatusObservation, _ own: SubnetEnvironment) -> Check? {
        let described = seen.node.cluster.network
        let key = "\(seen.node.cluster.prefix)/config"
        guard "\(own.network)" != "\(described)" else {
            guard own.network.contains(own.subnet) else {
                return bad(
                    .flannel,
                    "its subnet is outside the network",
                    "\(own.subnet) is outside \(own.network)\n  systemctl restart flanneld"
                )
            }
            return nil
        }
        return bad(
            .flannel,
            "the overlay is another network",
            "\(own.subnet) is out of \(own.network), and \(described) is described; "
                + decision(key)
        )
    }

    private static func backend(_ seen: StatusObservation, _ lease: SubnetLease?) -> Check? {
        // Only a version that a member has told decides about a default.
        let etcd = seen.endpoints.compactMap { $0.status?.version.flatMap { Version(in: $0) } }
            .first
        let backend = seen.node.cluster.backend(onEtcd2: etcd.map { !$0.has(.v3Store) } ?? true)
        guard let described = backend?.rawValue, let own = lease?.backend, own != described else {
            return nil
        }
        return bad(
            .flannel,
            "the overlay is carried otherwise",
            "by \(plainOrQuoted(own)), and \(described) is "
                + (seen.node.cluster.describedBackend == nil ? "the default" : "described")
                + "; \(decision("\(seen.node.cluster.prefix)/config"))"
        )
    }

    /// Who decides about the overlay, and who has the command: flanneld's unit, when it starts.
    private static func decision(_ key: String) -> String {
        "etcd's \(key) decides, and flanneld's journal has the command that changes it:\n"
            + "  journalctl -b -u flanneld | grep 'to change it'"
    }

    /// What is wrong with the lease: another machine may hold it, or the store may have lost it.
    private static func holder(
        _ seen: StatusObservation,
        _ own: SubnetEnvironment,
        _ lease: SubnetLease?
    ) -> Check? {
        guard seen.leases != nil else { return nil }
        guard let lease else {
            return bad(
                .flannel,
                "its subnet has no lease",
                "etcd has no lease of \(own.subnet)\n  systemctl restart flanneld"
            )
        }
        let addresses = seen.interfaces.flatMap(\.addresses)
        if let described = seen.node.address, !described.isV6 {
            guard lease.holder != described else { return nil }
            return bad(
                .flannel,
                "its subnet is over another address",
                "\(own.subnet) is leased to \(lease.holder), and \(described) is described"
                    + "\n  systemctl restart flanneld"
            )
        }
        guard !addresses.contains(lease.holder) else { return nil }
        return bad(
            .flannel,
            "another machine has its subnet",
            "\(own.subnet) is leased to \(lease.holder), which is on no interface of this machine"
        )
    }

    private static func size(
        _ seen: StatusObservation,
        _ own: SubnetEnvironment,
        _ lease: SubnetLease?
    ) -> Check? {
        // Without an interface of its own, the backend sends as the machine's does.
        let flannels = seen.interfaces.filter { $0.name.hasPrefix("flannel") }
        let carriers =
            flannels.isEmpty
            ? seen.interfaces.filter { lease.map { $0.holder }.map($0.addresses.contains) == true }
            : flannels
        guard let carrier = carriers.first(where: { ($0.mtu ?? .max) < own.mtu }),
            let mtu = carrier.mtu
        else { return nil }
        return bad(
            .flannel,
            "packets do not fit",
            "containers are told an MTU of \(own.mtu), and \(carrier.name) has \(mtu)"
                + "\n  systemctl restart flanneld docker"
        )
    }

    /// What is wrong with the way to the others: a route that is missing, or that something else
    /// has made, takes packets off the overlay without a word.
    private static func routes(_ seen: StatusObservation) -> Check? {
        guard !seen.routes.isEmpty else { return nil }
        let astray = seen.leasesAstray
        guard let first = astray.first else { return nil }
        let way = seen.routes.best(to: first.subnet).map { "leads out of \($0.interface)" }
        let more = astray.count > 1 ? ", and \(astray.count - 1) more" : ""
        return bad(
            .flannel,
            "routes lead off the overlay",
            "\(first.subnet) of \(first.holder) \(way ?? "has no route")\(more)"
                + "\n  systemctl restart flanneld"
        )
    }

    /// That others are on is known from their etcds, which do not go through the overlay; where
    /// none of all the machines answers there, it is not said to work.
    private static func silence(_ seen: StatusObservation, _ own: SubnetLease?) -> Check? {
        let others = seen.otherLeases
        let awake = seen.endpoints.filter { answer in
            answer.isHealthy && answer.member.name != seen.node.name
                && others.contains { $0.holder == answer.member.url.address }
        }
        guard !awake.isEmpty, others.allSatisfy({ seen.answer(from: $0.subnet) == .silent }) else {
            return nil
        }
        let names = awake.map(\.member.name.description).joined(separator: ", ")
        let ports = ["vxlan": 8472, "udp": 8285, "wireguard": 51820]
        let way = own?.backend.flatMap { ports[$0] }.map { ", UDP port \($0)," } ?? ""
        return wait(
            .flannel,
            "no machine answers across the overlay",
            "no machine answers across the overlay, and the etcd of \(names) does beside it; if "
                + "that lasts, see whether a firewall drops the overlay's packets\(way) or echoes"
                + "\n  systemctl restart flanneld"
        )
    }

    private static func words(
        _ seen: StatusObservation,
        _ own: SubnetEnvironment,
        _ lease: SubnetLease?
    ) -> String {
        var words = ["\(own.subnet)"]
        if let backend = lease?.backend { words.append(plainOrQuoted(backend)) }
        words.append("MTU \(own.mtu)")
        if let lease { words.append("over \(lease.holder)") }
        return words.joined(separator: ", ")
    }
}
