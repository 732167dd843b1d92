import Basics
import Cluster
import Etcd
import Join

/// Asks the project's own functions, over values that it makes of numbers, and remembers what they
/// said.
final class Decider {
    let logs: LogTable
    let mutation: Mutation?
    let numbering = Numbering()
    let described: [Described]
    let etcd: Version
    /// Without curl no peer port can be asked for its members.
    let hasCurl: Bool
    private(set) var decisions = [Decision()]
    private(set) var answers = [Answer()]
    private(set) var gates: [GateAnswer?] = [nil]
    private var decisionNumbers: [String: UInt16] = [:]
    private var answerNumbers: [Answer: UInt16] = [Answer(): 0]
    private var gateNumbers: [MachineKey: UInt16] = [:]
    private var environments = [""]
    private var environmentNumbers: [String: UInt16] = ["": 0]
    private var environmentMachines: [[UInt8]] = [[]]
    private var decided: [Question: UInt16] = [:]
    private var memberLists: [ListNumber: MemberList] = [:]

    init(_ scenario: Scenario, logs: LogTable) throws {
        self.logs = logs
        mutation = scenario.mutation
        etcd = scenario.options.contains(.localLists) ? Version(3, 4) : Version(3, 5)
        hasCurl = !scenario.options.contains(.noCurl)
        let numbering = numbering
        described = try scenario.descriptions.map {
            try Described($0.machines, isThere: $0.isThere, numbering)
        }
    }

    /// How often the project's own code was asked.
    var count: Int { decided.count }

    /// What is asked of it.
    private struct Question: Hashable {
        let machine: MachineKey
        /// Its answers' numbers, and whether there are any.
        var answers: UInt64 = 0
        var hasAsked = false
        var hasTwin = false
    }

    /// All that a machine knows by itself.
    private struct MachineKey: Hashable {
        let machine: UInt64
        let record: UInt64

        init(_ machine: Machine) {
            let flags = machine.flags.intersection([.detached, .mountKnown, .mute, .held])
            self.machine =
                UInt64(machine.number) | UInt64(machine.description) << 8
                | UInt64(flags.rawValue) << 16 | (machine.log == 0 ? 0 : 1 << 32)
            record =
                UInt64(machine.standing.rawValue) | UInt64(machine.announced) << 8
                | UInt64(machine.announcedEnvironment) << 16 | UInt64(machine.heard) << 32
                | UInt64(machine.without) << 40 | (machine.phase == .founding ? 1 << 48 : 0)
        }
    }

    /// The number of what is decided; nil where others must be asked.
    func decide(_ machine: Machine) -> UInt16? {
        let number = decided(Question(machine: MachineKey(machine)), for: machine) {
            JoinPlan(withoutAsking: value(machine))
        }
        return number == Self.mustAsk ? nil : number
    }

    /// The number of what is decided by the answers of the other members, in the description's
    /// order.
    func decide(_ machine: Machine, _ answers: [Answer], hasTwin: Bool) -> UInt16 {
        var question = Question(machine: MachineKey(machine), hasAsked: true, hasTwin: hasTwin)
        for answer in answers { question.answers = question.answers << 16 | UInt64(number(answer)) }
        return decided(question, for: machine) { plan(machine, answers, hasTwin: hasTwin) }
    }

    private static let mustAsk = UInt16.max

    private func decided(
        _ question: Question,
        for machine: Machine,
        _ plan: () -> JoinPlan?
    ) -> UInt16 {
        if let number = decided[question] { return number }
        var answer = Self.mustAsk
        if let plan = plan() {
            answer = number(mutated(Decision(plan, for: machine.number, in: self), plan))
        }
        decided[question] = answer
        return answer
    }

    private func number(_ decision: Decision) -> UInt16 {
        let key = "\(decision)"
        if let number = decisionNumbers[key] { return number }
        decisions.append(decision)
        decisionNumbers[key] = UInt16(decisions.count - 1)
        return UInt16(decisions.count - 1)
    }

    func number(_ answer: Answer) -> UInt16 {
        if let number = answerNumbers[answer] { return number }
        answers.append(answer)
        answerNumbers[answer] = UInt16(answers.count - 1)
        return UInt16(answers.count - 1)
    }

    /// The number of what a gate says.
    func gate(of machine: Machine) -> UInt16 {
        let key = MachineKey(machine)
        if let number = gateNumbers[key] { return number }
        gates.append(GateAnswer(of: value(machine), starts: machine.phase == .founding))
        gateNumbers[key] = UInt16(gates.count - 1)
        return UInt16(gates.count - 1)
    }

    func number(ofEnvironment text: String) -> UInt16 {
        if let number = environmentNumbers[text] { return number }
        environments.append(text)
        environmentMachines.append(numbering.machines(inEnvironment: text))
        environmentNumbers[text] = UInt16(environments.count - 1)
        return UInt16(environments.count - 1)
    }

    func environment(_ number: UInt16) -> String { environments[Int(number)] }
    func machines(inEnvironment number: UInt16) -> [UInt8] { environmentMachines[Int(number)] }

    /// A list as the project has it.
    func list(_ number: ListNumber) -> MemberList {
        if let list = memberLists[number] { return list }
        let (cluster, members) = logs.lists[Int(number)]
        let list = MemberList(
            cluster: numbering.id(100 + cluster),
            entries: members.map { entry in
                MemberList.Entry(
                    id: numbering.id(entry.id),
                    name: entry.isNamed ? numbering.name(entry.machine) : "",
                    peerURLs: [numbering.peerURL(entry.machine)],
                    clientURLs: entry.hasRun ? [numbering.clientURL(entry.machine)] : []
                )
            }
        )
        memberLists[number] = list
        return list
    }
}
