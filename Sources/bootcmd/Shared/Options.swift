import ArgumentParser
import BootLinux
import BootPlan
import Diagnostics

/// Where a command works.
struct RootOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Work on an image: every path lies below this directory, and nothing is rebooted.",
            valueName: "directory"
        ),
        completion: .directory
    )
    var root = "/"

    func validate() throws {
        guard !root.isEmpty else { throw ValidationError("--root: '' is not a directory") }
    }

    /// Opens the root; one that is not there is an input that is missing.
    func open() throws -> Root {
        try Self.open(root)
    }

    static func open(_ path: String) throws -> Root {
        do throws(DiskError) {
            return try Root(path)
        } catch {
            guard error.meansMissing else { throw error }
            throw InputError.missing("\(error)")
        }
    }
}

/// Where a command finds what the node is told.
struct SeedOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("Directory of the inputs, below the root.", valueName: "directory"),
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

/// Whether a command acts in spite of what it finds.
struct ForceOption: ParsableArguments {
    @Flag(
        help: """
            Run even if this node is recorded as configured; with undo, discard what was changed in a \
            file since bootcmd wrote it.
            """
    )
    var force = false
}

/// How a command shows what it would do.
struct DryRunOptions: ParsableArguments {
    @Flag(name: .customLong("dry-run"), help: "Show what would be done; change nothing.")
    var dryRun = false

    @Flag(help: "With --dry-run: show it as JSON.")
    var json = false

    @Flag(
        name: .customLong("exit-code"),
        help: "With --dry-run: exit with 2 if something would change."
    )
    var exitCode = false

    func validate() throws {
        guard dryRun || !json else { throw ValidationError("--json goes with --dry-run") }
        guard dryRun || !exitCode else { throw ValidationError("--exit-code goes with --dry-run") }
    }
}
