import Basics
import Desired
import Linux

/// A program that was asked for its version and has not answered yet.
struct VersionQuestion {
    let installed: Root.InstalledProgram
    private let path: String
    private let program: Program
    private let nextArguments: [String]?

    /// Asks; where the answer is no version, and there is another way to ask, that is tried too.
    init(
        _ installed: Root.InstalledProgram,
        on root: Root,
        _ arguments: [String] = ["--version"],
        then nextArguments: [String]? = nil
    ) throws(ProgramError) {
        self.installed = installed
        path = root.display(installed.path)
        self.nextArguments = nextArguments
        program = try Self.start(installed, arguments)
    }

    /// Nothing of what surrounds us is the program's business, an image's least of all.
    private static func start(
        _ program: Root.InstalledProgram,
        _ arguments: [String]
    ) throws(ProgramError) -> Program {
        try Program.start(
            program.executable,
            arguments,
            environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
            // Not only its own start: a cold disk brings it, and a whole boot is beside it.
            limit: .seconds(30)
        )
    }

    /// Waits for the answer.
    func answer() throws(ProgramError) -> ProgramVersion {
        var said = try program.wait().text
        if Version(in: said) == nil, let nextArguments {
            said = try Self.start(installed, nextArguments).wait().text
        }
        return Version(in: said).map(ProgramVersion.known) ?? .unknown(program: path, said: said)
    }
}
