import Testing
@testable import Basics
@testable import Status

@Suite struct NodeStatusTests {
    @Test(arguments: StatusScenario.all)
    func `a node's state has this text and this JSON`(scenario: StatusScenario) throws {
        let status = try scenario.status()
        try GoldenFile("status/\(scenario.name).txt").expect(status.text(PageStyle()))
        try GoldenFile("status/\(scenario.name).json").expect(status.json)
    }

    @Test(arguments: StatusScenario.all)
    func `the first check that fails decides the exit code`(scenario: StatusScenario) throws {
        let status = try scenario.status()
        #expect(status.status?.rawValue ?? 0 == scenario.code)
        #expect(status.firstFailure?.subject == scenario.failure)
        #expect((status.progress == nil) == (scenario.failure == nil))
    }

    @Test func `a status without the cluster has no machines`() throws {
        let status = NodeStatus(try ObservedNode.working(), withCluster: false)
        #expect(status.machines == nil)
        #expect(!status.text(PageStyle()).contains("machine  "))
        #expect(status.json.contains("\"machines\": null"))
    }

    @Test func `only the states are coloured`() throws {
        let status = try StatusScenario.all[2].status()
        let colored = status.text(PageStyle(isColored: true))
        for color in ["32", "33", "2"] { #expect(colored.contains("\u{1B}[\(color)m")) }
        var plain = colored
        for code in ["32", "33", "31", "2", "0"] {
            plain = plain.split(separator: "\u{1B}[\(code)m", omittingEmptySubsequences: false)
                .joined()
        }
        #expect(plain == status.text(PageStyle()))
    }
}
