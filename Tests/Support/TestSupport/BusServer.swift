import CSystemd
import Foundation
import Linux

/// PID 1's end of a connection: a real sd-bus server, which records each call and answers as told.
///
/// Used by one thread; read by another once that has ended.
package final class BusServer: @unchecked Sendable {
    /// A method call, as its bytes said it.
    package struct Call: Equatable, Sendable {
        /// Whom it is for.
        package var destination = "org.freedesktop.systemd1"
        /// The object's path.
        package var path = "/org/freedesktop/systemd1"
        /// The method's interface.
        package var interface = "org.freedesktop.systemd1.Manager"
        /// The method.
        package let member: String
        /// The types of the arguments.
        package let signature: String
        /// The arguments.
        package let arguments: [Argument]

        /// A call of PID 1's manager.
        package init(member: String, signature: String, arguments: [Argument]) {
            self.member = member
            self.signature = signature
            self.arguments = arguments
        }
    }

    /// An argument of a call.
    package enum Argument: Equatable, Sendable {
        case string(String)
        case boolean(Bool)
        case strings([String])
    }

    /// What a call is answered.
    package enum Answer: Sendable {
        case nothing
        case string(String)
        case job(String)
        case variant(Variant)
        case enabled([UnitFileChange])
        case error(name: String, message: String)
        case silence
        case hangUp
    }

    /// A property's value.
    package enum Variant: Sendable {
        case string(String)
        case int32(Int32)
        case uint32(UInt32)
        case uint64(UInt64)
        case job(UInt32, String)
    }

    private let answer: @Sendable (Call) -> Answer
    /// The calls so far.
    package private(set) var calls: [Call] = []

    /// A server that answers so.
    package init(_ answer: @escaping @Sendable (Call) -> Answer) {
        self.answer = answer
    }

    /// Answers until either side hangs up.
    package func serve(_ socket: Int32) {
        var bus: OpaquePointer?
        guard sd_bus_new(&bus) >= 0 else { return }
        defer { sd_bus_close_unref(bus) }
        guard sd_bus_set_fd(bus, socket, socket) >= 0,
            sd_bus_set_server(bus, 1, sd_id128_t()) >= 0,
            sd_bus_start(bus) >= 0
        else { return }

        while true {
            var message: OpaquePointer?
            let processed = sd_bus_process(bus, &message)
            guard processed >= 0 else { return }
            if let message {
                let goesOn = handle(message)
                sd_bus_message_unref(message)
                guard goesOn else { return }
            }
            if processed == 0 { sd_bus_wait(bus, UInt64.max) }
        }
    }

    private func handle(_ message: OpaquePointer) -> Bool {
        guard sd_bus_message_is_method_call(message, nil, nil) > 0 else { return true }
        let call = Call(reading: message)
        calls.append(call)
        switch answer(call) {
        case .hangUp: return false
        case .silence: return true
        case .error(let name, let text): refuse(message, name, text)
        case let answer: reply(to: message, answer)
        }
        return true
    }

    private func refuse(_ message: OpaquePointer, _ name: String, _ text: String) {
        name.withCString { name in
            text.withCString { text in
                var error = sd_bus_error(name: name, message: text, _need_free: 0)
                _ = sd_bus_reply_method_error(message, &error)
            }
        }
    }

    private func reply(to message: OpaquePointer, _ answer: Answer) {
        var reply: OpaquePointer?
        sd_bus_message_new_method_return(message, &reply)
        switch answer {
        case .string(let text):
            sd_bus_message_append_basic(reply, code("s"), text)
        case .job(let path):
            sd_bus_message_append_basic(reply, code("o"), path)
        case .variant(let variant):
            append(variant, to: reply)
        case .enabled(let changes):
            var carriesInstallInfo: CInt = 1
            sd_bus_message_append_basic(reply, code("b"), &carriesInstallInfo)
            append(changes, to: reply)
        case .nothing, .error, .silence, .hangUp:
            break
        }
        sd_bus_message_send(reply)
        sd_bus_message_unref(reply)
    }

    private func append(_ variant: Variant, to reply: OpaquePointer?) {
        func append<Value: BitwiseCopyable>(_ type: Unicode.Scalar, _ value: Value) {
            var value = value
            sd_bus_message_open_container(reply, code("v"), String(type))
            sd_bus_message_append_basic(reply, code(type), &value)
            sd_bus_message_close_container(reply)
        }
        switch variant {
        case .string(let text):
            sd_bus_message_open_container(reply, code("v"), "s")
            sd_bus_message_append_basic(reply, code("s"), text)
            sd_bus_message_close_container(reply)
        case .int32(let value): append("i", value)
        case .uint32(let value): append("u", value)
        case .uint64(let value): append("t", value)
        case .job(var number, let path):
            sd_bus_message_open_container(reply, code("v"), "(uo)")
            sd_bus_message_open_container(reply, code("r"), "uo")
            sd_bus_message_append_basic(reply, code("u"), &number)
            sd_bus_message_append_basic(reply, code("o"), path)
            sd_bus_message_close_container(reply)
            sd_bus_message_close_container(reply)
        }
    }

    private func append(_ changes: [UnitFileChange], to reply: OpaquePointer?) {
        sd_bus_message_open_container(reply, code("a"), "(sss)")
        for change in changes {
            sd_bus_message_open_container(reply, code("r"), "sss")
            for text in [change.kind, change.path, change.source] {
                sd_bus_message_append_basic(reply, code("s"), text)
            }
            sd_bus_message_close_container(reply)
        }
        sd_bus_message_close_container(reply)
    }
}

extension BusServer.Call {
    fileprivate init(reading message: OpaquePointer) {
        destination = String(cString: sd_bus_message_get_destination(message))
        path = String(cString: sd_bus_message_get_path(message))
        interface = String(cString: sd_bus_message_get_interface(message))
        member = String(cString: sd_bus_message_get_member(message))
        signature = String(cString: sd_bus_message_get_signature(message, 1))
        var arguments: [BusServer.Argument] = []
        var type: CChar = 0
        while sd_bus_message_peek_type(message, &type, nil) > 0 {
            switch type {
            case code("s"):
                arguments.append(.string(string(from: message)))
            case code("b"):
                var value: CInt = 0
                sd_bus_message_read_basic(message, type, &value)
                arguments.append(.boolean(value != 0))
            case code("a"):
                var texts: [String] = []
                sd_bus_message_enter_container(message, type, "s")
                while sd_bus_message_at_end(message, 0) == 0 { texts.append(string(from: message)) }
                sd_bus_message_exit_container(message)
                arguments.append(.strings(texts))
            default:
                preconditionFailure("an argument of type \(type)")
            }
        }
        self.arguments = arguments
    }
}

private func string(from message: OpaquePointer) -> String {
    var text: UnsafePointer<CChar>?
    sd_bus_message_read_basic(message, code("s"), &text)
    return text.map { String(cString: $0) } ?? ""
}

private func code(_ type: Unicode.Scalar) -> CChar { CChar(type.value) }
