import Basics

/// What the three files hold, as etcd reads them.
package struct CredentialContents: Sendable {
    /// Something that is wrong within one file, in the certificate with this number, or in the
    /// whole.
    struct Finding: Equatable, Sendable {
        let part: Credentials.Part
        let number: Int?
        let fault: CertificateFault
    }

    /// The authority's certificates: all that are trusted.
    package private(set) var trusted: [X509Certificate] = []
    /// The machine's own, and those that follow it in its file: what it shows to the others.
    package private(set) var presented: [X509Certificate] = []
    /// The private key, in DER, of one of three kinds.
    package private(set) var key: [UInt8]?
    /// The files that hold something of what they should.
    private(set) var readable: Set<Credentials.Part> = []
    /// The files that hold a private key and must not.
    package private(set) var exposed: Set<Credentials.Part> = []
    /// What is wrong with what they hold.
    private(set) var findings: [Finding] = []

    /// Whether there is all that it takes to look further.
    package var isComplete: Bool {
        findings.isEmpty && exposed.isEmpty && readable.count == Credentials.Part.allCases.count
    }

    /// The authority's certificates that are valid, or all where none is, or the time is not known:
    /// both Go and OpenSSL look for another one where one has run out.
    package func anchors(at now: Int64?) -> [X509Certificate] {
        let valid = trusted.filter { certificate in now.map(certificate.period.contains) ?? true }
        return valid.isEmpty ? trusted : valid
    }

    /// Reads them.
    package init(of files: [Credentials.Part: Credentials.File]) {
        for part in [Credentials.Part.authority, .certificate] {
            let file = files[part]?.contents ?? []
            let blocks = PEMBlock.all(in: file)
            guard !PrivateKey.isIn(file, blocks) else {
                exposed.insert(part)
                continue
            }
            take(blocks, as: part)
        }
        // Go takes the first key (`X509KeyPair`), whatever stands before it.
        let keys = PEMBlock.all(in: files[.key]?.contents ?? [])
        let first = keys.first { $0.label == "PRIVATE KEY" || $0.label.hasSuffix(" PRIVATE KEY") }
        key = first.flatMap { PrivateKey.isReadable($0.bytes) ? $0.bytes : nil }
        if key != nil { readable.insert(.key) }
    }

    private mutating func take(_ blocks: [PEMBlock], as part: Credentials.Part) {
        let own = part == .authority ? blocks : blocks.filter { $0.label == "CERTIFICATE" }
        guard let first = blocks.first else { return }
        readable.insert(part)
        if own.isEmpty {
            findings.append(Finding(part: part, number: nil, fault: .label(first.label)))
        }
        for (number, block) in own.enumerated() {
            do throws(CertificateFault) {
                let certificate = try X509Certificate(block.bytes)
                if part == .authority {
                    trusted.append(certificate)
                } else {
                    presented.append(certificate)
                    if number == 0, let fault = certificate.key.fault { throw fault }
                    if case .longKey(let bits) = certificate.key.fault {
                        throw .longKey(bits: bits)
                    }
                }
            } catch {
                let number = own.count > 1 ? number + 1 : nil
                findings.append(Finding(part: part, number: number, fault: error))
            }
        }
    }
}

/// A private key among bytes.
enum PrivateKey {
    /// Whether a file holds one that whoever reads the file has: under any label, in PEM or in DER,
    /// with a password or without.
    static func isIn(_ file: [UInt8], _ blocks: [PEMBlock]) -> Bool {
        let text = file.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return text.split { $0 == 10 || $0 == 13 }.contains(where: isHeading)
            || blocks.contains { isDER($0.bytes) } || isDER(file)
    }

    /// The first line of a key in PEM, or of what `openssl pkey -text` and PuTTY make of one.
    private static func isHeading(_ line: ArraySlice<UInt8>) -> Bool {
        let line = String(decoding: line, as: UTF8.self)
        return line.hasPart("begin") && line.hasPart("private key")
            || ["private-key:", "privateexponent:", "private-lines:"].contains(where: line.hasPart)
    }

    /// Whether it begins as PKCS #1, #8 and #12 and SEC 1 do, with a version, or as an encrypted
    /// PKCS #8: nothing that is public does.
    private static func isDER(_ bytes: [UInt8]) -> Bool {
        guard !bytes.starts(with: [DER.Tag.sequence, 0x80, DER.Tag.integer, 1, 3]) else {
            return true
        }
        do throws(CertificateFault) {
            var file = DER(bytes[...])
            var fields = try file.read(DER.Tag.sequence)
            let first = try fields.element()
            if first.tag == DER.Tag.integer {
                return first.content.count == 1 && first.content.allSatisfy { $0 <= 3 }
                    && !fields.isEmpty
            }
            return first.tag == DER.Tag.sequence && fields.startsWith(DER.Tag.octets)
        } catch {
            return false
        }
    }

    /// Whether Go reads it (`parsePrivateKey`, crypto/tls/tls.go): of a curve it wants the name.
    static func isReadable(_ bytes: [UInt8]) -> Bool {
        do throws(CertificateFault) {
            var file = DER(bytes[...])
            var fields = try file.read(DER.Tag.sequence)
            _ = try fields.integer()
            if fields.startsWith(DER.Tag.octets) {
                _ = try fields.read(DER.Tag.octets)
                return try fields.read(DER.Tag.explicit(0)).startsWith(DER.Tag.oid)
            }
            // Only after a key in PKCS #1 nothing may follow.
            guard var algorithm = try fields.readIfNext(DER.Tag.sequence) else {
                return file.isEmpty
            }
            return try algorithm.oid() != "1.2.840.10045.2.1" || algorithm.startsWith(DER.Tag.oid)
        } catch {
            return false
        }
    }
}
