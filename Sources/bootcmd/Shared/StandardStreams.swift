import Glibc

/// Opens those of the three standard streams that we were started without.
///
/// Otherwise the next file to be opened would take the place of one, and messages would be written
/// into a configuration file, or into the connection to PID 1. Each is opened the wrong way round,
/// so that using it still fails.
func openStandardStreams() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
        // The lowest number that is free is this one (open(2)).
        _ = unsafe open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
}

/// Writes all of a string.
func write(_ text: String, to stream: Int32) throws(StreamError) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let written = unsafe bytes.withUnsafeBytes { rest in
            unsafe Glibc.write(stream, rest.baseAddress, rest.count)
        }
        if written > 0 {
            bytes = bytes.dropFirst(written)
        } else if errno != EINTR {
            throw StreamError(errno: errno)
        }
    }
}

/// Writes all of a string to standard output.
func print(_ text: String) throws(StreamError) {
    do {
        try write(text, to: STDOUT_FILENO)
    } catch {
        // The reader has seen enough: `bootcmd --dry-run | head`.
        guard error.errno == EPIPE else { throw error }
    }
}

/// Why a string could not be written to a stream.
struct StreamError: Error, CustomStringConvertible {
    let errno: Int32

    var description: String {
        "standard output: cannot write: \(unsafe String(cString: strerror(errno)))"
    }
}
