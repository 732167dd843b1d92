import CSystemd
import Glibc

/// A connection to one D-Bus peer with no bus daemon in between, so without a `Hello` and without
/// names of its own.
///
/// All of sd-bus(3) that is not about a message is here; `BusMessage` has the rest. `dl_sd_bus_new`
/// is sd_bus_new(3), and so on; libsystemd is loaded when the first connection is made.
@safe
package final class Bus {
    /// How long the peer may take to authenticate us, and to answer a call without a limit of its
    /// own.
    package let limit: Duration
    private let bus: OpaquePointer

    /// Connects to the socket at `path` and waits until the peer has authenticated us.
    convenience init(at path: String, limit: Duration) throws(SystemdError) {
        try self.init(limit: limit)
        let set = unsafe dl_sd_bus_set_address(bus, "unix:path=\(path)")
        guard set >= 0 else { throw .cannot("talk to PID 1", errno: -set) }

        let started = unsafe dl_sd_bus_start(bus)
        switch -started {
        case ...0: break
        case EACCES, EPERM: throw .noPermission(path: path)
        default: throw .unreachable(path: path, errno: -started)
        }
        try authenticate()
    }

    /// Speaks over a connected socket, which is closed with this value.
    convenience init(connected descriptor: Int32, limit: Duration) throws(SystemdError) {
        do throws(SystemdError) {
            try self.init(limit: limit)
        } catch {
            close(descriptor)
            throw error
        }
        let set = unsafe dl_sd_bus_set_fd(bus, descriptor, descriptor)
        guard set >= 0 else {
            close(descriptor)
            throw .cannot("talk to PID 1", errno: -set)
        }
        let started = unsafe dl_sd_bus_start(bus)
        guard started >= 0 else { throw .connectionLost(during: "authentication") }
        try authenticate()
    }

    private init(limit: Duration) throws(SystemdError) {
        if let problem = unsafe libsystemd_load() {
            throw .noLibrary(unsafe String(cString: problem))
        }
        var made: OpaquePointer?
        let result = unsafe dl_sd_bus_new(&made)
        guard let made = unsafe made else { throw .cannot("talk to PID 1", errno: -result) }
        unsafe bus = made
        self.limit = limit
    }

    deinit {
        // Without flushing: every call has had its answer or its time, and flushing would wait
        // without a limit for a peer that reads nothing.
        unsafe dl_sd_bus_close_unref(bus)
    }

    /// Waits until the peer has authenticated us.
    ///
    /// `sd_bus_start` only begins the authentication. The first call would finish it, but without
    /// regard to the limit of that call: sd-bus gives a silent peer 90 seconds
    /// (`BUS_AUTH_TIMEOUT` in systemd's `bus-socket.c`).
    private func authenticate() throws(SystemdError) {
        let deadline = Deadline(in: limit)
        while unsafe dl_sd_bus_is_ready(bus) <= 0 {
            let processed = unsafe dl_sd_bus_process(bus, nil)
            guard processed >= 0, unsafe dl_sd_bus_is_open(bus) > 0 else {
                throw .connectionLost(during: "authentication")
            }
            guard processed == 0 else { continue }
            let left = deadline.left
            guard left > .zero else { throw .noAnswer(to: "authentication", within: limit) }
            let waited = unsafe dl_sd_bus_wait(bus, left.microseconds)
            guard waited >= 0 || waited == -EINTR else {
                throw .connectionLost(during: "authentication")
            }
        }
    }

    /// A call of a method, still without arguments.
    func newCall(
        of method: String,
        to destination: String,
        at path: String,
        interface: String
    ) throws(SystemdError) -> BusMessage {
        var made: OpaquePointer?
        let result = unsafe dl_sd_bus_message_new_method_call(
            bus,
            &made,
            destination,
            path,
            interface,
            method
        )
        guard let made = unsafe made else { throw .cannot("call \(method)", errno: -result) }
        return unsafe BusMessage(adopting: made, of: method)
    }

    /// Sends `call` and returns its answer, which must come within `limit`.
    @discardableResult
    package func send(
        _ call: borrowing BusMessage,
        limit: Duration? = nil
    ) throws(SystemdError) -> BusMessage {
        let limit = limit ?? self.limit
        let deadline = Deadline(in: limit)
        var error = unsafe sd_bus_error()
        defer { unsafe dl_sd_bus_error_free(&error) }
        var reply: OpaquePointer?

        let result = unsafe dl_sd_bus_call(bus, call.message, limit.microseconds, &error, &reply)
        if let reply = unsafe reply {
            return unsafe BusMessage(adopting: reply, of: call.method)
        }
        // If no answer comes, sd-bus fills in an error of its own, under names that a peer uses
        // too.
        guard unsafe dl_sd_bus_is_open(bus) > 0 else { throw .connectionLost(during: call.method) }
        if result == -ETIMEDOUT, deadline.left == .zero {
            throw .noAnswer(to: call.method, within: limit)
        }
        guard let name = unsafe error.name else {
            throw .cannot("call \(call.method)", errno: -result)
        }
        let message = unsafe error.message.map { text in unsafe String(cString: text) }
        throw .refused(
            method: call.method,
            name: unsafe String(cString: name),
            message: message ?? ""
        )
    }
}

extension Duration {
    /// In sd-bus's unit, and never 0, which means 25 seconds to `sd_bus_call`.
    fileprivate var microseconds: UInt64 {
        max(1, UInt64(max(0, self / .microseconds(1))))
    }
}
