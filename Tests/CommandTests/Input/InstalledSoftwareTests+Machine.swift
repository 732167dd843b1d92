import Foundation
import TestSupport
import Testing

extension InstalledSoftwareTests {
    /// A look at the machine itself, where PID 1 need not be asked.
    private static let machines: [(String, String)] = [
        // what is done to it before, what a dry run shows
        (
            "printf '[Unit]\\nConditionPathExists=/etc/none\\n' > etc/systemd/system/etcd.service.d/a.conf",
            "refused: /etc/systemd/system/etcd.service.d/a.conf: 'ConditionPathExists=/etc/none' is not met"
        ),
        (
            "mount --bind var/cloud-init /var/cloud-init; mount -o remount,bind,noexec /var/cloud-init",
            "refused: /var/cloud-init/bootcmd: lies on a file system that is mounted with noexec"
        ),
        (
            kernel("systemd.setenv=ETCD_DISCOVERY=x"),
            "refused: /proc/cmdline: 'ETCD_DISCOVERY=x' contradicts ETCD_INITIAL_CLUSTER; remove it"
        ),
        (
            requiring("gone.service"),
            "refused: /etc/systemd/system/etcd.service.d/a.conf: 'Requires=gone.service' names a unit"
        ),
        (
            requiring("gone@x.service"),
            "refused: /etc/systemd/system/etcd.service.d/a.conf: 'Requires=gone@x.service' names a"
        ),
        (
            "\(requiring("gone.service")); ln -s /dev/null etc/systemd/system/gone.service",
            "refused: /etc/systemd/system/etcd.service.d/a.conf: 'Requires=gone.service' names a unit "
                + "that is masked"
        ),
        (requiring("gone.mount"), isFit),
        (requiring("dev-sdx.device"), isFit),
        ("\(requiring("made.service")); mkdir run/systemd/generator; \(generated)", isFit),
        ("\(requiring("a@b.service")); echo > usr/lib/systemd/system/a@.service", isFit),
        (
            "\(requiring("gone.service")); echo 'path: /etc/systemd/system/gone.service' "
                + "> var/cloud-init/user-data",
            isFit
        ),
        // no systemd runs, and no generator has run
        ("\(requiring("gone.service")); rmdir run/systemd/system", isFit),
        // cloud-init's arguments
        (kernel("ds=nocloud;h=a2"), "node a2, 192.168.99.52, member 2 of 3, instance iid-local01"),
        (
            kernel("ds=nocloud;local-hostname=a2"),
            "node a2, 192.168.99.52, member 2 of 3, instance "
        ),
        (kernel("ds=nocloud;i=other"), "node a1, 192.168.99.51, member 1 of 3, instance other"),
        (
            kernel("ds=nocloud;instance-id=other"),
            "node a1, 192.168.99.51, member 1 of 3, instance o"
        ),
        (
            kernel("ds=nocloud;h=a2"),
            "warning: /proc/cmdline: 'local-hostname=a2' wins over 'a1' of /var/cloud-init/meta-data"
        ),
        (firmware("h=a2"), "node a2, 192.168.99.52, member 2 of 3, instance iid-local01"),
        (
            firmware("local-hostname=a2"),
            "node a2, 192.168.99.52, member 2 of 3, instance iid-local01"
        ),
        (firmware("i=other"), "node a1, 192.168.99.51, member 1 of 3, instance other"),
        (firmware("instance-id=other"), "node a1, 192.168.99.51, member 1 of 3, instance other"),
        (
            firmware("h=a2;i=other"),
            "warning: /sys/class/dmi/id/product_serial: 'local-hostname=a2' wins over 'a1' of "
        ),
        // the firmware's word comes first, and a container has none
        (
            "\(firmware("h=a2")); \(kernel("ds=nocloud;h=a3;i=other"))",
            "node a2, 192.168.99.52, member 2 of 3, instance other"
        ),
        (
            "\(firmware("h=a2")); echo docker > run/systemd/container",
            "node a1, 192.168.99.51, member 1 of 3, instance iid-local01"
        ),
    ]

    private static let isFit = "node a1, 192.168.99.51, member 1 of 3, instance iid-local01"
    private static let generated = "echo > run/systemd/generator/made.service"

    /// A machine whose etcd requires a unit.
    private static func requiring(_ unit: String) -> String {
        """
        mkdir -p run/systemd/system
        printf '[Unit]\\nRequires=\(unit)\\n' > etc/systemd/system/etcd.service.d/a.conf
        """
    }

    /// A machine with a word on the kernel's command line.
    private static func kernel(_ word: String) -> String {
        "echo 'ro \(word) quiet' > line; mount --bind line /proc/cmdline"
    }

    /// A machine with cloud-init's arguments in its serial number.
    private static func firmware(_ arguments: String) -> String {
        """
        mount -t tmpfs none /sys; mkdir -p run/systemd /sys/class/dmi/id
        echo 'ds=nocloud;\(arguments)' > /sys/class/dmi/id/product_serial
        """
    }

    @Test(.enabled(if: isRoot), arguments: machines)
    func `what the machine itself says is seen`(script: String, line: String) async throws {
        let root = try ScratchRoot()
        try await root.becomeMachine()
        try await root.prepare(Self.tools + "mkdir -p etc/systemd/system/etcd.service.d")
        let said = try await root.runAsMachine(
            ["--dry-run"],
            prefix: ["sh", "-ec", "cd \"$0\"; \(script); exec \"$@\"", root.url.path]
        )
        #expect(said.output.split(separator: "\n").contains { $0.hasPrefix(line) }, "\(said)")
        #expect(said.status == (line.hasPrefix("refused") ? 69 : 0), "\(said)")
    }
}
