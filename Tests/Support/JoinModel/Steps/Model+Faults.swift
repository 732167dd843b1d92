/// What goes wrong.
extension Model {
    mutating func faults(_ state: State, _ place: Int) {
        let machine = state.machines[place]
        fault(.off, .off, state, place, machine.isOn) { $0.machines[place].cut() }
        if scenario.options.contains(.lag), machine.runs, machine.applied == machine.log,
            log(of: machine).depth > 1, log(of: machine).parent != 0
        {
            let parent = log(of: machine).parent
            fault(.off, .offForgetting, state, place, true) {
                $0.machines[place].cut()
                $0.machines[place].applied = parent
            }
        }
        let isUsed = machine.isOn || machine.log != 0 || machine.standing != .none
        fault(.wipe, .wiped, state, place, isUsed) { [logs] in $0.wipe(place, logs) }
        fault(.stop, .stopped, state, place, machine.runs) {
            $0.machines[place].phase = .stopped
            $0.machines[place].flags.subtract([.serves, .slow])
        }
        let isThere = machine.runs || machine.isAnswering
        fault(.slow, .slows, state, place, isThere && !machine.has(.slow)) {
            $0.machines[place].flags.insert(.slow)
        }
        faultsOfDisk(state, place)
        faultsOfNetwork(state, place)
        guard scenario.faults.contains(.operatorRemove), led(by: place, state) != nil else {
            return
        }
        var next = state
        next.pay()
        // One that was added a moment ago nobody takes out before it has started.
        let coming = places.filter {
            state.machines[$0].phase == .added || state.machines[$0].phase == .joining
        }
        for entry in log(of: machine).members
        where !coming.contains(where: { state.machines[$0].number == entry.machine }) {
            removeByHand(entry.id, next, .operatorRemoves)
        }
    }

    private mutating func faultsOfDisk(_ state: State, _ place: Int) {
        let machine = state.machines[place]
        let (hasDisk, isOff) = (machine.log != 0 && !machine.has(.detached), !machine.isOn)
        // From the first start of etcd until it has published itself, only the log knows of it:
        // that takes less than a second, and then the record does. None is lost without the other.
        let isKnown = isRecorded(machine)
        fault(.loseData, .dataLost, state, place, hasDisk && isKnown) { [logs] in
            $0.machines[place].cut()
            $0.lose(machine.log, of: machine.id, logs)
            $0.machines[place].loseLog()
        }
        fault(.unmount, .unmounted, state, place, hasDisk && isOff) {
            $0.machines[place].swapDisks()
            $0.machines[place].flags.insert(.mountKnown)
        }
        fault(.detach, .detached, state, place, hasDisk && isOff && isKnown) {
            $0.machines[place].swapDisks()
        }
        for (kind, event, flag) in [
            (Scenario.Fault.reinstall, Event.reinstalled, Machine.Flags.mountKnown),
            (.lateDisk, .reinstalledBeforeDisk, .late),
        ] {
            fault(kind, event, state, place, hasDisk && isKnown) {
                $0.reset(place)
                $0.machines[place].hiddenLog = machine.log
                $0.machines[place].hiddenApplied = machine.applied
                $0.machines[place].hiddenID = machine.id
                $0.machines[place].flags.formUnion([.detached, flag])
            }
        }
        fault(.upgrade, .upgraded, state, place, hasDisk && !machine.has(.held)) {
            $0.machines[place].flags.insert(.held)
            $0.machines[place].flags.subtract([.serves, .slow])
            if machine.runs { $0.machines[place].phase = .waiting }
        }
    }

    private func isRecorded(_ machine: Machine) -> Bool {
        guard mutation == .forgetsBegun || mutation == .forgetsStart else {
            return machine.standing == .member
        }
        return logs[machine.applied].members.contains { $0.id == machine.id && $0.hasRun }
    }

    private mutating func faultsOfNetwork(_ state: State, _ place: Int) {
        let linked = places.filter { $0 != place && state.isLinked(place, $0) }
        fault(.isolate, .isolated, state, place, linked.count > 1) {
            for other in linked { $0.cutLink(place, other) }
        }
        for other in linked where other < place {
            fault(.cutLink, .linkCut, state, place, true) { $0.cutLink(place, other) }
        }
    }

    private mutating func fault(
        _ fault: Scenario.Fault,
        _ event: Event,
        _ state: State,
        _ place: Int,
        _ isPossible: Bool,
        _ change: (inout State) -> Void
    ) {
        guard isPossible, scenario.faults.contains(fault) else { return }
        var next = state
        next.pay()
        change(&next)
        add(next, event, place)
    }

    /// What comes to an end again.
    mutating func disk(_ state: State, _ place: Int) {
        let machine = state.machines[place]
        var next = state
        let mayMount = machine.phase != .running && machine.phase != .ended
        if machine.has(.detached), !machine.isOn || machine.log == 0, mayMount {
            next.machines[place].swapDisks()
            next.machines[place].flags.remove(.mountKnown)
            add(next, .mounted, place)
        }
        if machine.has(.slow) {
            next = state
            next.machines[place].flags.remove(.slow)
            add(next, .answersAgain, place)
        }
    }

    /// What happens to all.
    mutating func together(_ state: State) {
        var next = state
        next.heal()
        if next.links != state.links { add(next, .linksHeal, 0) }
        guard state.budget > 0, scenario.faults.contains(.allOff) else { return }
        next = state
        next.pay()
        for place in places where next.machines[place].isOn { next.machines[place].cut() }
        add(next, .allOff, 0)
    }
}
