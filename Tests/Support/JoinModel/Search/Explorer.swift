/// Finds all states that can be reached, breadth first: the first trace to a violation is a
/// shortest one.
package final class Explorer {
    /// A violation, with how often it was found, and the way to it.
    package struct Finding {
        package let violation: Violation
        package var count = 1
        /// Each event, and the state after it.
        package let trace: [String]
    }

    var model: Model
    let store = StateStore()
    /// Where a step that is no fault leads from, and to.
    var fairSteps: [(from: UInt32, to: UInt32)] = []
    private(set) package var findings: [Finding] = []
    /// Whether every state was looked at.
    private(set) package var isComplete = false
    private(set) package var steps = 0

    package init(_ scenario: Scenario) throws {
        model = try Model(scenario)
    }

    /// How many states there are.
    package var count: Int { store.states.count }
    /// How many decisions were asked of the project's own code.
    package var decisions: Int { model.decider.count }

    /// Looks at all states; stops early at so many, or at a violation that is looked for.
    package func explore(limit: Int = .max, until wanted: Violation? = nil) {
        _ = store.insert(model.start, parent: StateStore.none)
        var next = 0
        while next < store.states.count {
            guard store.states.count <= limit else { return }
            model.look(at: store.states[next])
            for step in model.steps {
                steps += 1
                if let violation = step.violation {
                    note(violation, from: UInt32(next), by: step)
                    if violation == wanted { return }
                    // What follows is no history of a gate that keeps its promises.
                    continue
                }
                let (number, _) = store.insert(step.state, parent: UInt32(next))
                if step.event.isFair, number != UInt32(next) {
                    fairSteps.append((UInt32(next), number))
                }
            }
            next += 1
        }
        isComplete = true
        findStuck()
    }

    private func note(_ violation: Violation, from state: UInt32, by step: Step) {
        if let known = findings.firstIndex(where: { $0.violation == violation }) {
            findings[known].count += 1
            return
        }
        let steps = model.steps
        let trace = trace(to: state) + [model.text(step)]
        findings.append(Finding(violation: violation, trace: trace))
        model.restore(steps)
    }

    /// Adds states from which the good end is out of reach to what was found.
    func note(stuck: [UInt32]) {
        guard let first = stuck.first else { return }
        var trace = trace(to: first)
        trace.append(model.waits(store.states[Int(first)]))
        findings.append(Finding(violation: .stuck, count: stuck.count, trace: trace))
    }

    private func trace(to number: UInt32) -> [String] {
        let path = store.path(to: number)
        var lines = [model.text(store.states[Int(path[0])])]
        for (from, to) in zip(path, path.dropFirst()) {
            model.look(at: store.states[Int(from)])
            let reached = store.states[Int(to)]
            guard let step = model.steps.first(where: { store.isSame($0.state, reached) }) else {
                continue
            }
            lines.append(model.text(step))
        }
        return lines
    }

    /// What was found, in lines.
    package var report: String {
        findings.map { finding in
            "\(finding.violation.rawValue), \(finding.count) times; a shortest history:\n"
                + finding.trace.enumerated().map { "  \($0.offset). \($0.element)" }
                .joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
