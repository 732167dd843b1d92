extension X509Certificate.Extensions {
    /// Those that Go knows (`processExtensions`); of the others it remembers whether they are
    /// critical.
    init(_ list: DER) throws(CertificateFault) {
        var list = list
        var seen: Set<String> = []
        while !list.isEmpty {
            var field = try list.read(DER.Tag.sequence)
            let oid = try field.oid()
            let isCritical = field.startsWith(DER.Tag.boolean) ? try field.boolean() : false
            let value = try field.read(DER.Tag.octets)
            guard seen.insert(oid).inserted else { throw .duplicateExtension(oid) }
            let isKnown = try take(oid, value, isCritical)
            if isCritical, !isKnown { unknown = unknown ?? oid }
        }
    }

    private mutating func take(
        _ oid: String,
        _ value: DER,
        _ isCritical: Bool
    ) throws(CertificateFault) -> Bool {
        var value = value
        switch oid {
        case "2.5.29.14":
            guard !isCritical else { throw .criticalIdentifier }
            _ = try value.read(DER.Tag.octets)
        case "2.5.29.35":
            guard !isCritical else { throw .criticalIdentifier }
            _ = try value.read(DER.Tag.sequence)
        case "2.5.29.15":
            let bits = try value.bits()
            let isEmpty = bits.allSatisfy { $0 == 0 }
            signsCertificates = isEmpty ? nil : bits.first.map { $0 & 0x04 != 0 }
        case "2.5.29.17":
            otherNames = value.rest
            return try takeNames(value.read(DER.Tag.sequence))
        case "2.5.29.19": try takeConstraints(value.read(DER.Tag.sequence))
        case "2.5.29.30": return try Self.knowsConstraints(value)
        case "2.5.29.32": try Self.checkPolicies(value.read(DER.Tag.sequence))
        case "2.5.29.37": try takeUsages(value.read(DER.Tag.sequence))
        // Where a list of revoked certificates is, and who answers for the issuer.
        case "2.5.29.31", "1.3.6.1.5.5.7.1.1": _ = try value.read(DER.Tag.sequence)
        default: return false
        }
        return true
    }

    private mutating func takeConstraints(_ fields: DER) throws(CertificateFault) {
        var fields = fields
        isAuthority = fields.startsWith(DER.Tag.boolean) ? try fields.boolean() : false
        guard fields.startsWith(DER.Tag.integer) else { return }
        let number = try fields.integer()
        guard number.count <= 8, number.first.map({ $0 < 0x80 }) == true else { throw .malformed }
        pathLength = number.reduce(0) { $0 << 8 | Int($1) }
    }

    private mutating func takeUsages(_ list: DER) throws(CertificateFault) {
        var list = list
        guard !list.isEmpty else { return }
        var (found, isAny): (Set<X509Certificate.Usage>, Bool) = ([], false)
        while !list.isEmpty {
            switch try list.oid() {
            case "1.3.6.1.5.5.7.3.1": found.insert(.server)
            case "1.3.6.1.5.5.7.3.2": found.insert(.client)
            case "2.5.29.37.0": isAny = true
            default: break
            }
        }
        usages = isAny ? nil : found
    }

    /// Whether there was a name of a kind that Go knows.
    private mutating func takeNames(_ list: DER) throws(CertificateFault) -> Bool {
        var list = list
        var isKnown = false
        while !list.isEmpty {
            let name = try list.element()
            switch name.tag {
            case DER.Tag.implicit(1), DER.Tag.implicit(2), DER.Tag.implicit(6):
                guard name.content.allSatisfy({ $0 < 0x80 }) else { throw .nameString }
                if name.tag == DER.Tag.implicit(2) {
                    names.append(String(decoding: name.content, as: UTF8.self))
                }
            case DER.Tag.implicit(7):
                guard [4, 16].contains(name.content.count) else { throw .malformed }
                addresses.append(Array(name.content))
            default: continue
            }
            isKnown = true
        }
        return isKnown
    }

    /// Name constraints are judged by OpenSSL, as Go does it; of their kinds Go knows four.
    private static func knowsConstraints(_ value: DER) throws(CertificateFault) -> Bool {
        var (value, isKnown) = (value, true)
        var fields = try value.read(DER.Tag.sequence)
        var lists: [DER] = []
        for number: UInt8 in 0...1 {
            guard let list = try fields.readIfNext(DER.Tag.explicit(number)) else { continue }
            guard !list.isEmpty else { throw .malformed }
            lists.append(list)
        }
        guard value.isEmpty, fields.isEmpty, !lists.isEmpty else { throw .malformed }
        for var list in lists {
            while !list.isEmpty {
                var subtree = try list.read(DER.Tag.sequence)
                let base = try subtree.element()
                switch base.tag {
                case DER.Tag.implicit(1), DER.Tag.implicit(2), DER.Tag.implicit(6): continue
                case DER.Tag.implicit(7):
                    guard isNetwork(base.content) else { throw .malformed }
                default: isKnown = false
                }
            }
        }
        return isKnown
    }

    /// An address with a mask of ones and then zeros.
    private static func isNetwork(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard [8, 32].contains(bytes.count) else { return false }
        let mask = bytes.suffix(bytes.count / 2).drop { $0 == 0xFF }
        guard let byte = mask.first else { return true }
        return (~byte &+ 1) & ~byte == 0 && mask.dropFirst().allSatisfy { $0 == 0 }
    }

    private static func checkPolicies(_ list: DER) throws(CertificateFault) {
        var list = list
        var seen: Set<String> = []
        while !list.isEmpty {
            var policy = try list.read(DER.Tag.sequence)
            guard seen.insert(try policy.oid()).inserted else { throw .malformed }
        }
    }
}
