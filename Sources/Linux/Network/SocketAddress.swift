import Basics
import Glibc

/// A socket's address as the kernel takes and gives it (ip(7), ipv6(7)).
package struct SocketAddress {
    private var storage = sockaddr_storage()
    private let length: socklen_t

    /// The protocol family, of which its socket must be.
    package var family: Int32 { Int32(storage.ss_family) }

    /// The address of a port.
    package init(_ address: IPAddress, port: UInt16) {
        let octets = address.octets
        if address.isV6 {
            var socket = sockaddr_in6()
            socket.sin6_family = sa_family_t(AF_INET6)
            socket.sin6_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &socket.sin6_addr) {
                unsafe $0.copyBytes(from: octets)
            }
            length = socklen_t(MemoryLayout<sockaddr_in6>.size)
            unsafe withUnsafeMutableBytes(of: &storage) { storage in
                unsafe withUnsafeBytes(of: &socket) { unsafe storage.copyMemory(from: $0) }
            }
        } else {
            var socket = sockaddr_in()
            socket.sin_family = sa_family_t(AF_INET)
            socket.sin_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &socket.sin_addr) {
                unsafe $0.copyBytes(from: octets)
            }
            length = socklen_t(MemoryLayout<sockaddr_in>.size)
            unsafe withUnsafeMutableBytes(of: &storage) { storage in
                unsafe withUnsafeBytes(of: &socket) { unsafe storage.copyMemory(from: $0) }
            }
        }
    }

    /// Begins to connect a socket (connect(2)); 0, or -1 and errno.
    package func connect(_ socket: Int32) -> Int32 {
        unsafe with { unsafe Glibc.connect(socket, $0, $1) }
    }

    /// Gives a socket this address (bind(2)); 0, or -1 and errno.
    package func bind(_ socket: Int32) -> Int32 {
        unsafe with { unsafe Glibc.bind(socket, $0, $1) }
    }

    /// Sends a packet there (sendto(2)); how many bytes went out, or -1 and errno.
    package func send(_ packet: [UInt8], from socket: Int32) -> Int {
        unsafe with { unsafe sendto(socket, packet, packet.count, 0, $0, $1) }
    }

    /// Takes the next connection to a socket (accept(2)), and says whose it is; nil for none.
    package static func accept(_ socket: Int32) -> (socket: Int32, address: IPAddress?)? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let visitor = unsafe Glibc.accept(socket, address, &length)
                return visitor < 0 ? nil : (visitor, unsafe IPAddress(of: address))
            }
        }
    }

    private func with<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var storage = storage
        return unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe body(address, length)
            }
        }
    }
}

extension IPAddress {
    /// The address that the kernel gives, without its port; nil for none, or of another family.
    package init?(of address: UnsafeMutablePointer<sockaddr>?) {
        guard let address = unsafe address else { return nil }
        let raw = UnsafeRawPointer(address)
        switch unsafe Int32(address.pointee.sa_family) {
        case AF_INET:
            let socket = unsafe raw.loadUnaligned(as: sockaddr_in.self)
            self.init(octets: unsafe withUnsafeBytes(of: socket.sin_addr) { unsafe Array($0) })
        case AF_INET6:
            let socket = unsafe raw.loadUnaligned(as: sockaddr_in6.self)
            self.init(octets: unsafe withUnsafeBytes(of: socket.sin6_addr) { unsafe Array($0) })
        default: return nil
        }
    }
}
