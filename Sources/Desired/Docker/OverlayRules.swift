import Cluster

/// The rules with which the overlay's packets reach containers through docker's firewall.
///
/// They accept from the overlay's network to the overlay's network, and nothing else. dockerd's own
/// `--allow-direct-routing` (28.2) would open more: on every docker network, to whoever sends to a
/// container's address, a port that was published on 127.0.0.1 alone.
///
/// They come after the rules that are there: what an operator has closed stays closed. docker
/// appends its own to the table raw, after these.
package struct OverlayRules {
    private let network: FlannelNetwork
    private let isRouted: Bool

    /// The rules of a cluster.
    init(of cluster: ClusterDescription) {
        network = cluster.network
        isRouted = cluster.backend(onEtcd2: false) == .hostGW
    }

    /// Shell commands to be run before dockerd starts. A lock of iptables' is waited for, not for
    /// ever.
    var beforeDocker: [String] {
        let rule = "-s \(network) -d \(network) -j ACCEPT"
        let iptables = "iptables -w 5"
        return [
            "\(iptables) -t raw -C PREROUTING \(rule) 2>/dev/null"
                + " || \(iptables) -t raw -A PREROUTING \(rule)",
            // The RETURN that docker before 28.2 leaves at the end would hide what comes after it.
            "\(iptables) -N DOCKER-USER 2>/dev/null; \(iptables) -C DOCKER-USER \(rule) 2>/dev/null"
                + " || { \(iptables) -D DOCKER-USER -j RETURN 2>/dev/null;"
                + " \(iptables) -A DOCKER-USER \(rule); }",
        ]
    }

    /// Shell commands to be run once dockerd has started: without an interface of flannel's own,
    /// docker would have a container's packets leave with the machine's address, which is not the
    /// overlay's.
    var afterDocker: [String] {
        let rule = "POSTROUTING -s \(network) -d \(network) -j ACCEPT"
        guard isRouted else { return [] }
        return [
            "iptables -w 5 -t nat -D \(rule) 2>/dev/null; iptables -w 5 -t nat -I \(rule)"
        ]
    }
}
