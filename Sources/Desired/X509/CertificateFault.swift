import Basics

/// The rules by which etcd, which is written in Go, and curl take a certificate: each case is one,
/// broken. OpenSSL's own rules are others: of what it accepts, etcd turns much away, and the other
/// way round.
///
/// Where Go's versions differ, from that of etcd 3.4's day to today's, the strictest counts: etcd
/// is upgraded on a node that stays.
package enum CertificateFault: Error, Equatable, Sendable {
    // encoding/pem, crypto/x509/parser.go: `parseCertificate` and what it calls.

    /// Not in DER, or not a certificate at all. A certificate authority's file may hold nothing
    /// else: etcd takes every block of it for one (client/pkg/tlsutil/tlsutil.go: `NewCertPool`).
    case malformed
    /// Something follows in the same block: `TRUSTED CERTIFICATE` ("trailing data").
    case trailingData
    /// It says in two places how it is signed, and differently ("inner and outer signature
    /// algorithm identifiers don't match").
    case signatureKinds
    /// Its serial number is below zero ("negative serial number", Go 1.23, and with it etcd 3.6).
    case negativeSerial
    /// A name in it is no string of a kind that Go reads (`parseASN1String`).
    case nameString
    /// An extension is there twice ("certificate contains duplicate extensions").
    case duplicateExtension(String)
    /// An extension must not be critical ("incorrectly marked critical", Go 1.24).
    case criticalIdentifier
    /// Its key is on a curve that Go does not know, or writes the curve out (`parsePublicKey`).
    case curve
    /// Its key is not written as Go reads it: an RSA key without NULL parameters, a compressed
    /// point (`parsePublicKey`).
    case keyForm

    // crypto/tls: `X509KeyPair` (tls.go), `signatureSchemesForCertificate` (auth.go),
    // `checkKeySize` (handshake_client.go).

    /// A machine's certificate is under another label than CERTIFICATE, and skipped.
    case label(String)
    /// TLS has no use for its kind of key.
    case keyKind(String)
    /// Its RSA key is too long for a handshake.
    case longKey(bits: Int)

    // crypto/x509/verify.go: `Certificate.Verify`, `isValid`; x509.go: `CheckSignatureFrom`.

    /// No certificate in the authority's file, or after the machine's own, has its issuer's name.
    /// Go compares the bytes.
    case noIssuer
    /// That one has not signed it.
    case notSigned
    /// It is signed with MD5 or SHA-1; what is trusted itself may be.
    case weakSignature(String)
    /// It is signed in a way that Go does not know.
    case unknownSignature
    /// Its issuer says that it is no authority, or nothing about it.
    case issuerIsNoAuthority
    /// Its issuer's key usage is without certSign.
    case issuerSignsNothing
    /// An authority above it allows fewer authorities below.
    case pathLength
    /// It, or one above it, has a critical extension that Go does not know.
    case criticalExtension(String)
    /// An authority's extended key usage does not allow this one of the machine's: Go nests them
    /// (`checkChainForKeyUsage`).
    case authorityUsage(String)

    // What curl says, with OpenSSL: `SSL_CTX_use_certificate_chain_file`,
    // `SSL_CTX_load_verify_file`, `ssl_verify_cert_chain`. It stops at a broken block that Go
    // skips, wants longer keys, and holds to name constraints as Go does.

    /// In OpenSSL's words.
    case openSSL(String)
}

extension CertificateFault: CustomStringConvertible {
    /// The sentence's end, after the file or the certificate.
    package var description: String {
        switch self {
        case .malformed: "is not a certificate that etcd can read"
        case .trailingData: "has something after the certificate in its block, where etcd stops"
        case .signatureKinds: "says in two places how it is signed, and differently"
        case .negativeSerial: "has a serial number below zero, which etcd 3.6 and later refuse"
        case .nameString: "has a name in a kind of string that etcd does not read"
        case .duplicateExtension(let oid): "has the extension \(oid) twice"
        case .criticalIdentifier: "has a critical key identifier; it must not be critical"
        case .curve: "has a key on a curve that etcd does not know; P-256, P-384 and P-521 it does"
        case .keyForm: "has a key that is not written as etcd reads it"
        case .label(let label):
            "has no certificate that etcd sees: the block is called \(quoted(label)), and must be "
                + "'CERTIFICATE'"
        case .keyKind(let kind):
            "has a key that etcd cannot use (\(kind)); take ECDSA (P-256), RSA or Ed25519"
        case .longKey(let bits):
            "has an RSA key of \(bits) bits; etcd takes up to 8192"
        case .noIssuer: "its issuer is not there"
        case .notSigned: "its issuer has not signed it"
        case .weakSignature(let hash): "it is signed with \(hash), which etcd refuses"
        case .unknownSignature: "it is signed in a way that etcd does not know"
        case .issuerIsNoAuthority:
            "its issuer's basicConstraints must say CA:TRUE"
        case .issuerSignsNothing: "its issuer's keyUsage must have keyCertSign"
        case .pathLength: "an authority's pathlen allows fewer authorities below it"
        case .criticalExtension(let oid):
            "the critical extension \(oid) is one that etcd does not know"
        case .authorityUsage(let usage):
            "the authority's extended key usage must have \(usage), or be left out"
        case .openSSL(let words): "is refused by OpenSSL, and so by curl: \(visible(words))"
        }
    }
}
