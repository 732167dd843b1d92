/// What OpenSSL finds in a machine's credentials.
public struct CertificateFacts: Equatable, Sendable {
    /// When a certificate is valid, in seconds since 1970.
    public struct Period: Equatable, Sendable {
        /// The first moment.
        public let from: Int64
        /// The last one.
        public let until: Int64

        /// From one moment to another.
        public init(from: Int64, until: Int64) {
            (self.from, self.until) = (from, until)
        }
    }

    /// The files that hold what they should.
    public var readable: Set<Credentials.Part> = []
    /// Whether the key is the certificate's.
    public var hasItsKey = false
    /// Why the authority does not answer for the certificate, in OpenSSL's words, whatever the time;
    /// nil if it does.
    public var distrust: String?
    /// Whether it may be a server's.
    public var isServer = false
    /// Whether it may be a client's.
    public var isClient = false
    /// The names and addresses, of those that it was asked for, that the certificate does not have.
    public var missingNames: [String] = []
    /// When the certificate is valid.
    public var period = Period(from: 0, until: 0)
    /// When the authority's own is, of several the one that is the first to end.
    public var authorityPeriod = Period(from: 0, until: 0)
    /// The machine's time.
    public var now: Int64 = 0
    /// Whether something keeps the machine's clock right.
    public var isClockSet = false

    /// Nothing is known.
    public init() {}
}
