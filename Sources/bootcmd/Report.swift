import Glibc

/// What a run says while it works, for the console, cloud-init's log and the journal: one line each,
/// on standard error.
enum Report {
    /// Says a line.
    static func say(_ line: String) {
        do {
            try write(line + "\n", to: STDERR_FILENO)
        } catch {
            // Nobody listens: the work is worth more than the words.
        }
    }

    /// Says that a step starts, and how it ends.
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
