import Basics
import CCrypto
import Cluster
import Desired
import Join
import Linux
import LinuxConfigure

/// With what a gate's answers are proven among members that talk over TLS: the node's installed
/// credentials.
package struct GateKeys {
    private let files: [Credentials.Part: Credentials.File]

    /// Whether there is the library to prove anything with.
    var canProve: Bool { unsafe libcrypto_load() == nil }

    /// Proves an answer to a nonce; nil where the key cannot sign, so that nobody will believe it.
    package func proof(of answer: String, nonce: String) -> GateProof? {
        guard unsafe libcrypto_load() == nil, let key = CredentialContents(of: files).key else {
            return nil
        }
        var signature = [UInt8](repeating: 0, count: 1024)
        let count = unsafe signature.withUnsafeMutableBytes { room in
            unsafe GateExchange.signed(answer, nonce: nonce).asBytes { message in
                unsafe key.asBytes {
                    unsafe key_sign($0, message, room.baseAddress, room.count)
                }
            }
        }
        guard count > 0 else { return nil }
        return GateProof(
            signature: signature.prefix(count).map {
                $0 < 16 ? "0\(String($0, radix: 16))" : String($0, radix: 16)
            }
            .joined(),
            certificates: String(decoding: files[.certificate]?.contents ?? [], as: UTF8.self)
        )
    }

    /// Whether an answer comes from the machine at an address: its certificate is the authority's
    /// and has the address, and its key has signed. When it ends is not looked at: a machine whose
    /// clock is wrong is no other machine.
    func prove(
        _ answer: String,
        nonce: String,
        from address: IPAddress,
        by proof: GateProof?
    ) -> Bool {
        guard unsafe libcrypto_load() == nil, let proof,
            let signature = [UInt8](hexadecimal: proof.signature)
        else { return false }
        var files = files
        files[.certificate] = Credentials.File(
            path: ManagedFile.certificate.path,
            contents: Array(proof.certificates.utf8)
        )
        let theirs = CredentialContents(of: files)
        guard let certificate = theirs.presented.first,
            theirs.areOf(address, signed: theirs.signatures())
        else { return false }
        return unsafe certificate.der.asBytes { certificate in
            unsafe signature.asBytes { signature in
                unsafe GateExchange.signed(answer, nonce: nonce).asBytes { message in
                    unsafe certificate_has_signed(certificate, message, signature) != 0
                }
            }
        }
    }
}

extension GateKeys {
    /// The credentials of a node; nil for members that talk in the clear. What is not there proves
    /// nothing, of nobody.
    package init?(of cluster: ClusterDescription, on root: Root) throws(DiskError) {
        guard cluster.members.usesTLS else { return nil }
        var files: [Credentials.Part: Credentials.File] = [:]
        for part in Credentials.Part.allCases {
            let path = part.file.path
            files[part] = Credentials.File(path: path, contents: try root.read(path) ?? [])
        }
        self.files = files
    }
}

extension [UInt8] {
    /// Bytes from two digits each; nil for anything else.
    fileprivate init?(hexadecimal text: String) {
        let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count % 2 == 0, !digits.contains(nil) else { return nil }
        let values = digits.compactMap(\.self)
        self = stride(from: 0, to: values.count, by: 2).map {
            UInt8(values[$0] << 4 | values[$0 + 1])
        }
    }
}
