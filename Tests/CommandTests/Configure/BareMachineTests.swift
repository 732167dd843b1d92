import Foundation
import TestSupport
import Testing

/// A machine on which something is not there that the agent counts on.
@Suite(.enabled(if: isRoot, "chroot(8) is for root"))
struct BareMachineTests {
    private let root: ScratchRoot

    init() throws {
        root = try ScratchRoot()
    }

    /// What a bare machine may have.
    struct Parts {
        /// Whether /proc is mounted.
        var proc = true
        /// The file that is its libsystemd.so.0.
        var libsystemd: Library? = nil

        /// A library of the machine that runs the tests.
        enum Library: String {
            case libsystemd = "libsystemd.so.0"
            /// For one of a release that has none of the functions yet.
            case another = "libm.so.6"
        }
    }

    /// Runs the agent on a machine of its own, which has `parts`, the agent with all that it is
    /// linked to, and the node's directories.
    private func run(_ arguments: [String], with parts: Parts) async throws -> Said {
        let machine = try TemporaryDirectory()
        let script = """
            root=$1 machine=$2 agent=$3 proc=$4 libsystemd=$5
            shift 5
            loaded() { ldd "$1" | grep -o '/[^ ]*'; }
            take() { cp --parents --dereference "$@" "$machine"; }
            mount --make-rprivate /
            install "$agent" "$machine/bootcmd"
            take $(loaded "$agent")
            if [ "$libsystemd" ]; then
                file=$(ldconfig -p | grep -om1 "/.*/$libsystemd")
                take "$file" $(loaded "$file")
                cp "$file" "$machine${file%/*}/libsystemd.so.0"
            fi
            for directory in etc var usr/lib/systemd/system; do
                mkdir -p "$machine/$directory"
                mount --bind "$root/$directory" "$machine/$directory"
            done
            mkdir "$machine/proc"
            [ "$proc" = false ] || mount -t proc proc "$machine/proc"
            exec chroot "$machine" /bootcmd "$@"
            """
        let output = try await Command(
            [
                "unshare", "--mount", "sh", "-euc", script, "sh", root.url.path, machine.url.path,
                Product.bootcmd.path, "\(parts.proc)", parts.libsystemd?.rawValue ?? "",
            ] + arguments
        ).run()
        return Said(
            status: output.status,
            output: output.standardOutput,
            error: output.standardError
        )
    }

    @Test(
        .disabled(if: Sanitizer.current != nil, "a sanitizer needs /proc"),
        arguments: [[], ["--version"], ["--dry-run"], ["--no-reboot"], ["undo", "--dry-run"]]
    )
    func `where the arguments cannot be read, nothing is done`(arguments: [String]) async throws {
        let before = try root.snapshot()
        let said = try await run(arguments, with: Parts(proc: false, libsystemd: .libsystemd))
        #expect(
            said
                == Said(
                    status: 69,
                    output: "",
                    error: """
                        arguments: cannot be read; is /proc mounted?
                        bootcmd: stopped; nothing was changed

                        """
                )
        )
        #expect(try root.snapshot().changes(since: before) == [])
    }

    private static let libraries: [(Parts.Library?, String)] = [
        // libsystemd.so.0, what a first boot says
        (
            nil,
            """
            systemd: cannot load libsystemd.so.0; install libsystemd (libsystemd.so.0: cannot open \
            shared object file: No such file or directory)
            """
        ),
        (
            .another,
            """
            systemd: cannot load libsystemd.so.0; install libsystemd (LIBRARIES/libsystemd.so.0: \
            undefined symbol: sd_bus_new)
            """
        ),
        (
            .libsystemd,
            """
            systemd: cannot reach PID 1 at /run/systemd/private: No such file or directory; is \
            systemd running?
            """
        ),
    ]

    @Test(arguments: libraries)
    func `without libsystemd a first boot is refused before the first write`(
        library: Parts.Library?,
        refusal: String
    ) async throws {
        let before = try root.snapshot()
        let said = try await run([], with: Parts(libsystemd: library))
        #expect(said.status == 69)
        #expect(
            said.words.replacing(/\/[^ ]*\/libsystemd/, with: "LIBRARIES/libsystemd") == """
                \(refusal)
                bootcmd: stopped; nothing was changed

                """
        )
        #expect(try root.snapshot().changes(since: before) == [])
    }

    @Test(
        arguments: [
            // what asks nothing of PID 1, how it ends: the machine has no etcd either
            (["--version"], 0), (["--help"], 0), (["--dry-run"], 69), (["undo", "--dry-run"], 0),
        ] as [([String], Int32)]
    )
    func `what asks nothing of PID 1 needs no libsystemd`(
        arguments: [String],
        status: Int32
    ) async throws {
        let without = try await run(arguments, with: Parts())
        #expect(without.status == status, "\(without.error)")
        let with = try await run(arguments, with: Parts(libsystemd: .libsystemd))
        #expect(with.status == status, "\(with.error)")
        // A dry run names what it could not ask, and why.
        #expect(checked(without) == checked(with))
    }

    private func checked(_ said: Said) -> [Substring] {
        said.output.split(separator: "\n").filter { !$0.hasPrefix("not checked: ") }
    }
}
