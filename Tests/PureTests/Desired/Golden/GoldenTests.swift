@testable import Basics
@testable import Configure
@testable import Desired
@testable import Status
import Desired
import Foundation
import TestSupport
import Testing

@Suite struct GoldenTests {
    @Test(arguments: Golden.all)
    func `a node gets these files and no others`(golden: Golden) throws {
        let files = try golden.desiredState().files
        for file in files {
            try golden.expect(String(decoding: file.contents, as: UTF8.self), in: file.path.text)
        }
        let tree = try Snapshot(of: golden.directory).texts(below: "/etc")
        #expect(tree.keys.sorted() == files.map(\.path.text).sorted())
    }

    @Test(arguments: Golden.shown)
    func `a dry run shows this before the first boot`(golden: Golden) throws {
        let plan = ConfigurePlan(try golden.desiredState(), on: try golden.before(), after: nil)
        try golden.expect(plan.text(PageStyle()), in: "plan.txt")
        try golden.expect(plan.json(PageStyle()), in: "plan.json")
    }

    /// systemd warns of what it does not understand, and loads the unit all the same.
    @Test(.enabled(if: SystemdReader.readsUnits), arguments: Golden.all)
    func `systemd understands every drop-in`(golden: Golden) async throws {
        let units = try TemporaryDirectory()
        for unit in ["etcd", "flanneld", "docker"] {
            let text = "[Service]\nType=notify\nExecStart=/bin/true\n"
            try units.write(text, to: "\(unit).service")
        }
        let tree = golden.directory.appending(path: "etc/systemd/system").path
        let verify = Command(
            ["systemd-analyze", "verify", "etcd.service", "flanneld.service", "docker.service"],
            environment: ["SYSTEMD_UNIT_PATH": "\(tree):\(units.url.path):", "PATH": "/usr/bin"]
        )
        let said = try await verify.run()
        // The programs are not installed where the tests run.
        let warnings = said.standardError.split(separator: "\n").filter {
            $0.contains(".conf") || $0.contains(".service.d")
        }
        #expect(warnings == [])
    }
}
