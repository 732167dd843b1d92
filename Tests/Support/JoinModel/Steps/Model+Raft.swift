/// Who can lead whom, and what a leader commits.
extension Model {
    func log(of machine: Machine) -> Log { logs[machine.log] }

    /// Those that would follow a leader, itself among them.
    private func followers(of leader: Int, _ state: State) -> [Int] {
        let chief = state.machines[leader]
        let members = log(of: chief).members
        return places.filter { place in
            let machine = state.machines[place]
            guard machine.runs, machine.log != 0, state.isLinked(leader, place) else {
                return false
            }
            return log(of: machine).cluster == log(of: chief).cluster
                && logs.log(machine.log, isNotAfter: chief.log)
                && !logs[machine.applied].removed.contains(chief.id)
                && (members.has(machine.id) || logs[chief.applied].members.has(machine.id))
        }
    }

    /// Whom a member leads with a majority; nil if it cannot.
    func led(by place: Int, _ state: State) -> [Int]? {
        let machine = state.machines[place]
        guard machine.runs, machine.log != 0, log(of: machine).depth > 0 else { return nil }
        let members = logs[machine.applied].members
        guard members.has(machine.id) else { return nil }
        let followers = followers(of: place, state)
        return isMajority(followers, of: members, state) ? followers : nil
    }

    private func isMajority(_ voters: [Int], of members: Members, _ state: State) -> Bool {
        let votes = members.count { entry in
            voters.contains { state.machines[$0].id == entry.id }
        }
        return votes > members.count / 2
    }

    /// The leader that a member follows, if there can be one.
    func leader(of place: Int, _ state: State) -> Int? {
        guard state.machines[place].runs else { return nil }
        var best: Int?
        for candidate in places where led(by: candidate, state)?.contains(place) == true {
            if let best,
                logs.log(state.machines[candidate].log, isNotAfter: state.machines[best].log)
            {
                continue
            }
            best = candidate
        }
        return best
    }

    func hasQuorum(_ state: State) -> Bool { places.contains { led(by: $0, state) != nil } }

    /// Whether so many members have no disk, lost or never begun, that the rest is no majority.
    func hasLostMajority(_ head: LogNumber, _ state: State) -> Bool {
        let members = logs[head].members
        let kept = members.count { !state.lost.contains($0.id) && hasDisk($0.id, state) }
        return kept <= members.count / 2
    }

    /// Whether some disk, mounted or not, has the log of an ID.
    func hasDisk(_ id: UInt8, _ state: State) -> Bool {
        places.contains {
            let machine = state.machines[$0]
            return machine.log != 0 && machine.id == id
                || machine.hiddenLog != 0 && machine.hiddenID == id
        }
    }

    /// What a leader's election means for what was acknowledged.
    func elect(_ place: Int, _ state: inout State) -> Violation? {
        let log = state.machines[place].log
        guard state.head != 0, logs[state.head].cluster == logs[log].cluster,
            !logs.log(log, has: state.head)
        else { return nil }
        guard hasLostMajority(state.head, state) else { return .writeLost }
        begin(log, &state)
        return nil
    }

    private func acknowledge(_ log: LogNumber, _ state: inout State) -> Violation? {
        let isOther = state.head != 0 && logs[state.head].cluster != logs[log].cluster
        if isOther, !hasLostMajority(state.head, state) { return .twoClusters }
        if isOther { begin(log, &state) } else { state.head = log }
        return nil
    }

    /// Another history takes the place of one that is lost for good: its members promised nothing
    /// yet.
    private func begin(_ log: LogNumber, _ state: inout State) {
        (state.head, state.lost) = (log, IDs())
    }

    /// Commits an entry through a member that follows a leader, in each way in which that may reach
    /// the others.
    func commit(
        _ before: State,
        _ leader: Int,
        _ change: Log.Change,
        _ subject: UInt8,
        machine: UInt8 = 0,
        via asked: Int
    ) -> [(state: State, violation: Violation?)] {
        var state = before
        guard let followers = led(by: leader, state), followers.contains(asked) else { return [] }
        if let violation = elect(leader, &state) { return [(state, violation)] }
        let old = state.machines[leader].log
        // One that cannot take it up has another entry in that place.
        let able = followers.filter { logs.log(old, has: state.machines[$0].applied) }
        // The leader has applied its own log before: the last change of the members counts already.
        let members = logs[old].members
        guard isMajority(able, of: members, state) else { return [] }
        let new = logs.log(
            old,
            change,
            subject,
            term: term(above: old, state),
            machine: machine
        )
        let violation = acknowledge(new, &state)
        return reached(by: able, leader, asked, members, state).map { set, isLate in
            var next = state
            for place in set {
                next.machines[place].log = new
                let applies = !isLate || place == leader || place == asked
                next.machines[place].applied = applies ? new : old
                serve(place, &next)
            }
            return (next, violation)
        }
    }

    /// A term above those of the logs of the same cluster that went another way.
    private func term(above log: LogNumber, _ state: State) -> UInt8 {
        var term = logs[log].term
        for place in places {
            for other in [state.machines[place].log, state.machines[place].hiddenLog]
            where other != 0 && logs[other].cluster == logs[log].cluster
                && !logs.log(log, has: other)
            {
                term = max(term, logs[other].term + 1)
            }
        }
        return term
    }

    /// The sets of members that an entry may reach at first, and whether they apply it late.
    private func reached(
        by able: [Int],
        _ leader: Int,
        _ asked: Int,
        _ members: Members,
        _ state: State
    ) -> [([Int], Bool)] {
        guard scenario.options.contains(.lag), able.count > 1 else { return [(able, false)] }
        let rest = able.filter { $0 != leader && $0 != asked }
        var sets = [(able, false), (able, true)]
        for mask in 0..<(1 << rest.count) - 1 {
            let some = rest.indices.filter { mask & 1 << $0 != 0 }.map { rest[$0] }
            let set = [leader] + (asked == leader ? [] : [asked]) + some
            if isMajority(set, of: members, state) { sets.append((set, false)) }
        }
        return sets
    }

    /// A member serves clients once it has published itself.
    func serve(_ place: Int, _ state: inout State) {
        let machine = state.machines[place]
        let own = logs[machine.applied].members.first { $0.id == machine.id }
        if own?.hasRun == true { state.machines[place].flags.insert(.serves) }
    }
}
