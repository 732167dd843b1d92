import Foundation
import TestSupport
import Testing
@testable import Linux

@Suite struct SystemdErrorTests {
    @Test(
        arguments: [
            (
                .unreachable(path: "/run/systemd/private", errno: ENOENT),
                "systemd: cannot reach PID 1 at /run/systemd/private: No such file or directory; "
                    + "is systemd running?"
            ),
            (
                .noPermission(path: "/run/systemd/private"),
                "systemd: no permission to talk to PID 1 at /run/systemd/private; run as root"
            ),
            (
                .refused(
                    method: "EnableUnitFiles",
                    name: "org.freedesktop.DBus.Error.AccessDenied",
                    message: "SELinux policy denies access"
                ),
                "systemd: EnableUnitFiles was refused: SELinux policy denies access "
                    + "(org.freedesktop.DBus.Error.AccessDenied)"
            ),
            (
                .refused(method: "Reload", name: "org.freedesktop.DBus.Error.Failed", message: ""),
                "systemd: Reload was refused: org.freedesktop.DBus.Error.Failed"
            ),
            (
                .noAnswer(to: "EnableUnitFiles", within: .seconds(30)),
                "systemd: no answer to EnableUnitFiles within 30 s"
            ),
            (
                .noAnswer(to: "authentication", within: .milliseconds(50)),
                "systemd: no answer to authentication within 0.05 s"
            ),
            (
                .connectionLost(during: "StartUnit"),
                "systemd: PID 1 closed the connection during StartUnit"
            ),
            (
                .cannot("read the answer to StartUnit", errno: EBADMSG),
                "systemd: cannot read the answer to StartUnit: Bad message"
            ),
        ] as [(SystemdError, String)]
    )
    func `a systemd error is one line with all that is known`(error: SystemdError, line: String) {
        #expect(error.description == line)
    }
}
