public import BootPlan

/// PID 1, spoken to over its own private socket.
///
/// In early boot there is no bus daemon yet and the socket is all there is. The methods are those
/// of org.freedesktop.systemd1(5). PID 1 is never asked to start a unit and wait for it: in early
/// boot that unit may well wait for us.
public final class Systemd {
    /// How long an answer may take: PID 1 gives it at once, unless it is in the midst of a reload.
    private static let limit = Duration.seconds(30)

    private let bus: Bus

    /// Connects to PID 1 over `/run/systemd/private`, which only root may do.
    public convenience init() throws(SystemdError) {
        try self.init(at: "/run/systemd/private", limit: Self.limit)
    }

    init(at path: String, limit: Duration) throws(SystemdError) {
        bus = try Bus(at: path, limit: limit)
    }

    /// Speaks over a connected socket, which is closed with this value.
    init(connected descriptor: Int32, limit: Duration) throws(SystemdError) {
        bus = try Bus(connected: descriptor, limit: limit)
    }

    /// The state of a unit's file, or nil where no such unit is installed.
    public func unitFileState(of unit: String) throws(SystemdError) -> UnitFileState? {
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
    public func unitFileStates(
        of units: [String]
    ) throws(SystemdError) -> [String: UnitFileState] {
        var states: [String: UnitFileState] = [:]
        for unit in units { states[unit] = try unitFileState(of: unit) }
        return states
    }

    /// Enables all the units in one call, for good and never over what is there already.
    ///
    /// PID 1 answers when the symbolic links are made, not when they are on the disk: the
    /// directories of the changes are the caller's to flush. No reload follows.
    public func enable(_ units: [String]) throws(SystemdError) -> [UnitFileChange] {
        let call = try newCall(of: "EnableUnitFiles")
        try call.append(units)
        try call.append(false)  // not only until the next boot
        try call.append(false)  // not over another unit's links
        let answer = try bus.send(call)
        _ = try answer.boolean()  // whether any has an [Install] section: the plan knows
        return try changes(in: answer)
    }

    /// Has PID 1 read all unit files again.
    public func reload() throws(SystemdError) {
        // Every generator runs again, and PID 1 gives each of them 90 s: twice that, as systemctl
        // waits.
        try bus.send(try newCall(of: "Reload"), limit: bus.limit * 6)
    }

    /// Asks for the reboot, in an order that stops every service; nothing that is asked for later
    /// takes it back.
    ///
    /// Hold SIGTERM with a `ShutdownHold` before, and wait there after: the shutdown has begun on
    /// return.
    public func reboot() throws(SystemdError) {
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
