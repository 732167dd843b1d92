import Basics
import Glibc

/// What a run says while it works, for the console, cloud-init's log and the journal: one line
/// each, on standard error.
enum Report {
    /// Prints a line, or several, with an escape for every character that a terminal would obey,
    /// and its commands as they are to be typed.
    static func say(_ text: String) {
        let text = CommandLine.argc > 2 ? TypedOptions().completing(text) : text
        let shown = text.unicodeScalars.reduce(into: "") { $0 += $1 == "\n" ? "\n" : visible($1) }
        do {
            try write(shown + "\n", to: STDERR_FILENO)
        } catch {
            // Nobody listens, and the work is worth more than the words.
        }
    }

    /// Reports that a step starts, and how it ends.
    static func step<Result>(_ name: String, _ detail: String, _ body: () throws -> Result)
        rethrows -> Result
    {
        say("bootcmd: \(name): started: \(detail)")
        do {
            let result = try body()
            say("bootcmd: \(name): finished")
            return result
        } catch {
            say("bootcmd: \(name): failed")
            throw error
        }
    }
}
