import Units

/// A connection to PID 1 over its private socket.
///
/// In early boot there is no bus daemon yet, only this socket. The methods are those of
/// org.freedesktop.systemd1(5). PID 1 is never asked to start a unit and wait for it: in early
/// boot, that unit may wait for us.
package final class Systemd {
    /// How long an answer may take: PID 1 answers at once, unless it is reloading.
    private static let limit = Duration.seconds(30)

    package let bus: Bus

    /// Connects to PID 1 at `/run/systemd/private`; only root may do this.
    package convenience init() throws(SystemdError) {
        try self.init(at: "/run/systemd/private", limit: Self.limit)
    }

    package init(at path: String, limit: Duration) throws(SystemdError) {
        bus = try Bus(at: path, limit: limit)
    }

    /// Talks over a connected socket, which is closed with this value.
    init(connected descriptor: Int32, limit: Duration) throws(SystemdError) {
        bus = try Bus(connected: descriptor, limit: limit)
    }

    /// The state of a unit's file; nil if no such unit is installed.
    func unitFileState(of unit: String) throws(SystemdError) -> UnitFileState? {
        let call = try newCall(of: "GetUnitFileState")
        try call.append(unit)
        do throws(SystemdError) {
            return UnitFileState(rawValue: try bus.send(call).string())
        } catch {
            guard error.meansNoSuchUnit else { throw error }
            return nil
        }
    }

    /// The states of the files of units that PID 1 knows, by name.
    func unitFileStates(
        of units: [String]
    ) throws(SystemdError) -> [String: UnitFileState] {
        var states: [String: UnitFileState] = [:]
        for unit in units { states[unit] = try unitFileState(of: unit) }
        return states
    }

    /// Enables all the units in one call, permanently, without replacing other units' links.
    ///
    /// PID 1 answers when it has made the symbolic links, not when they are on the disk: the caller
    /// must flush their directories. No reload follows.
    package func enable(_ units: [String]) throws(SystemdError) -> [UnitFileChange] {
        let call = try newCall(of: "EnableUnitFiles")
        try call.append(units)
        try call.append(false)  // not only until the next boot
        try call.append(false)  // not over another unit's links
        let answer = try bus.send(call)
        _ = try answer.boolean()  // whether any has an [Install] section: the plan knows
        return try changes(in: answer)
    }

    /// Has PID 1 read all unit files again.
    package func reload() throws(SystemdError) {
        // All generators run again, and PID 1 gives them 90 s; systemctl waits twice that long.
        try bus.send(try newCall(of: "Reload"), limit: bus.limit * 6)
    }

    /// Takes variables out of the environment that every unit gets, as far as they are set.
    package func unsetEnvironment(_ names: [String]) throws(SystemdError) {
        let call = try newCall(of: "UnsetEnvironment")
        try call.append(names)
        try bus.send(call)
    }

    /// Has a unit started again if it runs, and does not wait for that.
    package func restartIfRunning(_ unit: String) throws(SystemdError) {
        let call = try newCall(of: "TryRestartUnit")
        try call.append(unit)
        try call.append("replace")
        try bus.send(call)
    }

    /// Has a unit stopped, and does not wait for that.
    package func stop(_ unit: String) throws(SystemdError) {
        let call = try newCall(of: "StopUnit")
        try call.append(unit)
        try call.append("replace")
        try bus.send(call)
    }

    /// Asks for a reboot that first stops every service; no later job can cancel it.
    ///
    /// Make a `ShutdownHold` before, and wait with it afterwards: on return, the shutdown has
    /// begun.
    package func reboot() throws(SystemdError) {
        let call = try newCall(of: "StartUnit")
        try call.append("reboot.target")
        try call.append("replace-irreversibly")
        try bus.send(call)
    }

    private func newCall(of method: String) throws(SystemdError) -> BusMessage {
        try bus.newCall(
            of: method,
            to: "org.freedesktop.systemd1",
            at: "/org/freedesktop/systemd1",
            interface: "org.freedesktop.systemd1.Manager"
        )
    }

    private func changes(
        in answer: borrowing BusMessage
    ) throws(SystemdError) -> [UnitFileChange] {
        try answer.array(of: "sss") { entry throws(SystemdError) in
            UnitFileChange(
                kind: try entry.string(),
                path: try entry.string(),
                source: try entry.string()
            )
        }
    }
}
