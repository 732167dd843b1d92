/// What etcd, which is written in Go, reads in a certificate (crypto/x509/parser.go).
package struct X509Certificate: Equatable, Sendable {
    /// What TLS does with a key.
    package enum Key: Equatable {
        case rsa(bits: Int)
        case ecdsa(curve: String)
        case ed25519
        case other(String)
    }

    /// How a certificate is signed.
    package enum Signature: Equatable {
        case sound
        /// With a hash that Go does not take any more.
        case weak(String)
        case unknown
    }

    /// What an extended key usage allows.
    enum Usage: String {
        case server = "serverAuth"
        case client = "clientAuth"
    }

    /// The whole certificate.
    package let der: [UInt8]
    /// Its issuer's name, in DER.
    package let issuer: ArraySlice<UInt8>
    /// Its own name, in DER.
    package let subject: ArraySlice<UInt8>
    /// When it is valid.
    package let period: CertificateFacts.Period
    package let signature: Signature
    package let key: Key
    /// The key in DER.
    let keyInfo: ArraySlice<UInt8>
    let hasNegativeSerial: Bool
    private let version: Int
    private(set) var extensions = Extensions()

    /// What its extensions say.
    struct Extensions: Equatable {
        /// Nil where basicConstraints are not there.
        var isAuthority: Bool?
        var pathLength: Int?
        /// The bits of keyUsage; nil where it is not there, or has none.
        var signsCertificates: Bool?
        /// Nil where every usage is allowed.
        var usages: Set<Usage>?
        var names: [String] = []
        var addresses: [[UInt8]] = []
        /// The subject's other names, in DER.
        var otherNames: ArraySlice<UInt8>?
        /// The first critical extension that Go does not know.
        var unknown: String?
    }

    /// Whether Go believes it when it signs another one (`CheckSignatureFrom`).
    var authorityFault: CertificateFault? {
        guard extensions.isAuthority ?? (version < 3) else { return .issuerIsNoAuthority }
        return extensions.signsCertificates ?? true ? nil : .issuerSignsNothing
    }

    /// Whether it allows a usage.
    func allows(_ usage: Usage) -> Bool { extensions.usages?.contains(usage) ?? true }

    /// Reads a block of a PEM file.
    init(_ bytes: [UInt8]) throws(CertificateFault) {
        der = bytes
        var file = DER(bytes[...])
        var outer = try file.read(DER.Tag.sequence)
        var inner = try outer.read(DER.Tag.sequence)
        version = try Self.version(&inner)
        let serial = try inner.integer()
        let algorithm = try inner.read(DER.Tag.sequence)
        guard try outer.read(DER.Tag.sequence).rest == algorithm.rest else { throw .signatureKinds }
        signature = try Signature(algorithm)
        issuer = try Self.name(&inner)
        period = try CertificateFacts.Period(&inner)
        subject = try Self.name(&inner)
        let key = try inner.element()
        guard key.tag == DER.Tag.sequence else { throw .malformed }
        keyInfo = key.whole
        self.key = try Key(DER(key.content))
        if version == 3 {
            // Unique identifiers (RFC 5280, 4.1.2.8), which nobody has.
            _ = try inner.readIfNext(DER.Tag.implicit(1))
            _ = try inner.readIfNext(DER.Tag.implicit(2))
            if var list = try inner.readIfNext(DER.Tag.explicit(3)) {
                extensions = try Extensions(list.read(DER.Tag.sequence))
            }
        }
        _ = try outer.bits()
        guard file.isEmpty else { throw .trailingData }
        hasNegativeSerial = serial.first.map { $0 >= 0x80 } == true
    }

    private static func version(_ inner: inout DER) throws(CertificateFault) -> Int {
        guard var field = try inner.readIfNext(DER.Tag.explicit(0)) else { return 1 }
        let bytes = try field.integer()
        guard field.isEmpty, bytes.count == 1, let number = bytes.first, number <= 2 else {
            throw .malformed
        }
        return Int(number) + 1
    }

    /// A name as it is, once each string in it has been found to be one.
    private static func name(_ inner: inout DER) throws(CertificateFault) -> ArraySlice<UInt8> {
        let name = try inner.element()
        guard name.tag == DER.Tag.sequence else { throw .malformed }
        var parts = DER(name.content)
        while !parts.isEmpty {
            var set = try parts.read(DER.Tag.set)
            while !set.isEmpty {
                var attribute = try set.read(DER.Tag.sequence)
                _ = try attribute.oid()
                let value = try attribute.element()
                guard isString(value) else { throw .nameString }
            }
        }
        return name.whole
    }

    /// `parseASN1String`.
    private static func isString(_ value: DER.Element) -> Bool {
        switch value.tag {
        case 0x0C: String(validating: value.content, as: UTF8.self) != nil
        case 0x12: value.content.allSatisfy { (48...57).contains($0) || $0 == 32 }
        case 0x13: value.content.allSatisfy(isPrintable)
        case 0x14: true
        case 0x16: value.content.allSatisfy { $0 < 0x80 }
        case 0x1E: value.content.count.isMultiple(of: 2)
        default: false
        }
    }

    private static func isPrintable(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x27...0x29, 0x2B...0x3A, 0x41...0x5A, 0x61...0x7A: true
        default: " =?*&".utf8.contains(byte)
        }
    }
}
