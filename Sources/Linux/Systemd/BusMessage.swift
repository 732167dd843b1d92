import CSystemd
import Glibc

/// A message to or from a D-Bus peer: arguments are appended to a call and read from an answer, in
/// order.
///
/// The reference is released with the value, however a function ends.
@safe
package struct BusMessage: ~Copyable {
    /// The method that this message calls or answers.
    let method: String
    package let message: OpaquePointer

    /// Takes over the caller's only reference.
    @unsafe
    init(adopting message: OpaquePointer, of method: String) {
        unsafe self.message = message
        self.method = method
    }

    deinit { unsafe dl_sd_bus_message_unref(message) }

    /// Appends a string, `s`.
    package func append(_ text: String) throws(SystemdError) {
        try checkAppended(unsafe dl_sd_bus_message_append_basic(message, Kind.string, text))
    }

    /// Appends a boolean, `b`.
    package func append(_ flag: Bool) throws(SystemdError) {
        // sd-bus reads an int here, whatever the width of a C bool.
        var value: CInt = flag ? 1 : 0
        try checkAppended(unsafe dl_sd_bus_message_append_basic(message, Kind.boolean, &value))
    }

    /// Appends an array of strings, `as`.
    package func append(_ texts: [String]) throws(SystemdError) {
        try checkAppended(unsafe dl_sd_bus_message_open_container(message, Kind.array, "s"))
        for text in texts { try append(text) }
        try checkAppended(unsafe dl_sd_bus_message_close_container(message))
    }

    /// Reads a string, `s`.
    package func string() throws(SystemdError) -> String {
        var text: UnsafePointer<CChar>?
        try checkRead(unsafe dl_sd_bus_message_read_basic(message, Kind.string, &text))
        guard let text = unsafe text else { throw unreadable(ENXIO) }
        return unsafe String(cString: text)
    }

    /// Reads a variant, `v`, of a string or a number.
    package func variant(of kind: VariantKind) throws(SystemdError) -> String {
        try checkRead(
            unsafe dl_sd_bus_message_enter_container(message, Kind.variant, kind.rawValue)
        )
        switch kind {
        case .string: return try string()
        case .int32: return "\(try number(Kind.int32) as Int32)"
        case .uint32: return "\(try number(Kind.uint32) as UInt32)"
        case .uint64: return "\(try number(Kind.uint64) as UInt64)"
        case .job:
            try checkRead(
                unsafe dl_sd_bus_message_enter_container(message, Kind.structure, "uo")
            )
            return "\(try number(Kind.uint32) as UInt32)"
        }
    }

    private func number<Number: FixedWidthInteger>(_ kind: CChar) throws(SystemdError) -> Number {
        var value: Number = 0
        try checkRead(unsafe dl_sd_bus_message_read_basic(message, kind, &value))
        return value
    }

    /// Reads a boolean, `b`.
    package func boolean() throws(SystemdError) -> Bool {
        var value: CInt = 0
        try checkRead(unsafe dl_sd_bus_message_read_basic(message, Kind.boolean, &value))
        return value != 0
    }

    /// Reads an array of structures, `a(...)`, each with `body`.
    func array<Element>(
        of contents: String,
        _ body: (borrowing BusMessage) throws(SystemdError) -> Element
    ) throws(SystemdError) -> [Element] {
        var elements: [Element] = []
        try checkRead(
            unsafe dl_sd_bus_message_enter_container(message, Kind.array, "(\(contents))")
        )
        while try checkEntered(
            unsafe dl_sd_bus_message_enter_container(message, Kind.structure, contents)
        ) {
            elements.append(try body(self))
            try checkEntered(unsafe dl_sd_bus_message_exit_container(message))
        }
        try checkEntered(unsafe dl_sd_bus_message_exit_container(message))
        return elements
    }

    private func checkAppended(_ result: CInt) throws(SystemdError) {
        guard result >= 0 else { throw .cannot("call \(method)", errno: -result) }
    }

    /// Reading past the end gives 0, which is as wrong here as another type.
    private func checkRead(_ result: CInt) throws(SystemdError) {
        guard result > 0 else { throw unreadable(result == 0 ? ENXIO : -result) }
    }

    /// Entering past the last element gives 0: the end of the array.
    @discardableResult
    private func checkEntered(_ result: CInt) throws(SystemdError) -> Bool {
        guard result >= 0 else { throw unreadable(-result) }
        return result > 0
    }

    private func unreadable(_ errno: CInt) -> SystemdError {
        .cannot("read the answer to \(method)", errno: errno)
    }
}

/// What a variant that is read may hold, as its signature.
package enum VariantKind: String {
    case string = "s"
    case int32 = "i"
    case uint32 = "u"
    case uint64 = "t"
    /// The number of a job, and the path of its object, which is not read.
    case job = "(uo)"
}

/// The type codes of the D-Bus specification that we send or read.
private enum Kind {
    static let array = CChar(SD_BUS_TYPE_ARRAY)
    static let variant = CChar(SD_BUS_TYPE_VARIANT)
    static let int32 = CChar(SD_BUS_TYPE_INT32)
    static let uint32 = CChar(SD_BUS_TYPE_UINT32)
    static let uint64 = CChar(SD_BUS_TYPE_UINT64)
    static let boolean = CChar(SD_BUS_TYPE_BOOLEAN)
    static let string = CChar(SD_BUS_TYPE_STRING)
    static let structure = CChar(SD_BUS_TYPE_STRUCT)
}
