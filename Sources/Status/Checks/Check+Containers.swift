import Basics
import Cluster

extension Check {
    /// Whether what containers of other machines send reaches those of this one, by the rules of
    /// its kernel, and which of theirs answer; nil where there is no docker.
    package static func containers(_ seen: StatusObservation, after docker: Check) -> Check? {
        switch docker.state {
        case .skip: return nil
        case .wait, .bad: return skip(.containers, "docker comes first")
        case .ok: break
        }
        guard let own = seen.subnet, let other = seen.otherLeases.first else {
            return skip(.containers, "no other machine is known to have any")
        }
        guard let filter = seen.filter else {
            return skip(
                .containers,
                "who reaches them is not known: only root may read iptables' rules"
            )
        }
        guard filter.hasDocker, let way = seen.routes.best(to: other.subnet) else {
            return skip(
                .containers,
                "who reaches them is not known: docker has no rules in iptables"
            )
        }
        // One of a port that nobody published, and one of each that docker has closed.
        let packets =
            [(own.subnet.address(2), nil, nil)] + filter.destinations(in: own.subnet)
        for (address, service, port) in packets {
            let packet = PacketFilter.Packet(
                source: other.subnet.address(2),
                destination: address,
                input: way.interface,
                output: "docker0",
                service: (service ?? "icmp", port)
            )
            switch filter.fate(of: packet) {
            case .forwarded: continue
            case .dropped(let rule): return closed(by: rule)
            case .unknown(let rule):
                return skip(.containers, "who reaches them is not known: \(visible(rule))")
            }
        }
        return ok(.containers, "let the overlay in" + answers(seen))
    }

    private static func closed(by rule: String) -> Check {
        let isDockers =
            rule.hasPrefix("-A DOCKER") && !rule.hasPrefix("-A DOCKER-USER ")
            || rule.hasPrefix("-A PREROUTING ") && rule.hasPart("! -i docker0 ")
        return bad(
            .containers,
            "containers are closed to the other machines",
            "\(isDockers ? "docker" : "a rule") drops what other machines' containers send: "
                + visible(rule)
                + (isDockers ? "\n  bootcmd --no-reboot && systemctl restart docker" : "")
        )
    }

    /// Of the others' containers: silence is that of a container as well as of none.
    private static func answers(_ seen: StatusObservation) -> String {
        guard let echoes = seen.echoes else { return "" }
        let machines = seen.otherLeases.filter { lease in
            lease.subnet.containerAddresses.contains { echoes[$0] != nil }
        }
        guard !machines.isEmpty else { return "; no other machine's has answered" }
        let names = machines.prefix(5).map { seen.node.cluster.name(at: $0.holder) }
        let more = machines.count > 5 ? " and \(machines.count - 5) more" : ""
        return "; those on \(names.joined(separator: ", "))\(more) answer"
    }
}

extension StatusObservation {
    /// The subnets of other machines.
    var otherLeases: [SubnetLease] {
        (leases ?? []).filter { lease in
            subnet.map { $0.subnet != lease.subnet && $0.network.contains(lease.subnet) } ?? false
        }
    }

    /// The address of docker's bridge, from which a question comes as one of a container does.
    package var addressOfContainers: IPAddress? {
        subnet.map(\.bridge).flatMap { bridge in
            interfaces.contains { $0.addresses.contains(bridge) } ? bridge : nil
        }
    }

    /// Where containers of other machines may be: docker gives away a subnet's addresses in order.
    package var placesOfContainers: [IPAddress] {
        Array(otherLeases.flatMap(\.subnet.containerAddresses).prefix(1 << 12))
    }
}

extension IPv4Network {
    /// The first addresses that docker gives to containers.
    var containerAddresses: [IPAddress] {
        length > 30 ? [] : (2..<min(18, UInt32(1) << UInt32(32 - length) - 1)).map(address)
    }
}

extension ClusterDescription {
    /// The name of the machine with an address; the address of one that is not described.
    fileprivate func name(at address: IPAddress) -> String {
        members.first { $0.url.address == address }.map { "\($0.name)" }
            ?? workers.first { $0.address == address }.map { "\($0.name)" } ?? "\(address)"
    }
}
