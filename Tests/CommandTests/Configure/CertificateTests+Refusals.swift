import Foundation
import TestSupport
import Testing

extension CertificateTests {
    /// What is done to the seed directory, with the authority's own files in `$1`, and what a dry
    /// run says of it.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let words: String
        let status: Int32?
        let script: String

        var testDescription: String { words }
    }

    /// sign FROM UNTIL EXTENSION...: a new key and a certificate of the authority's.
    private static let sign = """
        at() { date --utc --date="$1" +%Y%m%d%H%M%SZ; }
        sign() {
            openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout node.key \
                -subj /CN=a1 -out request
            printf '%s\\n' '[ca]' 'default_ca=node' '[node]' 'database=index' 'new_certs_dir=.' \
                'rand_serial=yes' 'default_md=sha256' 'policy=any' '[any]' 'commonName=supplied' \
                '[extensions]' "${@:3}" > conf
            : > index
            openssl ca -batch -notext -config conf -extensions extensions -cert "$ca/ca.crt" \
                -keyfile "$ca/ca.key" -startdate "$(at "$1")" -enddate "$(at "$2")" \
                -in request -out node.crt
        }
        both=extendedKeyUsage=serverAuth,clientAuth
        names=subjectAltName=IP:192.168.99.51,IP:127.0.0.1,DNS:localhost

        """

    private static func unit(_ lines: String...) -> String {
        "printf '%s\\n' '[Service]' \(lines.joined(separator: " ")) > "
            + "../../../usr/lib/systemd/system/etcd.service.d/user.conf"
    }

    private static let wrong = [
        Wrong(
            words: "node.key: holds no private key in PEM, or one with a password",
            status: 65,
            script: "echo none > node.key"
        ),
        Wrong(
            words: "node.key: holds no private key in PEM, or one with a password",
            status: 65,
            script: "openssl pkey -in node.key -aes128 -passout pass:x -out new; cat new > node.key"
        ),
        Wrong(
            words: "node.crt: holds no certificate in PEM",
            status: 65,
            script: "echo none > node.crt"
        ),
        Wrong(
            words: "node.crt: holds a private key, and everybody may read this file",
            status: 65,
            script: "cp node.key node.crt"
        ),
        Wrong(
            words: "ca.crt: holds no certificate in PEM",
            status: 65,
            script: ": > ca.crt"
        ),
        Wrong(
            words: "node.key: is not the key of /var/cloud-init/tls/node.crt",
            status: 65,
            script: "openssl ecparam -name prime256v1 -genkey -noout -out node.key"
        ),
        Wrong(
            words: "node.crt: is not vouched for by /var/cloud-init/tls/ca.crt: ",
            status: 65,
            script: """
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc \
                    -keyout other.key -subj /CN=other -out ca.crt
                """
        ),
        Wrong(
            words: "node.crt: is not for 192.168.99.51, by which this member is reached",
            status: 65,
            script: "sign yesterday tomorrow \"$both\" subjectAltName=IP:127.0.0.1,DNS:localhost"
        ),
        Wrong(
            words: "node.crt: is not for 127.0.0.1, localhost, by which this member is reached",
            status: 65,
            script: "sign yesterday tomorrow \"$both\" subjectAltName=IP:192.168.99.51"
        ),
        Wrong(
            words: "node.crt: may not be a client's; its extended key usage must have clientAuth",
            status: 65,
            script: "sign yesterday tomorrow extendedKeyUsage=serverAuth \"$names\""
        ),
        Wrong(
            words: "node.crt: may not be a server's; a member's extended key usage must have "
                + "serverAuth",
            status: 65,
            script: "sign yesterday tomorrow extendedKeyUsage=clientAuth \"$names\""
        ),
        // Whether the clock is kept is not for a test to say: refused, or a warning.
        Wrong(
            words: "is not valid before ",
            status: nil,
            script: "sign tomorrow 'next week' \"$both\" \"$names\""
        ),
        Wrong(
            words: "ran out at ",
            status: nil,
            script: "sign 'last week' yesterday \"$both\" \"$names\""
        ),
        Wrong(
            words: "node.key: is readable by others (mode 640); run 'chmod 600'",
            status: 65,
            script: "chmod 640 node.key"
        ),
        Wrong(
            words:
                "node.key: not found, nor is ROOT/etc/etcd/tls/node.key; members with https need it",
            status: 66,
            script: "rm node.key"
        ),
        Wrong(
            words:
                "etcd.service: there is no 'etcd' on this machine, as whom etcd would read its key",
            status: 69,
            script: "rm ../../../etc/passwd"
        ),
        Wrong(
            words:
                "etcd.service: there is no 'etcd' on this machine, as whom etcd would read its key",
            status: 69,
            script: "sed -i /etcd/d ../../../etc/passwd; \(unit("User=etcd", "Group=etcd"))"
        ),
        Wrong(
            words: "etcd.service: with DynamicUser= etcd has a user only while it runs",
            status: 69,
            script: "sed -i /etcd/d ../../../etc/passwd; \(unit("User=", "DynamicUser=yes"))"
        ),
    ]

    @Test(arguments: wrong)
    func `what would not work as a certificate is refused before the first write`(wrong: Wrong)
        async throws
    {
        let script = "cd \"$2\"; ca=$1; \(Self.sign)\(wrong.script)"
        let seed = root.path("/var/cloud-init/tls")
        try await Command(["bash", "-ec", script, "-", authority.authority, seed]).succeed()
        let before = try root.snapshot()
        let shown = try await root.run(["--dry-run"])
        #expect((shown.output + shown.error).contains(wrong.words), "\(shown)")
        guard let status = wrong.status else { return }
        #expect(shown.status == status)
        let said = try await root.run([])
        #expect(said.status == status)
        #expect(said.error.contains(wrong.words))
        #expect(try root.snapshot() == before)
    }
}
