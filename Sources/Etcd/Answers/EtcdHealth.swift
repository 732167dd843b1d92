/// Whether a read through a client port went through a quorum.
package enum EtcdHealth: Equatable, Sendable {
    /// It did.
    case quorum
    /// It did not in time, or nobody answers there.
    case none
    /// It was refused, for a reason of another kind, in words that are quoted already.
    case refused(String)
}
