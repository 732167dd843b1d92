/// What must hold when a gate acts, and when an etcd begins a log.
extension Model {
    func removal(of id: UInt8, by place: Int, _ state: State) -> Violation? {
        for other in places {
            let machine = state.machines[other]
            // Of one that no packet reaches, nobody can know.
            if machine.runs, machine.id == id, state.isLinked(place, other) {
                return .liveMemberRemoved
            }
            let isHere = machine.log != 0 && machine.id == id
            let isBelow = machine.hiddenLog != 0 && machine.hiddenID == id
            if other == place, isHere || isBelow && !machine.has(.late) { return .removedBesideLog }
        }
        return nil
    }

    func addition(by place: Int, _ state: State) -> Violation? {
        let number = state.machines[place].number
        if logs[state.head].members.count(where: { $0.machine == number }) > 1 {
            return .twoEntries
        }
        let isAllowed = state.additions <= state.used + state.operations + scenario.growth
        return isAllowed ? nil : .tooManyIDs
    }

    /// What is wrong with a machine's beginning this log, under this ID.
    func beginning(_ log: LogNumber, _ id: UInt8, at place: Int, _ state: State) -> Violation? {
        guard state.head != 0 else { return nil }
        let (head, isNew) = (logs[state.head], state.machines[place].phase == .founding)
        // What is lost then, the sentence has said.
        if isNew, scenario.options.contains(.hasty), !state.machines[place].has(.saw) { return nil }
        // A founder of this very birth, who comes late and never promised anything.
        if !state.lost.contains(id), logs.log(state.head, has: log), logs[log].depth == 1 {
            return nil
        }
        if hasLostMajority(state.head, state) {
            // What a minority has is in the operator's hands.
            return isNew && hasKeeper(of: head, besides: place, state) ? .foundedBesideData : nil
        }
        if head.cluster != logs[log].cluster { return .secondLog }
        if head.removed.contains(id) { return .removedID }
        return state.lost.contains(id) ? .lostID : nil
    }

    private func hasKeeper(of head: Log, besides place: Int, _ state: State) -> Bool {
        places.contains { other in
            let machine = state.machines[other]
            return other != place && machine.log != 0 && log(of: machine).depth > 0
                && !state.lost.contains(machine.id)
                && head.members.contains { $0.id == machine.id && $0.hasRun }
        }
    }
}
