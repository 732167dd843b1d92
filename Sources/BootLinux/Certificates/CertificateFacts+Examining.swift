public import BootPlan
import CCrypto
import CLinux
import Glibc

extension CertificateFacts {
    /// Has OpenSSL look at a node's credentials.
    ///
    /// A machine with curl or cloud-init has its library, though not always its command; a parser of our
    /// own would know another X.509 than those who will use the certificate.
    public init(
        of files: [Credentials.Part: Credentials.File],
        for node: Node
    ) throws(CertificateLibraryError) {
        if let words = unsafe libcrypto_load() {
            throw .noLibrary(unsafe String(cString: words))
        }
        self.init()
        now = Int64(time(nil))
        isClockSet = linux_clock_is_kept() != 0
        guard let read = unsafe Self.read(files) else { throw .noLibrary("out of memory") }
        defer { unsafe credentials_free(read) }

        if unsafe credentials_have_authority(read) != 0 { readable.insert(.authority) }
        if unsafe credentials_have_certificate(read) != 0 { readable.insert(.certificate) }
        if unsafe credentials_have_key(read) != 0 { readable.insert(.key) }
        guard readable.count == Credentials.Part.allCases.count else { return }
        hasItsKey = unsafe credentials_have_their_key(read) != 0
        distrust = unsafe credentials_distrust(read).map { unsafe String(cString: $0) }
        isServer = unsafe credentials_may_serve(read) != 0
        isClient = unsafe credentials_may_ask(read) != 0
        for address in node.servedAddresses {
            let has = unsafe address.octets.withUnsafeBytes {
                unsafe credentials_have_address(read, bytes(start: $0.baseAddress, count: $0.count))
            }
            if has == 0 { missingNames.append("\(address)") }
        }
        for name in node.servedNames where unsafe credentials_have_name(read, name) == 0 {
            missingNames.append(name)
        }
        period = unsafe Self.period(read, ofAuthority: false)
        authorityPeriod = unsafe Self.period(read, ofAuthority: true)
    }

    private static func read(_ files: [Credentials.Part: Credentials.File]) -> OpaquePointer? {
        func contents(_ part: Credentials.Part) -> [UInt8] { files[part]?.contents ?? [] }
        return unsafe contents(.authority).withUnsafeBytes { authority in
            unsafe contents(.certificate).withUnsafeBytes { certificate in
                unsafe contents(.key).withUnsafeBytes { key in
                    unsafe credentials_read(
                        bytes(start: authority.baseAddress, count: authority.count),
                        bytes(start: certificate.baseAddress, count: certificate.count),
                        bytes(start: key.baseAddress, count: key.count)
                    )
                }
            }
        }
    }

    private static func period(_ read: OpaquePointer, ofAuthority: Bool) -> Period {
        var (from, until) = (Int64(0), Int64(0))
        unsafe credentials_period(read, ofAuthority ? 1 : 0, &from, &until)
        return Period(from: from, until: until)
    }
}

/// Why certificates cannot be looked at.
public enum CertificateLibraryError: Error, Equatable, CustomStringConvertible {
    /// libcrypto cannot be loaded, in the words of dlerror(3).
    case noLibrary(String)

    /// One line, with the cure.
    public var description: String {
        switch self {
        case .noLibrary(let words):
            "certificates: cannot load OpenSSL's libcrypto, which judges them: \(words); install "
                + "libssl3 (Debian) or openssl-libs (Fedora)"
        }
    }
}
