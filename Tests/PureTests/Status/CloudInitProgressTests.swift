import Testing
@testable import Status

@Suite struct CloudInitProgressTests {
    private static let running = """
        {"v1": {"datasource": "DataSourceNoCloud [seed=/var/cloud-init/]", "init": {"errors": []},
        "stage": "modules-final"}}
        """

    @Test func `no file is no cloud-init`() {
        #expect(CloudInitProgress(status: nil, result: nil) == .absent)
    }

    @Test func `a status without a result is cloud-init at work`() {
        #expect(CloudInitProgress(status: Self.running, result: nil) == .running)
    }

    @Test(arguments: [
        (#"{"v1": {"datasource": "DataSourceNone", "errors": []}}"#, [String]()),
        (
            #"{"v1": {"errors": ["('scripts_user', RuntimeError('1 failed'))"]}}"#,
            ["('scripts_user', RuntimeError('1 failed'))"]
        ),
        (#"{"v1": {}}"#, []), ("", []), ("{", []),
    ])
    func `a result has the errors with which it ended`(result: String, errors: [String]) {
        #expect(
            CloudInitProgress(status: Self.running, result: result) == .ended(errors: errors)
        )
    }
}
