import Basics

/// What a machine proves itself with to the members, and knows them by.
package struct Credentials: Equatable, Sendable {
    /// The three files.
    package enum Part: String, CaseIterable, Sendable {
        /// The certificate of the authority that signs those of all machines, or several of them.
        case authority = "ca.crt"
        /// The machine's own certificate.
        case certificate = "node.crt"
        /// Its private key.
        case key = "node.key"

        /// The file on a configured node.
        package var file: ManagedFile {
            switch self {
            case .authority: .authority
            case .certificate: .certificate
            case .key: .key
            }
        }
    }

    /// A file's bytes, and where they were found.
    package struct File: Equatable, Sendable {
        /// Where they were found.
        package let path: NodePath
        /// The bytes.
        package let contents: [UInt8]

        /// A file that was read.
        package init(path: NodePath, contents: [UInt8]) {
            (self.path, self.contents) = (path, contents)
        }
    }

    /// The three files.
    package let files: [Part: File]
    /// What there is to know of them.
    package let facts: CertificateFacts
    /// Who reads the key besides root.
    package let readers: KeyReaders
    /// The private key that the installer left, which goes once it is installed.
    package let deliveredKey: NodePath?

    /// Credentials with every part given.
    package init(
        files: [Part: File],
        facts: CertificateFacts,
        readers: KeyReaders = .nobody,
        deliveredKey: NodePath? = nil
    ) {
        (self.files, self.facts) = (files, facts)
        (self.readers, self.deliveredKey) = (readers, deliveredKey)
    }

    /// Where a part was found.
    package func path(of part: Part) -> NodePath { files[part]?.path ?? part.file.path }
}

/// Who reads a private key besides root.
package enum KeyReaders: Equatable, Sendable {
    /// Nobody.
    case nobody
    /// The service's group.
    case group(SystemGroup)
    /// The service's user or group, of this name, which the machine does not have.
    case unknown(String)
    /// A user that the service has only while it runs.
    case dynamic
}
