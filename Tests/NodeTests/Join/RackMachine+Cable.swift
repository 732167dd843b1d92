import Foundation
import TestSupport
import Testing

/// How long the way to the others is.
extension RackMachine {
    /// Has whatever goes to the others or comes from them take this long. The machine is online then.
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
}
