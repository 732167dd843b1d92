import Glibc
import JoinModel

do {
    let command = try Command(reading: Array(CommandLine.arguments.dropFirst()))
    exit(try command.run() ? 0 : 1)
} catch {
    let text = Array("join-model: \(error)\n".utf8)
    _ = write(STDERR_FILENO, text, text.count)
    exit(64)
}
