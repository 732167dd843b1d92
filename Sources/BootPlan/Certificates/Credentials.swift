/// What a machine proves itself with to the members, and knows them by.
public struct Credentials: Equatable, Sendable {
    /// The three files.
    public enum Part: String, CaseIterable, Sendable {
        /// The certificate of the authority that signs those of all machines, or several of them.
        case authority = "ca.crt"
        /// The machine's own certificate.
        case certificate = "node.crt"
        /// Its private key.
        case key = "node.key"

        /// The file on a configured node.
        public var file: ManagedFile {
            switch self {
            case .authority: .authority
            case .certificate: .certificate
            case .key: .key
            }
        }
    }

    /// A file's bytes, and where they were found.
    public struct File: Equatable, Sendable {
        /// Where they were found.
        public let path: NodePath
        /// The bytes.
        public let contents: [UInt8]

        /// A file that was read.
        public init(path: NodePath, contents: [UInt8]) {
            (self.path, self.contents) = (path, contents)
        }
    }

    /// The three files.
    public let files: [Part: File]
    /// What there is to know of them.
    public let facts: CertificateFacts
    /// Who reads the key besides root.
    public let readers: KeyReaders
    /// The private key that the installer left, which goes once it is installed.
    public let deliveredKey: NodePath?

    /// Credentials with every part given.
    public init(
        files: [Part: File],
        facts: CertificateFacts,
        readers: KeyReaders = .nobody,
        deliveredKey: NodePath? = nil
    ) {
        (self.files, self.facts) = (files, facts)
        (self.readers, self.deliveredKey) = (readers, deliveredKey)
    }

    /// Where a part was found.
    func path(of part: Part) -> NodePath { files[part]?.path ?? part.file.path }
}

/// A group, by its name and its number.
public struct SystemGroup: Equatable, Sendable {
    /// The name.
    public let name: String
    /// The number.
    public let id: UInt32

    /// A group.
    public init(name: String, id: UInt32) {
        (self.name, self.id) = (name, id)
    }
}

/// Who reads a private key besides root.
public enum KeyReaders: Equatable, Sendable {
    /// Nobody.
    case nobody
    /// The service's group.
    case group(SystemGroup)
    /// The service's user or group, of this name, which the machine does not have.
    case unknown(String)
}
