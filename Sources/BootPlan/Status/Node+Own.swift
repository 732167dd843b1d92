extension Node {
    /// This machine's own entry among the members; nil for a worker.
    var ownMember: InitialCluster.Member? { member }

    /// The address at which the other machines reach this one.
    var describedAddress: IPAddress? { member.url.address }
}
