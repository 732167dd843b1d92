import Foundation

/// The socket of sd_notify(3), on the receiving side: nspawn tells there how its node's boot goes.
final class NotifySocket {
    private let source: any DispatchSourceRead

    /// Binds the socket to a path and hands over every datagram's assignments as they come in.
    init(path: String, onMessage: @escaping @Sendable ([String: String]) -> Void) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        unlink(path)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }

        source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
        source.setCancelHandler { close(descriptor) }
        source.setEventHandler {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let length = recv(descriptor, &bytes, bytes.count, 0)
            guard length > 0 else { return }
            onMessage(Self.assignments(String(decoding: bytes.prefix(length), as: UTF8.self)))
        }
        source.activate()
    }

    deinit {
        source.cancel()
    }

    private static func assignments(_ text: String) -> [String: String] {
        text.split(separator: "\n").reduce(into: [:]) { assignments, line in
            let sides = line.split(separator: "=", maxSplits: 1).map(String.init)
            if sides.count == 2 { assignments[sides[0]] = sides[1] }
        }
    }
}
