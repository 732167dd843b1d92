import Basics
import Units
extension Check {
    /// Whether docker's bridge has the address that flannel gave it.
    package static func docker(_ seen: StatusObservation, after waits: String?) -> Check {
        let unit = seen.units?["docker.service"]
        switch unit?.activity {
        case .absent, .masked: return skip(.docker, "not installed")
        case .stopped where unit?.isEnabled == false: return skip(.docker, "not enabled")
        default: break
        }
        if let wrong = self.unit("docker", unit, of: .docker, waitingFor: waits) { return wrong }
        let bridge = seen.interfaces.first { $0.name == "docker0" }
        guard let bridge else {
            guard unit != nil else { return skip(.docker, "there is no docker0") }
            return bad(.docker, "docker has no bridge", "there is no docker0")
        }
        guard let subnet = seen.subnet else { return skip(.docker, "flannel comes first") }
        let cure = "\n  systemctl restart docker"
        guard bridge.addresses.contains(subnet.bridge) else {
            let own = bridge.addresses.first { !$0.isV6 }
            return bad(
                .docker,
                "docker is off the overlay",
                "docker0 has \(own.map { "\($0)" } ?? "no address"), and the subnet is "
                    + "\(subnet.subnet)"
                    + cure
            )
        }
        return ok(.docker, "docker0 has \(subnet.bridge)/\(subnet.subnet.length)")
    }
}
