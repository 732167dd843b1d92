import Foundation
import TestSupport
import Testing
@testable import Linux
@testable import Units

private let enough = Duration.seconds(20)

@Suite(.timeLimit(.minutes(20)))
struct ProgramTests {
    @Test(
        arguments: [
            // script                       status         text
            ("true", .exited(0), ""),
            ("exit 9", .exited(9), ""),
            ("kill -TERM $$", .signaled(15), ""),
            ("echo out; echo error >&2; echo out", .exited(0), "out\nerror\nout\n"),
            ("cat; echo end", .exited(0), "end\n"),
            ("echo $BOOTCMD_UNSET; echo $HOME", .exited(0), "\n\(NSHomeDirectory())\n"),
            ("exec >&- 2>&-; exit 3", .exited(3), ""),
        ] as [(String, Program.Status, String)]
    )
    func `a program is run to its end`(script: String, status: Program.Status, text: String) throws
    {
        let output = try Program.run("sh", ["-c", script], limit: enough)
        #expect(output == Program.Output(status: status, text: text))
    }

    @Test func `what a program says on standard error can be kept apart`() throws {
        let output = try Program.start(
            "sh",
            ["-c", "echo 1; echo error >&2; echo 2; exit 3"],
            separatesStandardError: true,
            limit: enough
        ).wait()
        #expect(
            output == Program.Output(status: .exited(3), text: "1\n2\n", standardError: "error\n")
        )
    }

    @Test(arguments: ["yes >&2 | head -c 300000; yes | head -c 300000", "exec >&-; yes error >&2"])
    func `neither of two outlets that fill holds the program up`(script: String) throws {
        let program = try Program.start(
            "timeout",
            ["2", "sh", "-c", script],
            separatesStandardError: true,
            limit: enough
        )
        let output = try program.wait()
        #expect(output.standardError.utf8.count == 1 << 16)
    }

    @Test func `a program gets the environment that it is given, and nothing else`() throws {
        let output = try Program.start(
            "env",
            environment: ["A=1", "B=a b"],
            limit: enough
        ).wait()
        #expect(output.text == "A=1\nB=a b\n")
        let empty = try Program.start("env", environment: [], limit: enough).wait()
        #expect(empty.text == "")
    }

    @Test func `a program gets its arguments as they are`() throws {
        let arguments = ["$HOME", "a b", "", "*", "\\"]
        let output = try Program.run("printf", ["%s\n"] + arguments, limit: enough)
        #expect(output.text == arguments.map { $0 + "\n" }.joined())
    }

    @Test func `a program gets none of our descriptors`() throws {
        let open = try #require(FileHandle(forReadingAtPath: "/dev/zero")).fileDescriptor
        let leaking = dup(open)  // without close-on-exec
        defer { close(leaking) }
        // The fourth is ls's own, of the directory that it reads.
        let output = try Program.run("ls", ["/proc/self/fd"], limit: enough)
        #expect(output.text == "0\n1\n2\n3\n")
    }

    @Test func `a program starts with every signal at its default`() throws {
        var blocked = sigset_t()
        var before = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGWINCH)
        pthread_sigmask(SIG_BLOCK, &blocked, &before)
        let handler = signal(SIGWINCH, SIG_IGN)
        defer {
            pthread_sigmask(SIG_SETMASK, &before, nil)
            signal(SIGWINCH, handler)
        }
        let output = try Program.run(
            "grep",
            ["-E", "^Sig(Blk|Ign):", "/proc/self/status"],
            limit: enough
        )
        // glibc keeps two signals to itself, the first real-time ones, and ignores them here.
        #expect(output.text == "SigBlk:\t0000000000000000\nSigIgn:\t0000000180000000\n")
    }

    @Test func `a program may write more than is kept`() throws {
        let output = try Program.run(
            "sh",
            ["-c", "head -c 1000000 /dev/zero; exit 4"],
            limit: enough
        )
        #expect(output.status == .exited(4))
        #expect(output.text.utf8.count == 65536)
    }

    @Test(arguments: ["exec sleep 1000", "sleep 1000 & wait", "yes", "exec >&- 2>&-; sleep 1000"])
    func `a program is killed when its time is over`(script: String) throws {
        let limit = Duration.milliseconds(50)
        let program = try Program.start("sh", ["-c", script], limit: limit)
        let process = program.process
        #expect(throws: ProgramError.tookTooLong("sh", limit: limit)) { try program.wait() }
        // Neither it nor a zombie of it is there, and what it had started ends too, soon.
        #expect(kill(process, 0) == -1)
        while !membersAtWork(ofGroup: process).isEmpty { sched_yield() }
    }

    @Test func `a program's time begins when it starts, not when it is waited for`() throws {
        let program = try Program.start("true", limit: .zero)
        var status = siginfo_t()
        while waitid(P_PID, id_t(program.process), &status, WEXITED | WNOWAIT) == -1 {}
        #expect(try program.wait().status == .exited(0))
    }

    @Test func `a program that nobody waits for is killed`() throws {
        var program: Program? = try Program.start("sleep", ["1000"], limit: enough)
        let process = try #require(program).process
        program = nil
        #expect(kill(process, 0) == -1)
        #expect(errno == ESRCH)
    }

    @Test func `a program's own child is left alone`() throws {
        let output = try Program.run("sh", ["-c", "sleep 1000 & echo $!"], limit: enough)
        let child = try #require(pid_t(output.text.dropLast()))
        #expect(kill(child, SIGKILL) == 0)
    }

    @Test func `two programs run at once`() throws {
        // Each opens one end of a FIFO, and waits for the other to open the other.
        let directory = try TemporaryDirectory()
        let fifo = "\(directory.path)/fifo"
        #expect(mkfifo(fifo, 0o600) == 0)
        let reader = try Program.start("cat", [fifo], limit: enough)
        let writer = try Program.start("sh", ["-c", "echo hello > \(fifo)"], limit: enough)
        #expect(try reader.wait() == Program.Output(status: .exited(0), text: "hello\n"))
        #expect(try writer.wait() == Program.Output(status: .exited(0), text: ""))
    }

    @Test func `a program that is missing is not found`() {
        #expect(throws: ProgramError.notFound("bootcmd-no-such-program")) {
            try Program.run("bootcmd-no-such-program", limit: enough)
        }
    }

    @Test func `a file that is not a program cannot be started`() {
        #expect(throws: ProgramError.cannotStart("/etc/passwd", errno: EACCES)) {
            try Program.run("/etc/passwd", limit: enough)
        }
    }

    @Test(
        arguments: [
            (.notFound("etcd"), "etcd: not found in PATH"),
            (.cannotStart("etcd", errno: EACCES), "etcd: cannot run: Permission denied"),
            (
                .tookTooLong("etcd", limit: .seconds(5)),
                "etcd: killed, because it took longer than 5 s"
            ),
        ] as [(ProgramError, String)]
    )
    func `a program's failure is told in one line`(error: ProgramError, line: String) {
        #expect(error.description == line)
    }

    /// The live members of a process group, read from /proc/PID/stat (proc_pid_stat(5)).
    private func membersAtWork(ofGroup group: pid_t) -> [String] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { pid_t($0) != nil }.filter { process in
            guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let name = stat.lastIndex(of: ")")
            else { return false }
            let fields = stat[name...].split(separator: " ")
            return fields[3] == "\(group)" && fields[1] != "Z" && fields[1] != "X"
        }
    }
}
