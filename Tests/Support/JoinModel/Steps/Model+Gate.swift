/// The gate: one look after another, until etcd may start.
extension Model {
    mutating func startLook(_ state: State, _ place: Int) {
        var next = state
        let machine = state.machines[place]
        // While a founding by hand must stand, what the others are about to do is done.
        let isAlone = decider.decisions[Int(machine.settling)].action == .foundAlone
        guard !isAlone || !isAnyBusy(besides: place, state) else { return }
        let number = decider.decide(machine)
        // An agent of before asks nobody about a log.
        let opens =
            machine.log != 0
            && (number.map(isStart)
                ?? (machine.has(.mute) || mutation == .opensBegunLog))
        if opens {
            reopen(&next, place)
            add(next, .opened, place)
        } else if let number {
            let decision = decider.decisions[Int(number)]
            if decision.action == .found {
                found(&next, place)
                add(next, .looks, place, number)
            }
        } else {
            next.machines[place].phase = .asking
            ask(next, place)
        }
        operate(state, place)
    }

    /// Asks one of the others, or decides by what all of them said.
    mutating func ask(_ state: State, _ place: Int) {
        var next = state
        let machine = state.machines[place]
        let others = others(of: machine)
        guard Int(machine.step) < others.count else { return decide(state, place, others) }
        repeat {
            let step = Int(next.machines[place].step)
            let answer = firstAnswer(others[step], to: place, &next)
            next.machines[place].answers[step] = decider.number(answer)
            next.machines[place].step += 1
        } while scenario.options.contains(.atomic) && next.machines[place].step < others.count
        let hasAll = next.machines[place].step == others.count
        if hasAll, !scenario.options.contains(.slowLists) { return decide(next, place, others) }
        add(next, .asks, place, UInt16(next.machines[place].step))
    }

    private mutating func decide(_ state: State, _ place: Int, _ others: [UInt8]) {
        var next = state
        let machine = state.machines[place]
        let answers = others.indices.map { index in
            let first = decider.answers[Int(machine.answers[index])]
            return withList(first, of: others[index], to: place, &next)
        }
        let number = decider.decide(machine, answers, hasTwin: twin(of: place, next) != nil)
        let decision = decider.decisions[Int(number)]
        if decision.teller != 0, !machine.has(.mute) {
            next.machines[place].flags.insert(.saw)
            if mutation != .forgetsHeard { next.machines[place].heard = decision.teller }
        }
        for (index, number) in others.enumerated() {
            let answer = decider.answers[Int(machine.answers[index])]
            if answer.gate != 0 || answer.memory != 0 {
                next.machines[place].without &= ~(1 << number)
            }
        }
        let hasStood = !decision.settles || machine.settling == number
        switch decision.action {
        case _ where !hasStood:
            next.machines[place].endLook(.waiting)
            next.machines[place].settling = number
        case .wait: next.machines[place].endLook(.waiting)
        case .found where machine.has(.mute) && state.head != 0:
            // What an agent of before would do here is what was wrong with it.
            next.machines[place].endLook(.waiting)
        case .found where machine.log != 0: reopen(&next, place)
        case .found: found(&next, place)
        case .foundAlone:
            found(&next, place)
            next.machines[place].flags.insert(.alone)
            if mutation != .forgetsBegun { next.machines[place].standing = .begunAlone }
        case .join:
            next.machines[place].endLook(.joining)
            next.machines[place].standing = .announced
            next.machines[place].announced = decision.id
            next.machines[place].announcedEnvironment = decision.environment
            next.machines[place].environment = decision.environment
        case .remove, .announce:
            next.machines[place].endLook(.acting)
            next.machines[place].act = number
            if decision.action == .remove {
                next.machines[place].settling = number
            } else {
                announce(.announcing, &next.machines[place])
            }
        }
        add(next, .decides, place, number)
    }

    private func isStart(_ number: UInt16) -> Bool {
        decider.decisions[Int(number)].action == .found
    }

    /// Opens for an etcd that has a log.
    private func reopen(_ state: inout State, _ place: Int) {
        state.machines[place].endLook(.running)
        state.machines[place].environment = 0
        switch state.machines[place].standing {
        case .begun, .begunAlone: state.machines[place].without = 0
        default: state.machines[place].rememberData()
        }
    }

    private func isAnyBusy(besides place: Int, _ state: State) -> Bool {
        places.contains {
            $0 != place && [.asking, .founding].contains(state.machines[$0].phase)
        }
    }

    private func announce(_ standing: Machine.Standing, _ machine: inout Machine) {
        machine.standing = standing
        (machine.announced, machine.announcedEnvironment) = (0, 0)
    }

    /// Remembers that etcd is about to be started as a founder, and opens.
    private func found(_ state: inout State, _ place: Int) {
        state.machines[place].endLook(.founding)
        state.machines[place].flags.remove(.alone)
        guard mutation != .forgetsBegun else { return }
        announce(.begun, &state.machines[place])
    }

    /// Changes the cluster's list of members, as was decided.
    mutating func act(_ state: State, _ place: Int) {
        let machine = state.machines[place]
        let decision = decider.decisions[Int(machine.act)]
        let isRemoval = decision.action == .remove
        var failed = state
        failed.machines[place].endLook(.waiting, keepsSettling: true)
        if isRemoval, machine.log != 0, mutation != .actsBlindly {
            return add(failed, .looksAgain, place)
        }
        guard let asked = self.place(of: decision.through, from: place, state),
            state.machines[asked].has(.serves), state.machines[asked].runs,
            !state.machines[asked].has(.slow), let leader = leader(of: asked, state)
        else { return add(failed, isRemoval ? .removeFails : .addFails, place) }
        if isRemoval {
            remove(decision.id, through: asked, leader, state, place, orElse: failed)
        } else {
            join(through: asked, leader, state, place, orElse: failed)
        }
    }

    private mutating func remove(
        _ id: UInt8,
        through asked: Int,
        _ leader: Int,
        _ state: State,
        _ place: Int,
        orElse failed: State
    ) {
        guard logs[state.machines[asked].applied].members.has(id), mayRemove(id, asked, state),
            log(of: state.machines[leader]).members.has(id)
        else { return add(failed, .removeFails, place) }
        addLate(.removal, id, failed, place)
        let hadMore = log(of: state.machines[leader]).members.count > 1
        for (next, violation) in commit(state, leader, .removed, id, via: asked) {
            var next = next
            next.machines[place].endLook(.waiting, keepsSettling: true)
            let takesQuorum = hadMore && !hasQuorum(next)
            let wrong =
                violation ?? removal(of: id, by: place, state) ?? (takesQuorum ? .quorumTaken : nil)
            add(next, .removed, place, UInt16(id), wrong)
        }
    }

    private mutating func join(
        through asked: Int,
        _ leader: Int,
        _ state: State,
        _ place: Int,
        orElse failed: State
    ) {
        let machine = state.machines[place]
        let known = [logs[state.machines[asked].applied], log(of: state.machines[leader])]
        guard !known.contains(where: { $0.members.entry(of: machine.number) != nil }),
            mayAdd(asked, state)
        else {
            // `unhealthy cluster` at once, or `Peer URLs already exists` when it is applied.
            var refused = failed
            announce(.none, &refused.machines[place])
            return add(refused, .addRefused, place)
        }
        addLate(.addition, machine.number, failed, place)
        let id = state.nextID
        let hadMore = log(of: state.machines[leader]).members.count > 1
        for (next, violation) in commit(
            state,
            leader,
            .added,
            id,
            machine: machine.number,
            via: asked
        ) {
            var next = next
            next.nextID += 1
            next.additions += 1
            let list = decider.list(logs[next.machines[asked].applied].list)
            let member = decider.described[Int(machine.description)][machine.number].member
            next.machines[place].endLook(.added, keepsSettling: true)
            next.machines[place].added = id
            next.machines[place].environment = decider.environment(id, member, list)
            let takesQuorum = hadMore && !hasQuorum(next)
            let wrong = violation ?? addition(by: place, next) ?? (takesQuorum ? .quorumTaken : nil)
            add(next, .added, place, UInt16(id), wrong)
            guard state.budget > 0, scenario.faults.contains(.replyLost) else { continue }
            next.pay()
            next.machines[place].endLook(.waiting)
            next.machines[place].environment = 0
            add(next, .replyLost, place, UInt16(id), wrong)
        }
    }

    /// A request that timed out, and may be carried out later.
    private mutating func addLate(
        _ late: State.Late,
        _ subject: UInt8,
        _ failed: State,
        _ place: Int
    ) {
        guard failed.budget > 0, scenario.faults.contains(.late), failed.late == .none else {
            return
        }
        var next = failed
        next.pay()
        (next.late, next.lateSubject) = (late, subject)
        add(next, .requestIsLate, place, UInt16(subject))
    }

    /// Writes down what `member add` answered, and opens.
    mutating func record(_ state: State, _ place: Int) {
        var next = state
        next.machines[place].standing = .announced
        next.machines[place].announced = state.machines[place].added
        next.machines[place].announcedEnvironment = state.machines[place].environment
        next.machines[place].endLook(.joining)
        add(next, .recorded, place)
    }
}
