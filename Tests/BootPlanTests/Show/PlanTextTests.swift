import TestSupport
import Testing

@testable import BootPlan

/// What a dry run says apart from the diffs, which the golden nodes hold.
@Suite struct PlanTextTests {
    private let configuration: DesiredState
    private let before: DiskState
    private let first: ConfigurePlan

    init() throws {
        configuration = try Golden.all[0].configuration()
        before = try Golden.all[0].before()
        first = ConfigurePlan(configuration, on: before, after: nil)
    }

    private func text(
        _ seen: DiskState,
        after record: Record?,
        _ style: ConfigurePlan.Style = ConfigurePlan.Style()
    ) -> String {
        ConfigurePlan(configuration, on: seen, after: record).text(style)
    }

    private var configured: DiskState {
        var seen = before
        seen.commit(first)
        seen.boot = "boot-2"
        return seen
    }

    @Test func `a node that is configured and recorded is shown so`() {
        #expect(
            text(configured, after: first.journal.completed) == """
                node a1, 192.168.99.51, member 1 of 3, instance iid-local01
                configured and recorded

                nothing to do

                """
        )
    }

    @Test func `a node that is configured and not recorded is shown so`() {
        #expect(
            text(configured, after: nil) == """
                node a1, 192.168.99.51, member 1 of 3, instance iid-local01
                configured already, but not recorded: adopted without a reboot

                write the record alone

                """
        )
    }

    @Test func `a node that was configured for another identity is shown so`() {
        var record = first.journal.completed
        record.identity = Record.Identity(instanceID: "i-\u{1B}", hostName: "b1")
        #expect(
            text(configured, after: record) == """
                node a1, 192.168.99.51, member 1 of 3, instance iid-local01
                recorded for host b1, instance i-\\u{1b}: configured again

                then reboot, once

                """
        )
    }

    @Test func `a node whose run was cut is shown so`() {
        var seen = configured
        seen.hasGroup = false
        #expect(
            text(seen, after: first.journal) == """
                node a1, 192.168.99.51, member 1 of 3, instance iid-local01
                an earlier run, or undo, did not come to its end: configured now

                add group docker
                then reboot, once

                """
        )
    }

    @Test func `a recorded node that differs from its description is shown so`() {
        var seen = configured
        seen.contents["/etc/systemd/system/etcd.service.d/restart.conf"]?.removeLast()
        #expect(
            text(
                seen,
                after: first.journal.completed,
                ConfigurePlan.Style(isColored: true, root: "/image")
            )
                == """
                node a1, 192.168.99.51, member 1 of 3, instance iid-local01
                warning: /image/etc/systemd/system/etcd.service.d/restart.conf: what it holds today is \
                kept nowhere, for bootcmd made the file
                recorded as done, but not as described: --force makes it so

                replace /image/etc/systemd/system/etcd.service.d/restart.conf
                \u{1B}[1m--- /image/etc/systemd/system/etcd.service.d/restart.conf\u{1B}[0m
                \u{1B}[1m+++ /image/etc/systemd/system/etcd.service.d/restart.conf\u{1B}[0m
                \u{1B}[36m@@ -1,3 +1,3 @@\u{1B}[0m
                 [Service]
                 Restart=on-failure
                \u{1B}[31m-RestartSec=1\u{1B}[0m
                \\ No newline at end of file
                \u{1B}[32m+RestartSec=1\u{1B}[0m

                then reboot, once

                """
        )
    }

    @Test func `a plan that may not reboot shows no reboot`() {
        let text = text(before, after: nil, ConfigurePlan.Style(allowsReboot: false))
        #expect(text.hasSuffix("\nthen no reboot: the node is a member after its next boot\n"))
    }

    @Test func `units that cannot be enabled are shown`() throws {
        let installed = InstalledSoftware(
            versions: InstalledVersions(etcd: nil, flanneld: nil),
            units: ["flanneld.service": .masked]
        )
        let plan = ConfigurePlan(
            try DesiredState(of: configuration.node, on: installed),
            on: before,
            after: nil
        )
        #expect(
            plan.text(ConfigurePlan.Style()).hasPrefix(
                """
                node a1, 192.168.99.51, member 1 of 3, instance iid-local01
                warning: etcd.service is not installed: a run would stop before its first write
                warning: flanneld.service is masked ('systemctl unmask flanneld.service' undoes \
                it): a run would stop before its first write
                not configured yet

                """
            )
        )
        #expect(
            plan.json(ConfigurePlan.Style()).contains(
                """
                  "unavailable": [
                    "etcd.service",
                    "flanneld.service"
                  ],
                """
            )
        )
    }

    @Test func `a file cannot steer the terminal that it is shown on`() throws {
        var seen = before
        seen.contents["/etc/etcd/etcd.conf"] = Array("\u{1B}[2J\u{202E}\ta\r\n".utf8)
        let text = text(seen, after: nil)
        #expect(text.contains("\n-\\u{1b}[2J\\u{202e}\ta\\r\n"))
    }
}
