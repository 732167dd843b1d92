/// What can happen.
enum Event: UInt8 {
    case powerOn, startsAgain, opened, looks, asks, decides, removed, removeFails, added,
        addRefused,
        addFails, looksAgain, recorded, etcdStarts, etcdFails, published, remembersStart, heartbeat,
        turnedAway, lateRequestLands, lateRequestDies
    case mounted, linksHeal, answersAgain
    case operatorFounds, operatorReplaces, operatorForces, operatorRemovesMember, operatorApplies,
        operatorInstalls, operatorSwitchesOff, operatorBringsBack, operatorUpgradesAgent,
        operatorCorrectsMounts
    case clientWrites
    // From here on faults.
    case off, offForgetting, allOff, wiped, reinstalled, reinstalledBeforeDisk, dataLost, unmounted,
        detached, stopped,
        slows, isolated, linkCut, replyLost, requestIsLate, operatorRemoves, upgraded

    /// Whether it happens by itself, or because everything is mended and the operator reads.
    var isFair: Bool { rawValue < Event.clientWrites.rawValue }
    var isFault: Bool { rawValue > Event.clientWrites.rawValue }
}

/// What must never happen.
package enum Violation: String, Sendable, CaseIterable {
    case twoClusters = "S1 two clusters can reach a quorum"
    case liveMemberRemoved = "S2 the entry of a member that runs is removed"
    case removedBesideLog = "S2 an entry is removed whose data is on a disk"
    case quorumTaken = "S3 the gate's own act takes the quorum"
    case writeLost = "S4 what was acknowledged is lost"
    case newestGivenUp = "S4 the sentence gives up the newest data"
    case tooManyIDs = "S5 more IDs are used than there were cuts"
    case twoEntries = "S5 two entries for one URL"
    case removedID = "S6 a log is begun under an ID that was removed"
    case secondLog = "S6 a second cluster's log is begun"
    case lostID = "S6 etcd starts under an ID whose log was lost"
    case foundedBesideData = "D1 founded beside the data of a minority"
    case stuck = "L1 the good end is out of reach"
}
