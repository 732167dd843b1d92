/// What the machines answer to a gate.
extension Model {
    /// What a machine answers at first, on both ports.
    func firstAnswer(_ number: UInt8, to asker: Int, _ state: inout State) -> Answer {
        var answer = Answer()
        guard let place = place(of: number, from: asker, state) else { return answer }
        let machine = state.machines[place]
        guard machine.runs else {
            let isAnswering = machine.isAnswering && !machine.has(.mute)
            answer.port = isAnswering ? .accepts : .refuses
            if isAnswering, !machine.has(.slow) { answer.gate = decider.gate(of: machine) }
            return answer
        }
        answer.port = .accepts
        guard !machine.has(.slow) else { return answer }
        if decider.hasCurl { answer.memory = logs[machine.applied].list }
        guard machine.has(.serves) else { return answer }
        answer.hasStatus = true
        (answer.term, answer.index) = (log(of: machine).term, log(of: machine).depth)
        if let leader = leader(of: place, state) {
            answer.leader = state.machines[leader].id
            answer.hasQuorum = true
            read(through: place, leader, &state)
        }
        return answer
    }

    /// The same answer, with the list of members that is asked for afterwards.
    func withList(_ answer: Answer, of number: UInt8, to asker: Int, _ state: inout State) -> Answer
    {
        guard answer.hasQuorum || !decider.hasCurl && answer.hasStatus,
            let place = place(of: number, from: asker, state), state.machines[place].runs,
            !state.machines[place].has(.slow)
        else { return answer }
        var answer = answer
        if scenario.options.contains(.localLists) {
            answer.listed = logs[state.machines[place].applied].list
        } else if state.machines[place].has(.serves), let leader = leader(of: place, state) {
            read(through: place, leader, &state)
            answer.listed = log(of: state.machines[leader]).list
        }
        return answer
    }

    /// A read through a quorum has the member apply all that was committed.
    private func read(through place: Int, _ leader: Int, _ state: inout State) {
        let log = state.machines[leader].log
        if logs.log(log, has: state.machines[place].applied) {
            (state.machines[place].log, state.machines[place].applied) = (log, log)
        }
        state.machines[leader].applied = log
    }

    /// What a gate would decide now, if it asked all at once.
    func decision(at place: Int, _ state: State) -> Decision {
        let machine = state.machines[place]
        if let number = decider.decide(machine) { return decider.decisions[Int(number)] }
        var state = state
        let others = others(of: machine)
        let first = others.map { firstAnswer($0, to: place, &state) }
        let answers = zip(others, first).map { withList($1, of: $0, to: place, &state) }
        let number = decider.decide(machine, answers, hasTwin: twin(of: place, state) != nil)
        return decider.decisions[Int(number)]
    }
}
