/// The machines, and all that can happen to them next.
struct Model {
    let scenario: Scenario
    let logs: LogTable
    let decider: Decider
    /// What can follow the state that was looked at last.
    private(set) var steps: [Step] = []

    init(_ scenario: Scenario) throws {
        self.scenario = scenario
        logs = LogTable()
        decider = try Decider(scenario, logs: logs)
    }

    var start: State { scenario.start(in: logs) }
    var places: Range<Int> { 0..<scenario.count }
    var mutation: Mutation? { scenario.mutation }

    mutating func add(
        _ state: State,
        _ event: Event,
        _ place: Int,
        _ detail: UInt16 = 0,
        _ violation: Violation? = nil
    ) {
        let step = Step(
            state: state,
            event: event,
            place: UInt8(place),
            detail: detail,
            violation: violation
        )
        steps.append(step)
    }

    /// Brings back what was found, after another state was looked at.
    mutating func restore(_ steps: [Step]) { self.steps = steps }

    /// Finds all that can follow a state.
    mutating func look(at state: State) {
        steps.removeAll(keepingCapacity: true)
        for place in places {
            machine(state, place)
            disk(state, place)
            if state.budget > 0 { faults(state, place) }
        }
        cluster(state)
        together(state)
    }

    /// What a machine does by itself.
    private mutating func machine(_ state: State, _ place: Int) {
        let machine = state.machines[place]
        switch machine.phase {
        case .off:
            // One that is not described is refused, and has no etcd.
            guard decider.described[Int(machine.description)].has(machine.number) else { return }
            // From the question for a twin to the removal it takes a few seconds, and a boot takes
            // more.
            guard !isActing(machine.number, state) else { return }
            // A look takes less time than an installation.
            let isAnyLooking = places.contains { state.machines[$0].phase == .asking }
            guard !machine.has(.isNew) || !isAnyLooking else { return }
            // That its port refuses before its gate is there says no more than that it is off.
            var next = state
            next.machines[place].phase = .waiting
            next.machines[place].flags.remove(.isNew)
            add(next, .powerOn, place)
        case .stopped:
            var next = state
            next.machines[place].phase = .waiting
            add(next, .startsAgain, place)
        case .waiting: startLook(state, place)
        case .asking: ask(state, place)
        case .acting: act(state, place)
        case .added: record(state, place)
        case .founding, .joining: startEtcd(state, place)
        case .running:
            run(state, place)
            if isUnlisted(place, state) { bringBack(state, place) }
        case .ended: bringBack(state, place)
        }
    }

    private func isActing(_ number: UInt8, _ state: State) -> Bool {
        places.contains {
            state.machines[$0].number == number && state.machines[$0].phase == .acting
        }
    }

    /// Whose machines' answers a gate waits for.
    func others(of machine: Machine) -> [UInt8] {
        decider.described[Int(machine.description)].machines.filter { $0 != machine.number }
    }

    /// Who has an address, as another machine reaches it.
    func place(of number: UInt8, from asker: Int, _ state: State) -> Int? {
        // Of twins, the one that came later has taken it.
        places.last {
            state.machines[$0].number == number && state.machines[$0].isOn
                && state.isLinked(asker, $0)
        }
    }

    /// The place of another machine of the same address that is up.
    func twin(of place: Int, _ state: State) -> Int? {
        places.first {
            $0 != place && state.machines[$0].number == state.machines[place].number
                && state.machines[$0].isOn && state.isLinked(place, $0)
        }
    }
}

/// A state that may follow another, and how.
struct Step {
    var state: State
    var event: Event
    /// The machine that it happens to, or is done by.
    var place: UInt8
    /// A decision's number, or a member's.
    var detail: UInt16
    var violation: Violation?
}
