import ArgumentParser
import Basics
import Linux
import Status

/// Restarts flanneld where it has lost another machine's route.
struct Routes: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Restart flanneld, once, where another machine's route is missing for a minute.",
        discussion: """
            bootcmd-routes.service runs this beside a flanneld that can miss other machines' \
            subnets: one from 0.18 to 0.21.2. It does not end.
            """,
        shouldDisplay: false
    )

    @OptionGroup var seed: SeedOption

    func run() throws {
        try reportingFailure {
            let look = StatusLook(seed: NodePath(seed.seed))
            var watch = RouteWatch()
            while true {
                let seen = try look.status(withCluster: false).seen
                let lost = watch.restarts(seen, at: Deadline.now)
                if !lost.isEmpty {
                    try Report.step(
                        "restart",
                        "flanneld.service: no route to \(lost.joined(separator: ", "))"
                    ) {
                        try Systemd().restartIfRunning("flanneld.service")
                    }
                }
                Deadline(in: .seconds(20)).wait()
            }
        }
    }
}
