import ArgumentParser
import Basics
import Linux
import Status

struct RootOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Work on an image: all paths lie below this directory, and nothing is rebooted.",
            valueName: "directory"
        ),
        completion: .directory
    )
    var root = "/"

    func validate() throws {
        guard !root.isEmpty else { throw ValidationError("--root: '' is not a directory") }
    }

    /// Whether it is another root than that of the machine where this runs.
    var isImage: Bool { root.contains { $0 != "/" } }

    /// Opens the root; if it does not exist, an input is missing.
    func open() throws -> Root {
        try Self.open(root)
    }

    static func open(_ path: String) throws -> Root {
        do throws(DiskError) {
            return try Root(path)
        } catch {
            guard error.meansMissing else { throw error }
            throw SeedError.missing("\(error)")
        }
    }
}

struct SeedOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read meta-data and cluster.yaml from this directory below the root.",
            valueName: "directory"
        ),
        completion: .directory
    )
    var seed = "/var/cloud-init"

    func validate() throws {
        guard NodePath(seed) != nil else {
            throw ValidationError(
                "--seed: \(quoted(seed)) is not a path below the root, such as /var/cloud-init"
            )
        }
    }
}

struct DryRunOptions: ParsableArguments {
    @Flag(
        name: .customLong("dry-run"),
        help: "Print what would be done and what would be refused; change nothing."
    )
    var dryRun = false

    @Flag(help: "With --dry-run: print the plan as JSON.")
    var json = false

    @Flag(
        name: .customLong("exit-code"),
        help: "With --dry-run: exit with 2 if something would change."
    )
    var exitCode = false

    func validate() throws {
        guard dryRun || !json else { throw ValidationError("--json requires --dry-run") }
        guard dryRun || !exitCode else { throw ValidationError("--exit-code requires --dry-run") }
    }
}
