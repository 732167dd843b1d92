import CCrypto
import CLinux
import Cluster
import Desired
import Glibc

extension CertificateFacts {
    /// Looks at a node's credentials, with OpenSSL for the cryptography, and for what curl would
    /// say. A machine with curl or cloud-init has its library, though not always its command.
    package init(
        of files: [Credentials.Part: Credentials.File],
        for node: Node
    ) throws(CertificateLibraryError) {
        if let words = unsafe libcrypto_load() {
            throw .noLibrary(unsafe String(cString: words))
        }
        let (now, isClockSet) = (Int64(time(nil)), linux_clock_is_kept() != 0)
        let contents = CredentialContents(of: files)
        let answers = Answers(
            contents,
            files,
            isServer: node.member != nil,
            at: isClockSet ? now : nil
        )
        self.init(contents, answers, for: node, at: now, isClockSet: isClockSet)
    }
}

extension CertificateFacts.Answers {
    fileprivate init(
        _ contents: CredentialContents,
        _ files: [Credentials.Part: Credentials.File],
        isServer: Bool,
        at now: Int64?
    ) {
        self.init()
        guard contents.isComplete, let own = contents.presented.first, let key = contents.key else {
            return
        }
        hasItsKey = unsafe own.der.asBytes { own in
            unsafe key.asBytes { unsafe certificate_has_key(own, $0) != 0 }
        }
        for part in Credentials.Part.allCases {
            let words = unsafe (files[part]?.contents ?? []).asBytes { file in
                let words =
                    switch part {
                    case .authority: unsafe pem_authorities_problem(file)
                    case .certificate: unsafe pem_chain_problem(file)
                    case .key: unsafe pem_key_problem(file)
                    }
                return unsafe words.map { unsafe String(cString: $0) }
            }
            if let words { unread[part] = words }
        }
        signed = contents.signatures()
        distrust = unsafe contents.presented.flatMap(\.der).asBytes { chain in
            unsafe contents.anchors(at: now).flatMap(\.der).asBytes { trusted in
                let words = unsafe chain_problem(chain, trusted, isServer ? 1 : 0)
                return unsafe words.map { unsafe String(cString: $0) }
            }
        }
    }
}

extension CredentialContents {
    /// Which certificates have signed which, upwards from the machine's own as far as names lead.
    /// Go gives up after a hundred signatures too.
    package func signatures() -> Set<SignedCertificate> {
        let issuers = trusted + presented.dropFirst()
        var (open, seen) = (Array(presented.prefix(1)), Array(presented.prefix(1)))
        var signed: Set<SignedCertificate> = []
        var checks = 0
        while let certificate = open.popLast() {
            for issuer in issuers where issuer.subject == certificate.issuer && checks < 100 {
                checks += 1
                let isSigned = unsafe certificate.der.asBytes { certificate in
                    unsafe issuer.der.asBytes {
                        unsafe certificate_is_signed(certificate, $0) != 0
                    }
                }
                guard isSigned else { continue }
                signed.insert(SignedCertificate(certificate, by: issuer))
                guard !seen.contains(issuer) else { continue }
                seen.append(issuer)
                open.append(issuer)
            }
        }
        return signed
    }
}

extension [UInt8] {
    package func asBytes<Result>(_ body: (bytes) -> Result) -> Result {
        unsafe withUnsafeBytes { unsafe body(bytes(start: $0.baseAddress, count: $0.count)) }
    }
}

/// Why certificates cannot be looked at.
package enum CertificateLibraryError: Error, Equatable, CustomStringConvertible {
    /// libcrypto cannot be loaded, in the words of dlerror(3).
    case noLibrary(String)

    /// One line, with the cure.
    package var description: String {
        switch self {
        case .noLibrary(let words):
            "certificates: cannot load OpenSSL's libcrypto, which judges them: \(words); install "
                + "libssl3 (Debian) or openssl-libs (Fedora)"
        }
    }
}
