/// What an etcd does that was started.
extension Model {
    mutating func startEtcd(_ state: State, _ place: Int) {
        let machine = state.machines[place]
        var next = state
        next.machines[place].environment = 0
        next.machines[place].without = 0
        if machine.log != 0 {
            // The disk came meanwhile: with a log, nothing else counts.
            next.machines[place].endLook(.running)
            return add(next, .etcdStarts, place, UInt16(machine.id))
        }
        next.machines[place].endLook(.waiting)
        guard let (log, id) = firstLog(of: place, state) else {
            return add(next, .etcdFails, place)
        }
        if machine.phase == .founding, machine.has(.alone) { next.nextID += 1 }
        next.machines[place].flags.remove(.alone)
        (next.machines[place].log, next.machines[place].applied) = (log, log)
        next.machines[place].id = id
        next.machines[place].endLook(.running)
        next.machines[place].flags.remove(.serves)
        add(next, .etcdStarts, place, UInt16(id), beginning(log, id, at: place, state))
    }

    /// The log that an etcd without one begins, and its ID; nil if it ends.
    private func firstLog(of place: Int, _ state: State) -> (LogNumber, UInt8)? {
        let machine = state.machines[place]
        guard machine.phase == .founding else {
            let machines = decider.machines(inEnvironment: machine.environment)
            // `ValidateClusterAndAssignIDs`: as many as the first peer lists, at the same URLs.
            guard let told = told(machines, to: place, state),
                told.members.map(\.machine).sorted() == machines,
                let own = told.members.entry(of: machine.number)
            else { return nil }
            return (logs.joined(told.list), own.id)
        }
        if machine.has(.alone) {
            let cluster = LogTable.cluster(foundedBy: state.nextID)
            return (logs.founded(cluster, by: [machine.number]), state.nextID)
        }
        let cluster = Scenario.cluster(of: machine.description)
        let id = logs.founderID(machine.number, cluster)
        // `isMemberBootstrapped`
        let told = told(others(of: machine), to: place, state)
        if told?.members.contains(where: { $0.id == id && $0.hasRun }) == true { return nil }
        let machines = decider.described[Int(machine.description)].machines
        return (logs.founded(cluster, by: machines), id)
    }

    mutating func run(_ state: State, _ place: Int) {
        let machine = state.machines[place]
        if isTurnedAway(place, state) {
            var next = state
            next.machines[place].phase = .ended
            next.machines[place].flags.remove(.serves)
            add(next, .turnedAway, place)
        }
        // Once etcd is ready, its unit has the gate remember that.
        if machine.has(.serves), machine.standing != .member, !machine.has(.mute),
            mutation != .forgetsStart, mutation != .forgetsBegun
        {
            var next = state
            next.machines[place].rememberData()
            add(next, .remembersStart, place)
        }
    }

    /// What the members do together.
    mutating func cluster(_ state: State) {
        for leader in places {
            guard let followers = led(by: leader, state) else { continue }
            heartbeat(state, leader, followers)
            let members = log(of: state.machines[leader]).members
            for place in followers {
                let id = state.machines[place].id
                guard members.contains(where: { $0.id == id && !$0.hasRun }) else { continue }
                add(commit(state, leader, .published, id, via: place), .published, place, id)
            }
            let own = members.first { $0.id == state.machines[leader].id }
            if state.writes > 0, own?.hasRun == true {
                var next = state
                next.writes -= 1
                let subject = state.writes
                add(commit(next, leader, .written, subject, via: leader), .clientWrites, leader, 0)
            }
            if state.late != .none { carryOutLate(state, leader, members) }
        }
        guard state.late != .none else { return }
        var next = state
        (next.late, next.lateSubject) = (.none, 0)
        add(next, .lateRequestDies, 0)
    }

    private mutating func heartbeat(_ state: State, _ leader: Int, _ followers: [Int]) {
        var next = state
        let violation = elect(leader, &next)
        let log = next.machines[leader].log
        for place in followers where logs.log(log, has: next.machines[place].applied) {
            (next.machines[place].log, next.machines[place].applied) = (log, log)
            serve(place, &next)
        }
        add(next, .heartbeat, leader, 0, violation)
    }

    private mutating func carryOutLate(_ state: State, _ leader: Int, _ members: Members) {
        var next = state
        let subject = state.lateSubject
        (next.late, next.lateSubject) = (.none, 0)
        switch state.late {
        case .addition where members.entry(of: subject) == nil:
            next.nextID += 1
            next.additions += 1
            let id = state.nextID
            let steps = commit(next, leader, .added, id, machine: subject, via: leader)
            add(steps, .lateRequestLands, leader, id)
        case .removal where members.has(subject):
            let steps = commit(next, leader, .removed, subject, via: leader)
            add(steps, .lateRequestLands, leader, subject)
        case .none, .addition, .removal: break
        }
    }

    mutating func add(
        _ ways: [(state: State, violation: Violation?)],
        _ event: Event,
        _ place: Int,
        _ detail: UInt8
    ) {
        for way in ways { add(way.state, event, place, UInt16(detail), way.violation) }
    }
}
