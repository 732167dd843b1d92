import Basics

extension X509Certificate.Key {
    /// What a SubjectPublicKeyInfo holds (`parsePublicKey`).
    init(_ info: DER) throws(CertificateFault) {
        var info = info
        var algorithm = try info.read(DER.Tag.sequence)
        let kind = try algorithm.oid()
        let parameters = algorithm.rest
        let bits = try info.bits()
        switch kind {
        case "1.2.840.113549.1.1.1":
            guard Array(parameters) == [DER.Tag.null, 0] else { throw .keyForm }
            var key = DER(bits)
            var numbers = try key.read(DER.Tag.sequence)
            let (modulus, exponent) = (try numbers.integer(), try numbers.integer())
            let digits = modulus.drop { $0 == 0 }
            guard let first = digits.first, modulus.first.map({ $0 < 0x80 }) == true,
                exponent.count <= 8, exponent.first.map({ $0 < 0x80 }) == true
            else { throw .keyForm }
            self = .rsa(bits: digits.count * 8 - first.leadingZeroBitCount)
        case "1.2.840.10045.2.1":
            guard algorithm.startsWith(DER.Tag.oid), let curve = Self.curves[try algorithm.oid()]
            else { throw .curve }
            guard bits.first == 0x04 else { throw .keyForm }
            self = .ecdsa(curve: curve)
        case "1.3.101.112":
            guard parameters.isEmpty, bits.count == 32 else { throw .keyForm }
            self = .ed25519
        case "1.2.840.10040.4.1": self = .other("DSA")
        case "1.2.840.113549.1.1.10": self = .other("RSA-PSS")
        case "1.3.101.113": self = .other("Ed448")
        default: self = .other(kind)
        }
    }

    private static let curves = [
        "1.3.132.0.33": "P-224", "1.2.840.10045.3.1.7": "P-256",
        "1.3.132.0.34": "P-384", "1.3.132.0.35": "P-521",
    ]

    /// Why a machine cannot prove with it who it is, though an authority may sign with it.
    package var fault: CertificateFault? {
        switch self {
        case .rsa(let bits): bits > 8192 ? .longKey(bits: bits) : nil
        case .ecdsa("P-224"): .keyKind("P-224")
        case .ecdsa, .ed25519: nil
        case .other(let kind): .keyKind(kind)
        }
    }
}

extension X509Certificate.Signature {
    /// What an AlgorithmIdentifier names (`getSignatureAlgorithmFromAI`, `checkSignature`).
    init(_ algorithm: DER) throws(CertificateFault) {
        var algorithm = algorithm
        let kind = try algorithm.oid()
        switch kind {
        case "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13",
            "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4":
            self = .sound
        case "1.3.101.112": self = algorithm.isEmpty ? .sound : .unknown
        case "1.2.840.113549.1.1.10": self = Self.isSoundPSS(algorithm) ? .sound : .unknown
        case "1.2.840.113549.1.1.4": self = .weak("MD5")
        case "1.2.840.113549.1.1.5", "1.3.14.3.2.29", "1.2.840.10045.4.1": self = .weak("SHA-1")
        default: self = .unknown
        }
    }

    /// Of PSS, Go knows one hash for both, with a salt as long as that.
    private static func isSoundPSS(_ parameters: DER) -> Bool {
        do throws(CertificateFault) {
            var parameters = parameters
            var fields = try parameters.read(DER.Tag.sequence)
            var hash = try fields.read(DER.Tag.explicit(0))
            var first = try hash.read(DER.Tag.sequence)
            var mask = try fields.read(DER.Tag.explicit(1))
            var function = try mask.read(DER.Tag.sequence)
            guard try function.oid() == "1.2.840.113549.1.1.8" else { return false }
            var second = try function.read(DER.Tag.sequence)
            var salt = try fields.read(DER.Tag.explicit(2))
            let name = try first.oid()
            guard try second.oid() == name, let length = saltLengths[name],
                try Array(salt.integer()) == [length]
            else { return false }
            guard var trailer = try fields.readIfNext(DER.Tag.explicit(3)) else { return true }
            return try Array(trailer.integer()) == [1]
        } catch {
            return false
        }
    }

    private static let saltLengths: [String: UInt8] = [
        "2.16.840.1.101.3.4.2.1": 32, "2.16.840.1.101.3.4.2.2": 48, "2.16.840.1.101.3.4.2.3": 64,
    ]
}

extension CertificateFacts.Period {
    /// A Validity. Go reads times without seconds as well, and OpenSSL does not (`X509_cmp_time`).
    init(_ inner: inout DER) throws(CertificateFault) {
        var validity = try inner.read(DER.Tag.sequence)
        (from, until) = (try Self.time(&validity), try Self.time(&validity))
    }

    private static func time(_ validity: inout DER) throws(CertificateFault) -> Int64 {
        let time = try validity.element()
        let yearDigits = time.tag == DER.Tag.generalizedTime ? 4 : 2
        guard [DER.Tag.utcTime, DER.Tag.generalizedTime].contains(time.tag),
            time.content.count == yearDigits + 11, time.content.last == UInt8(ascii: "Z")
        else { throw .malformed }
        let digits = time.content.dropLast().map { Int64($0) - 48 }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { throw .malformed }
        var year = digits.prefix(yearDigits).reduce(0) { $0 * 10 + $1 }
        if yearDigits == 2 { year += year < 50 ? 2000 : 1900 }
        let parts = stride(from: yearDigits, to: digits.count, by: 2).map {
            digits[$0] * 10 + digits[$0 + 1]
        }
        guard (1...12).contains(parts[0]), parts[2] < 24, parts[3] < 60, parts[4] < 60
        else { throw .malformed }
        guard let day = UTCTime.seconds(ofDay: (year, parts[0], parts[1])) else { throw .malformed }
        return day + parts[2] * 3600 + parts[3] * 60 + parts[4]
    }
}
