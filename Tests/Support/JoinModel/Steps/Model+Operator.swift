/// What the operator does by the sentences that the gates print, and only where it is true what
/// they ask: data is given up where it is lost.
extension Model {
    func mayOperate(_ state: State) -> Bool { state.operations < scenario.operations }

    mutating func operate(_ state: State, _ place: Int) {
        let machine = state.machines[place]
        if machine.has(.mute) {
            // Of the agent of before, a new one is told by the others' sentences.
            var next = state
            next.machines[place].flags.remove(.mute)
            add(next, .operatorUpgradesAgent, place)
        }
        guard mayOperate(state), let order = decision(at: place, state).order else { return }
        var next = state
        next.operations += 1
        switch order {
        case .found(let silent):
            let isHasty = scenario.options.contains(.hasty) || mutation == .foundsBesideData
            let mayLose = silent.contains { hasHistory($0, state) || isBegun($0, state) }
            guard isHasty || !mayLose else { return }
            // Whoever types it knows where it was typed before.
            guard places.allSatisfy({ state.machines[$0].without == 0 || $0 == place }) else {
                return
            }
            for number in silent { next.machines[place].without |= 1 << number }
            add(next, .operatorFounds, place)
        case .putAside: putAside(next, place)
        case .giveUp: replace([machine.number], of: state, next, if: true)
        case .forget(let numbers): replace(numbers, of: state, next, if: !hasHistory(state))
        case .force(let keepers, let netboot): force(keepers, netboot, state, next)
        case .removeMembers(let ids):
            for id in ids where !hasDisk(id, state) {
                removeByHand(id, next, .operatorRemovesMember)
            }
        case .mount:
            // If there is nothing to mount, the disk itself is gone.
            guard machine.hiddenLog == 0 else { return }
            next.machines[place].flags.subtract([.detached, .mountKnown])
            add(next, .operatorCorrectsMounts, place)
        case .apply(let numbers):
            for other in places where numbers.contains(state.machines[other].number) {
                guard decider.described[1].has(state.machines[other].number) else { continue }
                let mustFound = scenario.options.contains(.isThere) && !hasHistory(state)
                next.machines[other].description = mustFound ? 2 : 1
            }
            add(next, .operatorApplies, place)
        case .install:
            next.machines[place].flags.remove(.held)
            add(next, .operatorInstalls, place)
        case .switchOffTwin:
            guard let twin = twin(of: place, state) else { return }
            // The one that is no member.
            let gone =
                state.machines[place].log == 0 && state.machines[twin].log != 0 ? place : twin
            next.machines[gone].cut()
            add(next, .operatorSwitchesOff, gone)
        }
    }

    private mutating func replace(
        _ numbers: [UInt8],
        of state: State,
        _ paid: State,
        if isLost: Bool
    ) {
        for place in places where numbers.contains(state.machines[place].number) {
            let machine = state.machines[place]
            guard isLost, machine.isAnswering, machine.log == 0, machine.hiddenLog == 0 else {
                continue
            }
            var next = paid
            next.machines[place].forget()
            add(next, .operatorReplaces, place)
        }
    }

    /// Whether any disk has the data of a cluster that was at work.
    private func hasHistory(_ state: State) -> Bool {
        decider.described[1].machines.contains { hasHistory($0, state) }
    }

    /// Whether a machine is on that begins a cluster: within seconds, that has data.
    private func isBegun(_ number: UInt8, _ state: State) -> Bool {
        places.contains {
            let machine = state.machines[$0]
            let isBegun = machine.standing == .begun || machine.standing == .begunAlone
            return machine.number == number && machine.isOn && isBegun
        }
    }

    private func hasHistory(_ number: UInt8, _ state: State) -> Bool {
        places.contains {
            let machine = state.machines[$0]
            return machine.number == number
                && [machine.log, machine.hiddenLog].contains { logs[$0].hasHistory }
        }
    }

    /// `bootcmd join --alone`, on the keeper that is named or, where data is to be compared, on the
    /// one with the most.
    private mutating func force(
        _ keepers: [UInt8],
        _ netboot: [UInt8],
        _ state: State,
        _ paid: State
    ) {
        let running = places.filter {
            keepers.contains(state.machines[$0].number) && state.machines[$0].runs
        }
        // Only once nothing continues by itself any more, and the others' data is lost for good.
        guard running.count == keepers.count, state.head != 0,
            places.allSatisfy({ isAtRest(state.machines[$0]) }),
            let keeper = newest(of: running, state)
        else { return }
        let machine = state.machines[keeper]
        guard hasLostMajority(machine.applied, state) else { return }
        let members = logs[machine.applied].members
        guard log(of: machine).depth == 0 || members.has(machine.id) else { return }
        var next = paid
        var term = logs[machine.applied].term
        for place in places where state.machines[place].log != 0 {
            term = max(term, log(of: state.machines[place]).term)
        }
        let log = logs.log(machine.applied, .forced, machine.id, term: term + 1)
        (next.machines[keeper].log, next.machines[keeper].applied) = (log, log)
        serve(keeper, &next)
        next.head = log
        next.used += 1
        let rest = places.filter { netboot.contains(state.machines[$0].number) }
        let isWorse = !hasHead(keeper, state) && rest.contains { hasHead($0, state) }
        for place in rest {
            next.wipe(place, logs)
            next.used += 1
        }
        add(next, .operatorForces, keeper, 0, isWorse ? .newestGivenUp : nil)
    }

    private func isAtRest(_ machine: Machine) -> Bool {
        machine.log != 0 || machine.phase == .waiting || machine.phase == .off
    }

    private func hasHead(_ place: Int, _ state: State) -> Bool {
        logs.log(state.machines[place].applied, has: state.head)
    }

    /// The one with the most, as `snapshot status` shows it.
    private func newest(of keepers: [Int], _ state: State) -> Int? {
        keepers.first { hasHead($0, state) }
            ?? keepers.max {
                logs[state.machines[$0].applied].depth < logs[state.machines[$1].applied].depth
            }
    }

    mutating func removeByHand(_ id: UInt8, _ state: State, _ event: Event) {
        for leader in places where state.machines[leader].has(.serves) {
            guard led(by: leader, state) != nil, log(of: state.machines[leader]).members.has(id),
                mayRemove(id, leader, state)
            else { continue }
            add(commit(state, leader, .removed, id, via: leader), event, leader, id)
            return
        }
    }

    /// Whether a machine's etcd waits in vain: a quorum lists nobody at its URL.
    func isUnlisted(_ place: Int, _ state: State) -> Bool {
        let machine = state.machines[place]
        guard machine.log != 0, !machine.has(.serves) else { return false }
        return places.contains { leader in
            let members = log(of: state.machines[leader]).members
            return led(by: leader, state) != nil
                && !members.contains { $0.machine == machine.number }
        }
    }

    /// What `bootcmd status` prints of a member that was removed while its data was here: move the
    /// data away, and start etcd.
    mutating func bringBack(_ state: State, _ place: Int) {
        // One that is not described any more was taken out for good.
        guard mayOperate(state), state.head != 0, !state.machines[place].has(.detached),
            decider.described[1].has(state.machines[place].number)
        else { return }
        var next = state
        next.operations += 1
        putAside(next, place)
    }

    private mutating func putAside(_ paid: State, _ place: Int) {
        var next = paid
        next.lose(paid.machines[place].log, of: paid.machines[place].id, logs)
        next.machines[place].loseLog()
        next.machines[place].forget()
        next.machines[place].endLook(.waiting)
        add(next, .operatorBringsBack, place)
    }
}
