import Foundation
import TestSupport
import Testing

/// The gate before etcd, on a machine and by the built binary, without any other machine.
@Suite(.enabled(if: isRoot)) struct JoinCommandTests {
    private let root: ScratchRoot
    private static let log =
        "/var/lib/etcd/a1.etcd/member/wal/0000000000000000-0000000000000000.wal"

    init() async throws {
        root = try ScratchRoot()
        try #require(try await root.run([]).status == 0)
        try await root.becomeMachine()
    }

    @Test func `a member with data starts at once, with no word, and that is remembered`()
        async throws
    {
        try root.write("", to: Self.log)
        let said = try await root.runAsMachine(["join"])
        #expect(said.status == 0)
        #expect(said.words == "")
        #expect(root.text("/var/lib/bootcmd/member.json")?.contains("\"member\"") == true)
        #expect(root.text("/run/bootcmd/etcd.env") == nil)
    }

    @Test func `a member with data has no program run before it starts`() async throws {
        try root.write("", to: Self.log)
        _ = try await root.runAsMachine(["join"])
        let trace = try TemporaryDirectory()
        try await root.asMachine(
            strace + [
                "-f", "-e", "trace=execve,vfork,fork,clone,clone3", "-o", trace.path + "/trace",
                Product.bootcmd.path, "join",
            ]
        ).succeed()
        let calls = try trace.text(of: "trace").split(separator: "\n")
        #expect(calls.count == 1, "\(calls)")
    }

    /// etcd has no members by it, and would wait for ever.
    @Test(arguments: ["begun", "member"])
    func `a log that etcd never put anything into is set aside, if it was never ready`(
        standing: String
    ) async throws {
        try await root.prepare(
            """
            mkdir -p var/lib/etcd/a1.etcd/member/wal; cd var/lib/etcd/a1.etcd/member/wal
            base64 -d > 0000000000000000-0000000000000000.wal << END
            BAAAAAAAAIQIBBAAAAAAAB8AAAAAAACBCAEQxMqzyw0aFQi/np3pgpqnxE0QmIW73p/7uoLgAQAOAAAAAAAAgggFENvg4PwDGgQIABAAAAA=
            END
            truncate -s 4096 0000000000000000-0000000000000000.wal
            """
        )
        let record = """
            {"version": 1, "instance-id": "iid-local01", "host-name": "a1", "standing": "\(standing)"}
            """
        try root.write(record, to: "/var/lib/bootcmd/member.json")
        if standing == "begun" {
            _ = try await gate(until: "is on no interface", in: root.path("/run/bootcmd/join"))
        } else {
            #expect(try await root.runAsMachine(["join"]).status == 0)
        }
        let names = try root.snapshot().entries.keys.filter { $0.contains("/member.empty-") }
        #expect(names.isEmpty == (standing == "member"))
        #expect((root.text(Self.log) == nil) == (standing == "begun"))
    }

    /// Nobody could be asked: those who missed it may have founded without it.
    @Test func `a log that was never ready is not opened where the question fails`() async throws {
        try root.write("", to: Self.log)
        let record = """
            {"version": 1, "instance-id": "iid-local01", "host-name": "a1", "standing": "begun"}
            """
        try root.write(record, to: "/var/lib/bootcmd/member.json")
        try await root.prepare("printf garbage > usr/bin/etcd; chmod 755 usr/bin/etcd")
        let said = try await gate(until: "; waiting")
        #expect(!said.contains("warning"), "\(said)")
        #expect(root.text("/var/lib/bootcmd/member.json") == record)
    }

    @Test func `without inputs, a member with data starts all the same`() async throws {
        try root.write("", to: "/var/elsewhere/member/wal/0.wal")
        try root.remove("/var/cloud-init/meta-data")
        let said = try await root.runAsMachine(
            ["join"],
            prefix: ["env", "ETCD_DATA_DIR=/var/elsewhere"]
        )
        #expect(said.status == 0)
    }

    @Test
    func `a machine without the address waits, with etcd closed, and looks at its inputs anew`()
        async throws
    {
        // Its sentence is written down once it was said.
        let said = try await gate(until: "is on no interface", in: root.path("/run/bootcmd/join"))
        #expect(said.contains("192.168.99.51, the address of a1, is on no interface"))
        #expect(root.text("/run/bootcmd/etcd.env")?.contains("closed-until") == true)
        #expect(root.text("/run/bootcmd/join")?.contains("is on no interface") == true)
        // The data disk is mounted: the next gate opens.
        try root.write("", to: Self.log)
        #expect(try await root.runAsMachine(["join"]).status == 0)
        #expect(root.text("/run/bootcmd/etcd.env") == nil)
    }

    @Test func `an input that is missing is waited for, and no failure`() async throws {
        try root.remove("/var/cloud-init/meta-data")
        let said = try await gate(until: "/var/cloud-init/meta-data: not found")
        #expect(said.contains("; waiting"))
    }

    @Test func `a cluster.yaml that is not applied changes nothing for the gate`() async throws {
        let changed = "cluster: a1=http://192.168.99.51:2381,a2=http://192.168.99.52:2381\n"
        try root.write(changed, to: "/var/cloud-init/cluster.yaml")
        let shown = try await root.runAsMachine(["join", "--dry-run"])
        #expect(shown.output.hasPrefix("member a1, http://192.168.99.51:2380, "))
    }

    @Test(arguments: ["/etc/bootcmd/state.json", "/var/cloud-init/meta-data"])
    func `a machine that is not configured as this instance is nobody's member`(path: String)
        async throws
    {
        if path.hasSuffix("meta-data") {
            try root.write("instance-id: iid-other\nlocal-hostname: a1\n", to: path)
        } else {
            try root.remove(path)
        }
        let shown = try await root.runAsMachine(["join", "--dry-run"])
        #expect(shown.status == 75)
        #expect(shown.output.contains("this machine is not configured as a1, instance"))
    }

    @Test func `a disk that fstab names is waited for`() async throws {
        try root.write("/dev/sdb1 /var/lib/etcd ext4 defaults 0 2\n", to: "/etc/fstab")
        let shown = try await root.runAsMachine(["join", "--dry-run"])
        #expect(shown.status == 75)
        #expect(
            shown.output.contains(
                "/var/lib/etcd, above /var/lib/etcd/a1.etcd/member/wal, is to be mounted and is not"
            )
        )
    }

    @Test func `nothing is founded beside a machine that cannot be asked`() async throws {
        let said = try await root.runAsMachine(["join", "--found"])
        #expect(said.status == 69)
        #expect(
            said.words.contains("nothing is founded: 192.168.99.51, the address of a1, is on no")
        )
    }

    @Test func `without data, etcd is held before the gate begins, and with data it is not`()
        async throws
    {
        #expect(try await root.runAsMachine(["join", "--hold"]).status == 0)
        let held = try #require(root.text("/run/bootcmd/etcd.env"))
        #expect(held.contains("closed-until"))
        try root.remove("/run/bootcmd/etcd.env")
        try root.write("", to: Self.log)
        #expect(try await root.runAsMachine(["join", "--hold"]).status == 0)
        #expect(root.text("/run/bootcmd/etcd.env") == nil)
    }

    @Test func `etcd is held where it cannot be told whether there is data`() async throws {
        try root.remove("/var/cloud-init/meta-data")
        #expect(try await root.runAsMachine(["join", "--hold"]).status == 0)
        #expect(root.text("/run/bootcmd/etcd.env") != nil)
    }

    /// systemd gives the gate what `--hold`, or a gate of before, has etcd told.
    @Test func `a cluster that is to exist is not founded because etcd is held`() async throws {
        try await root.prepare(
            "sed -i 's/STATE=\"new\"/STATE=\"existing\"/' etc/etcd/etcd.conf; "
                + "grep -q existing etc/etcd/etcd.conf"
        )
        let network = "ip link set lo up; ip address add 192.168.99.51/24 dev lo; exec \"$@\""
        let shown = try await root.runAsMachine(
            ["join", "--dry-run"],
            prefix: ["unshare", "--net", "sh", "-ec", network, "sh", "env"] + [
                "ETCD_INITIAL_CLUSTER_STATE=closed-until-bootcmd-join-has-decided"
            ]
        )
        #expect(shown.status == 75, "\(shown)")
        #expect(shown.output.contains("write 'state: new' into cluster.yaml"), "\(shown)")
    }

    @Test func `etcd's start is remembered, and only with data`() async throws {
        _ = try await root.runAsMachine(["join", "--started"])
        #expect(root.text("/var/lib/bootcmd/member.json") == nil)
        try root.write("", to: Self.log)
        let said = try await root.runAsMachine(["join", "--started"])
        #expect(said.status == 0)
        #expect(said.words == "")
        #expect(root.text("/var/lib/bootcmd/member.json")?.contains("\"member\"") == true)
    }

    @Test(arguments: [["--replace", "--found"], ["--found", "--dry-run"]])
    func `one order at a time, and none of them is a dry run`(options: [String]) async throws {
        #expect(try await root.runAsMachine(["join"] + options).status == 64)
    }

    @Test func `a gate that another one keeps waiting says which`() async throws {
        try await root.prepare("mkdir run/bootcmd")
        let said = try await gate(
            until: "holds the lock",
            prefix: ["flock", "--no-fork", "/run/bootcmd/join.lock"]
        )
        #expect(
            said.contains(/bootcmd: join: \/run\/bootcmd\/join.lock: process \d+ \(/),
            "\(said)"
        )
    }

    /// Runs the gate, and kills it once these words are in a file, or else in what it says; what it
    /// said.
    private func gate(
        until words: String,
        in file: String = "",
        prefix: [String] = []
    ) async throws -> String {
        let script = """
            said=$1/../said.$$
            "${@:4}" 2> "$said" &
            until grep --quiet --no-messages --fixed-strings -- "$2" "${3:-$said}"; do sleep 0.1; done
            kill -0 $! && kill -KILL $!
            cat "$said"
            rm "$said"
            """
        let command = ["bash", "-c", script, "-", root.url.path, words, file]
        let join = root.asMachine(prefix + [Product.bootcmd.path, "join"])
        return try await Command(command + join.arguments).succeed()
    }

    @Test func `a dry run shows the decision and ends with 75 where etcd must wait`() async throws {
        let before = try root.snapshot()
        let shown = try await root.runAsMachine(["join", "--dry-run"])
        #expect(shown.status == 75)
        #expect(shown.output.contains("disk: no log in /var/lib/etcd/a1.etcd/member/wal\n"))
        let json = try await root.runAsMachine(["join", "--dry-run", "--json"])
        #expect(json.output.contains("\"action\": \"wait\""))
        #expect(try root.snapshot().changes(since: before) == [])
    }

    @Test func `an image's etcd is not started from outside, nor its machine announced`()
        async throws
    {
        let before = try root.snapshot()
        let said = try await root.run(["join"])
        #expect(said.status == 64)
        #expect(
            said.error.contains(
                "--root: the etcd of an image is not started here; use --dry-run or --replace"
            )
        )
        #expect(try await root.run(["join", "--dry-run"]).status == 75)
        #expect(try await root.run(["join", "--replace", "--seed", "/nowhere"]).status == 66)
        #expect(try root.snapshot().changes(since: before) == [])
    }

    @Test func `data that is here is not given up`() async throws {
        try root.write("", to: Self.log)
        let said = try await root.runAsMachine(["join", "--replace"])
        #expect(said.status == 69)
        #expect(
            said.words.hasPrefix(
                "the data of a1 is here, in /var/lib/etcd/a1.etcd/member/wal: nothing is given up"
            )
        )
    }

    /// Typed, the orders look where etcd's unit has it keep its data, as the gate within it does.
    @Test func `an operator's drop-in moves the data for who types a command, too`() async throws {
        let moved = "/var/elsewhere/member/wal/0000000000000000-0000000000000000.wal"
        try root.write("", to: Self.log)
        _ = try await root.runAsMachine(["join"])
        try root.write("ETCD_DATA_DIR=/var/elsewhere\n", to: "/etc/default/etcd-data")
        try root.write(
            "[Service]\nEnvironmentFile=/etc/default/etcd-data\n",
            to: "/etc/systemd/system/etcd.service.d/data.conf"
        )
        let waiting = try await root.runAsMachine(["join", "--dry-run"])
        #expect(
            waiting.output.contains("\ndisk: no log in /var/elsewhere/member/wal\n"),
            "\(waiting)"
        )
        #expect(try await root.runAsMachine(["join", "--replace"]).status == 0)
        try root.write("", to: moved)
        let refused = try await root.runAsMachine(["join", "--replace"])
        #expect(refused.status == 69)
        #expect(refused.words.contains("is here, in /var/elsewhere/member/wal: "), "\(refused)")
    }

    /// Debian's unit has the variable, and etcd.conf has the last word on it.
    @Test func `a variable of etcd's unit does not move the data`() async throws {
        try root.write("", to: Self.log)
        try root.write(
            "[Service]\nEnvironment=ETCD_DATA_DIR=/var/lib/etcd/default\n",
            to: "/etc/systemd/system/etcd.service.d/zz.conf"
        )
        #expect(try await root.runAsMachine(["join", "--replace"]).status == 69)
        let shown = try await root.runAsMachine(["join", "--dry-run"])
        #expect(shown.output.contains("in /var/lib/etcd/a1.etcd/member/wal"), "\(shown)")
    }

    @Test func `data that was here and is not is waited for, until it is given up`() async throws {
        try root.write("", to: Self.log)
        _ = try await root.runAsMachine(["join"])
        try root.remove(Self.log)
        // Asked for before the data: the address must be this machine's.
        let local = "cluster: a1=http://\(try Self.ownAddress()):2380\n"
        try root.write(local, to: "/var/cloud-init/cluster.yaml")
        try #require(try await root.run(["--force"]).status == 0)
        let waiting = try await root.runAsMachine(["join", "--dry-run"])
        #expect(waiting.output.contains("the data of member a1 was here, and"))
        let replaced = try await root.runAsMachine(["join", "--replace"])
        #expect(replaced.words.hasPrefix("bootcmd: the data of a1 is given up: "))
        let again = try await root.runAsMachine(["join", "--replace"])
        #expect(again.words.hasPrefix("bootcmd: what a1 was told of a cluster is forgotten: "))
        let given = try await root.runAsMachine(["join", "--dry-run"])
        #expect(given.output.contains("it is the only member: starting etcd"))
    }

    private static func ownAddress() throws -> String {
        let found = Host.current().addresses.first { $0.contains(".") && !$0.hasPrefix("127.") }
        return try #require(found)
    }
}
