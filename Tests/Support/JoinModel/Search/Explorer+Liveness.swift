extension Explorer {
    /// From every state the good end must stay within reach, without a further fault: by what
    /// happens by itself, and by what the operator is told to do.
    func findStuck() {
        var canEnd = store.states.map { model.isGood($0) || !model.mayOperate($0) }
        fairSteps.sort { $0.to < $1.to }
        var first = [Int](repeating: 0, count: canEnd.count + 1)
        for step in fairSteps { first[Int(step.to) + 1] += 1 }
        for index in 1..<first.count { first[index] += first[index - 1] }
        var queue = canEnd.indices.filter { canEnd[$0] }
        while let state = queue.popLast() {
            for step in fairSteps[first[state]..<first[state + 1]] where !canEnd[Int(step.from)] {
                canEnd[Int(step.from)] = true
                queue.append(Int(step.from))
            }
        }
        let stuck = canEnd.indices.filter { !canEnd[$0] }.map { UInt32($0) }
        // Those that only wander on are shown by where they end.
        let atRest = stuck.filter { model.isAtRest(store.states[Int($0)]) }
        note(stuck: atRest.isEmpty ? stuck : atRest)
    }
}

extension Model {
    /// Whether each machine that is described is a member at work, and all have the same.
    func isGood(_ state: State) -> Bool {
        guard state.head != 0 else { return false }
        let members = logs[state.head].members
        return decider.described[1].machines.allSatisfy { number in
            places.contains {
                let machine = state.machines[$0]
                return machine.number == number && machine.runs && machine.log == state.head
                    && members.contains { $0.id == machine.id && $0.hasRun }
            }
        }
    }

    /// Whether everything is mended, and each machine is where it stays.
    func isAtRest(_ state: State) -> Bool {
        state.links == 0
            && places.allSatisfy {
                let machine = state.machines[$0]
                let isStaying = machine.runs || machine.phase == .ended || machine.phase == .waiting
                let isDescribed = decider.described[Int(machine.description)].has(machine.number)
                return isStaying && !machine.has(.slow) && !machine.has(.detached)
                    || !isDescribed && !machine.isOn
            }
    }
}
