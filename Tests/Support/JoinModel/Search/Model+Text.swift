/// States and steps as a trace shows them.
extension Model {
    func text(_ step: Step) -> String {
        let name = decider.numbering.name(state(step).number)
        let what =
            switch step.event {
            case .decides, .looks: decider.decisions[Int(step.detail)].text
            default: step.detail == 0 ? "" : "\(step.detail)"
            }
        return "\(name) \(step.event) \(what)\n       \(text(step.state))"
    }

    private func state(_ step: Step) -> Machine { step.state.machines[Int(step.place)] }

    func text(_ state: State) -> String {
        var cut = ""
        for one in places {
            for other in 0..<one where !state.isLinked(one, other) {
                cut += " \(other + 1)|\(one + 1)"
            }
        }
        return places.map { text(state.machines[$0]) }.joined(separator: " ")
            + " head \(path(state.head))" + cut + (state.late == .none ? "" : " late \(state.late)")
    }

    private func text(_ machine: Machine) -> String {
        var words = ["\(decider.numbering.name(machine.number)) \(machine.phase)"]
        let flags: [(Machine.Flags, String)] = [
            (.slow, "slow"), (.detached, "detached"), (.mute, "mute"), (.held, "held"),
            (.serves, "serves"),
        ]
        words += flags.filter { machine.has($0.0) }.map(\.1)
        if machine.log != 0 { words.append("\(machine.id):\(path(machine.log))") }
        if machine.applied != machine.log { words.append("applied \(path(machine.applied))") }
        if machine.hiddenLog != 0 {
            words.append("below \(machine.hiddenID):\(path(machine.hiddenLog))")
        }
        words.append("\(machine.standing)")
        if machine.standing == .announced { words.append("\(machine.announced)") }
        if machine.heard != 0 { words.append("heard a\(machine.heard)") }
        for number in places where machine.without & 1 << UInt8(number) != 0 {
            words.append("without a\(number + 1)")
        }
        if machine.settling != 0 { words.append("settling") }
        return "[\(words.joined(separator: " "))]"
    }

    private func path(_ number: LogNumber) -> String {
        let log = logs[number]
        return switch log.change {
        case .none: "-"
        case .founded: "B\(log.cluster)"
        case .joined: "J\(log.cluster)"
        case .added: path(log.parent) + "+\(log.subject)"
        case .removed: path(log.parent) + "-\(log.subject)"
        case .published: path(log.parent) + "p\(log.subject)"
        case .written: path(log.parent) + "w"
        case .forced: path(log.parent) + "F\(log.subject)"
        }
    }

    /// What each machine that is not at work waits for.
    func waits(_ state: State) -> String {
        places.filter { state.machines[$0].phase == .waiting }.map { place in
            let name = decider.numbering.name(state.machines[place].number)
            return "\(name) \(decision(at: place, state).text)"
        }.joined(separator: "\n     ")
    }
}
