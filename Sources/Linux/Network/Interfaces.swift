import Basics
import Glibc

/// The network interfaces of this machine (getifaddrs(3)).
package enum Interfaces {
    /// The addresses of all that are up, those for talking to oneself included.
    package static var addresses: [IPAddress] { named.map(\.address) }

    /// All that are up and have an address.
    package static var all: [NetworkInterface] {
        var names: [String] = []
        var addresses: [String: [IPAddress]] = [:]
        for (name, address) in named {
            if addresses[name] == nil { names.append(name) }
            addresses[name, default: []].append(address)
        }
        return names.map { name in
            let mtu = text(ofKernelFile: "/sys/class/net/\(name)/mtu").prefix { $0 != "\n" }
            return NetworkInterface(name, addresses: addresses[name] ?? [], mtu: Int(mtu))
        }
    }

    /// The names of all, up or not, with an address or without (if_nameindex(3)).
    package static var names: [String] {
        guard let first = unsafe if_nameindex() else { return [] }
        defer { unsafe if_freenameindex(first) }
        var names: [String] = []
        var next = unsafe first
        while let name = unsafe next.pointee.if_name {
            names.append(unsafe String(cString: name))
            unsafe next += 1
        }
        return names
    }

    private static var named: [(name: String, address: IPAddress)] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard unsafe getifaddrs(&first) == 0 else { return [] }
        defer { unsafe freeifaddrs(first) }
        var named: [(name: String, address: IPAddress)] = []
        var next = unsafe first
        while let interface = unsafe next {
            if unsafe interface.pointee.ifa_flags & UInt32(IFF_UP) != 0,
                let address = unsafe IPAddress(of: interface.pointee.ifa_addr)
            {
                named.append((unsafe String(cString: interface.pointee.ifa_name), address))
            }
            unsafe next = interface.pointee.ifa_next
        }
        return named
    }
}
