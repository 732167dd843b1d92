import Readback
import TestSupport
import Testing
@testable import Basics
@testable import Cluster
@testable import Configure
@testable import Desired
@testable import Units

/// What a dry run says apart from the diffs, which the golden nodes hold.
@Suite struct ConfigurePlanTextTests {
    private let desired: DesiredState
    private let before: DiskState
    private let first: ConfigurePlan

    init() throws {
        desired = try Golden.all[0].desiredState()
        before = try Golden.all[0].before()
        first = ConfigurePlan(desired, on: before, after: nil)
    }

    /// What is said of an image without programs.
    private static let bare =
        "warning: etcd.service: /usr/bin/etcd is not there, and its version is not known: the files "
        + "are those for etcd 2; run bootcmd again once it is installed"

    private func text(
        _ seen: DiskState,
        after record: Record?,
        _ style: PageStyle = PageStyle()
    ) -> String {
        ConfigurePlan(desired, on: seen, after: record).text(style)
    }

    private var configured: DiskState {
        var seen = before
        seen.commit(first)
        seen.boot = "boot-2"
        return seen
    }

    @Test func `a node that is configured and recorded is shown so`() {
        #expect(
            text(configured, after: first.completed) == """
                node a1, 192.168.99.51, member 1 of 3, instance iid-local01
                \(Self.bare)
                configured and recorded

                nothing to do

                """
        )
    }

    @Test func `a node that is configured and not recorded is shown so`() {
        #expect(
            text(configured, after: nil) == """
                node a1, 192.168.99.51, member 1 of 3, instance iid-local01
                \(Self.bare)
                already configured, but not recorded: adopted without a reboot

                only the record is written

                """
        )
    }

    @Test func `a node that was configured for another identity is shown so`() {
        var record = first.completed
        record.identity = Identity(instanceID: "i-\u{1B}", hostName: "b1")
        #expect(
            text(configured, after: record) == """
                node a1, 192.168.99.51, member 1 of 3, instance iid-local01
                \(Self.bare)
                recorded for host b1, instance i-\\u{1b}: configured again

                only the record is written

                """
        )
    }

    @Test func `a node whose run was cut is shown so`() {
        var seen = configured
        seen.group = .absent
        #expect(
            text(seen, after: first.journal) == """
                node a1, 192.168.99.51, member 1 of 3, instance iid-local01
                \(Self.bare)
                an earlier run, or undo, was interrupted: this run finishes it

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
                after: first.completed,
                PageStyle(isColored: true, root: "/image")
            )
                == """
                node a1, 192.168.99.51, member 1 of 3, instance iid-local01
                \(Self.bare)
                warning: /image/etc/systemd/system/etcd.service.d/restart.conf: its current contents \
                will be lost: bootcmd created this file, so it has no backup
                recorded as configured, but differs from the description; --force rewrites it

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
        for manner in [ConfigurePlan.Manner.reload, .image] {
            let plan = ConfigurePlan(desired, on: before, after: nil, manner: manner)
            #expect(
                plan.text(PageStyle())
                    .hasSuffix("\nthen no reboot: takes effect at the next boot\n")
            )
        }
    }

    @Test func `units that cannot be enabled are shown`() throws {
        let installed = InstalledSoftware(
            etcd: Version?.none,
            flanneld: nil,
            units: ["flanneld.service": .masked]
        )
        let plan = ConfigurePlan(
            DesiredState(of: desired.node, on: installed),
            on: before,
            after: nil
        )
        #expect(
            plan.text(PageStyle()).hasPrefix(
                """
                node a1, 192.168.99.51, member 1 of 3, instance iid-local01
                refused: etcd.service is not installed
                refused: flanneld.service is masked; run 'systemctl unmask flanneld.service'
                not configured yet

                """
            )
        )
        #expect(
            plan.json(PageStyle()).contains(
                """
                  "refusals": [
                    {
                      "reason": "etcd.service is not installed",
                      "path": null,
                      "exit-code": 69
                    },
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
