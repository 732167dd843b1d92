/// A fault that the gate does not have. What the model is worth is shown by its finding each of
/// them.
package enum Mutation: String, CaseIterable, Sendable {
    /// A machine that does not answer counts as one with an empty disk.
    case silenceIsEmpty
    /// An etcd in which nobody has run counts as a birth, whoever its members are.
    case anyListIsBirth
    /// `join --found` is not refused beside data.
    case foundsBesideData
    /// What was heard of a cluster is not kept.
    case forgetsHeard
    /// A founder that comes late starts under the ID that it was described with.
    case lateFounderStarts
    /// Nothing is recorded before etcd's first start, and after it.
    case forgetsBegun
    /// That etcd has started is not recorded before its next start.
    case forgetsStart
    /// A log whose etcd was never ready is opened without a question.
    case opensBegunLog
    /// A disk that should be mounted is not waited for.
    case ignoresMount
    /// Nobody asks whose network card has the address.
    case ignoresTwin
    /// The log is not looked for again before the act.
    case actsBlindly
    /// The keeper that is named first is taken for the one with the newest data.
    case namesAnyKeeper
}
