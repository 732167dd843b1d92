import JoinModel

/// What is asked of the model, and what it says.
struct Command {
    var scenario: Scenario
    /// How long to walk; nil to look at every state.
    var seconds: UInt?
    var seed: UInt64 = 1
    var limit = Int.max

    /// Reads what is to be done.
    init(reading words: [String]) throws(UsageError) {
        var words = words[...]
        let isWalk = words.first == "walk"
        if isWalk { words.removeFirst() }
        guard let name = words.popFirst(), let number = words.popFirst().flatMap({ UInt($0) }),
            let budget = UInt8(exactly: isWalk ? 1 : number),
            let scenario = Scenario(name, budget: budget)
        else { throw UsageError(word: nil) }
        (self.scenario, seconds) = (scenario, isWalk ? number : nil)
        for word in words { try read(word) }
    }

    private mutating func read(_ word: String) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        let value = parts.count > 1 ? parts[1] : ""
        switch parts[0] {
        case "writes": scenario.writes = UInt8(value) ?? 1
        case "operations": scenario.operations = UInt8(value) ?? 2
        case "limit": limit = Int(value) ?? .max
        case "seed": seed = UInt64(value) ?? 1
        case "faults":
            scenario.faults = []
            for name in value.split(separator: ",").map(String.init) {
                guard let fault = Scenario.Fault(rawValue: name) else {
                    throw UsageError(word: name)
                }
                scenario.faults.insert(fault)
            }
        case "mutation":
            guard let mutation = Mutation(rawValue: value) else { throw UsageError(word: value) }
            scenario.mutation = mutation
        default:
            guard let option = Scenario.Options.named[word] else { throw UsageError(word: word) }
            scenario.options.insert(option)
        }
    }

    /// Whether nothing is violated.
    func run() throws -> Bool {
        if let seconds { return try walk(for: .seconds(seconds)) }
        let clock = ContinuousClock()
        let explorer = try Explorer(scenario)
        let time = clock.measure { explorer.explore(limit: limit) }
        print(
            "\(scenario.name), \(scenario.budget) faults: \(explorer.count) states, "
                + "\(explorer.steps) steps, \(explorer.decisions) decisions, "
                + "\(explorer.isComplete ? "complete" : "CUT at the limit"), "
                + "\(time.components.seconds) s"
        )
        print(explorer.report.isEmpty ? "nothing is violated" : explorer.report)
        return explorer.isComplete && explorer.findings.isEmpty
    }

    private func walk(for time: Duration) throws -> Bool {
        let end = ContinuousClock.now + time
        var (walk, seed) = (RandomWalk(scenario), seed)
        while ContinuousClock.now < end, walk.findings.isEmpty {
            try walk.walk(seed: seed)
            seed += 1
        }
        print(
            "\(scenario.name), seeds \(self.seed) to \(seed - 1), \(time.components.seconds) s: "
                + "\(walk.histories) histories, \(walk.steps) steps, \(walk.faults) faults"
        )
        for finding in walk.findings {
            print("seed \(finding.seed): \(finding.violation.rawValue)")
            for line in finding.trace { print("  \(line)") }
        }
        return walk.findings.isEmpty
    }
}

/// What cannot be understood.
struct UsageError: Error, CustomStringConvertible {
    let word: String?

    var description: String {
        guard let word else {
            return """
                join-model SCENARIO FAULTS [OPTION...], or join-model walk SCENARIO SECONDS [OPTION...]
                  SCENARIO: birth3 born3 half3 twin3 grow1to3 shrink3to2, with any numbers up to 5
                  OPTION: writes=N operations=N faults=NAME,NAME mutation=NAME limit=STATES seed=N \
                \(Scenario.Options.named.keys.sorted().joined(separator: " "))
                  faults: \(Scenario.Fault.allCases.map(\.rawValue).joined(separator: " "))
                  mutations: \(Mutation.allCases.map(\.rawValue).joined(separator: " "))
                """
        }
        return "what is '\(word)'?"
    }
}
