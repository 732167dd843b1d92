import Foundation
import TestSupport
import Testing

/// How long the way to the others is.
extension RackMachine {
    /// Has whatever goes to the others or comes from them take this long. The machine is online
    /// then.
    func lengthenCable(by delay: Duration) async throws {
        let line = [Room.script("delay-line"), "\(delay / .seconds(1))", place, "\(place)-near"]
        try await plugIn()
        try await room.command(["bash", "-ec", Self.longCable, "-", place] + line).succeed()
    }

    private static let longCable = """
        ip link add "$1-near" type veth peer name "$1-far"
        ip link set "$1-near" up
        ip link set "$1-far" master nodes up
        ip link set "$1" nomaster
        exec "${@:2}"
        """

    /// How long it takes to connect to another machine's peer port.
    func timeToConnect(to other: RackMachine) async throws -> Duration {
        let output = try await room.command([
            "ip", "netns", "exec", place, "curl", "--silent", "--output", "/dev/null",
            "--write-out", "%{time_connect}", "http://\(other.address):2380/version",
        ]).run()
        return .seconds(try #require(Double(output.standardOutput)))
    }

    /// Waits until it takes this long to connect to another machine: at first the line is not up,
    /// and no connection comes about.
    func isAway(from other: RackMachine, by time: Duration) async throws {
        try await within(.seconds(120), "\(name) \(time) away") {
            while try await self.timeToConnect(to: other) < time {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// Has another machine appear that has its address; the other's network card.
    func beShadowed() async throws -> String {
        try await room.command(["bash", "-ec", Self.shadow, "-", place, address]).succeed()
        return "02:00:00:00:00:07"
    }

    /// Has the other machine go.
    func beUnshadowed() async throws {
        try await room.command(["ip", "link", "delete", "\(place)-twin"]).succeed()
    }

    private static let shadow = """
        ip netns add "$1-twin"
        ip link add "$1-twin" type veth peer name eth0 netns "$1-twin"
        ip link set "$1-twin" master nodes up
        ip -n "$1-twin" link set eth0 address 02:00:00:00:00:07 up
        ip -n "$1-twin" address add "$2/24" dev eth0
        """

    /// Has another machine know its network card, so that it is reached whoever else has its
    /// address.
    func isKnown(to other: RackMachine) async throws {
        let file = "/sys/class/net/eth0/address"
        let card = try await room.command(["ip", "netns", "exec", place, "cat", file]).succeed()
        let entry = ["lladdr", card.trimmingCharacters(in: .newlines), "dev", "eth0"]
        try await room.command(
            ["ip", "-n", other.place, "neigh", "replace", address] + entry + ["nud", "permanent"]
        ).succeed()
    }
}
