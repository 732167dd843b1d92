/// Histories by chance, each much longer than what can be explored: faults come again and again,
/// and at the end everything is mended and must come to its good end.
package struct RandomWalk {
    package let scenario: Scenario
    /// Histories, and steps of all of them together.
    private(set) package var histories = 0
    private(set) package var steps = 0
    private(set) package var faults = 0
    /// What was violated, with the seed of the history, and its last steps.
    private(set) package var findings: [(seed: UInt64, violation: Violation, trace: [String])] = []

    package init(_ scenario: Scenario) {
        self.scenario = scenario
    }

    /// Walks one history of at most so many steps.
    package mutating func walk(seed: UInt64, steps limit: Int = 4000) throws {
        var chance = Chance(seed: seed)
        var model = try Model(scenario)
        var state = model.start
        var trace: [Step] = []
        histories += 1
        for _ in 0..<limit {
            // IDs, terms and lengths of logs are small numbers.
            guard state.nextID < 60, model.logs[state.head].depth < 200 else { break }
            let isFault = chance.next() % 40 == 0
            state.budget = isFault ? 1 : 0
            (state.used, state.operations) = (state.used + state.operations, 0)
            state.writes = UInt8(chance.next() % 8 == 0 ? 1 : 0)
            model.look(at: state)
            guard let step = choice(of: model.steps, isFault: isFault, &chance) else { continue }
            steps += 1
            if isFault { faults += 1 }
            trace.append(step)
            if let violation = step.violation { return note(violation, seed, trace, model) }
            state = step.state
            // Of each history apart: how many IDs were used for how many cuts.
            if state.used > 100 { (state.used, state.additions) = (50, min(state.additions, 50)) }
        }
        settle(state, seed, &trace, &model, &chance)
    }

    private func choice(of all: [Step], isFault: Bool, _ chance: inout Chance) -> Step? {
        let steps = all.filter { $0.event.isFault == isFault }
        return steps.isEmpty ? nil : steps[Int(chance.next() % UInt64(steps.count))]
    }

    /// Without faults, everything comes to its end.
    private mutating func settle(
        _ start: State,
        _ seed: UInt64,
        _ trace: inout [Step],
        _ model: inout Model,
        _ chance: inout Chance
    ) {
        var state = start
        (state.budget, state.writes) = (0, 0)
        for _ in 0..<20_000 {
            if model.isGood(state) { return }
            guard state.nextID < 62, model.logs[state.head].depth < 250 else { return }
            (state.used, state.operations) = (min(state.used, 200) + state.operations, 0)
            model.look(at: state)
            guard let step = choice(of: model.steps, isFault: false, &chance) else { break }
            steps += 1
            trace.append(step)
            if let violation = step.violation { return note(violation, seed, trace, model) }
            state = step.state
        }
        note(.stuck, seed, trace, model)
    }

    private mutating func note(
        _ violation: Violation,
        _ seed: UInt64,
        _ trace: [Step],
        _ model: Model
    ) {
        let lines = trace.suffix(40).map { model.text($0) }
        let waits = trace.last.map { model.waits($0.state) }
        findings.append((seed, violation, lines + [waits ?? ""]))
    }
}

/// Numbers by chance, the same for the same seed (splitmix64).
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }
}
