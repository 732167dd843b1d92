import Readback
import Testing
@testable import Basics
@testable import Status
@testable import Units

@Suite struct ResolvedCommandTests {
    /// The script of flannel's RPM for CentOS 7 leads to flanneld like this.
    private static let start = """
        #!/bin/sh

        exec /usr/bin/flanneld \\
        \t-etcd-endpoints=${FLANNEL_ETCD_ENDPOINTS:-${FLANNEL_ETCD}} \\
        \t-etcd-prefix=${FLANNEL_ETCD_PREFIX:-${FLANNEL_ETCD_KEY}} \\
        \t"$@"

        """

    private static let scripts: [NodePath: String] = [
        "/usr/bin/flanneld-start": start,
        "/opt/etcd/start":
            "#!/bin/bash -e\nset -x\n. /etc/etcd.env\nexec /opt/etcd/etcd $ARGS --x=$X\n",
        "/opt/etcd/lines":
            "#!/bin/sh\nDIR=/opt/e\nulimit -n 65536\n$DIR/etcd --data-dir=$DIR/data\n",
        "/opt/etcd/branch": "#!/bin/sh\nif true; then exec /usr/bin/etcd; fi\n",
        "/opt/etcd/loop": "#!/bin/sh\nexec /opt/etcd/loop\n",
        "/opt/etcd/shift": "#!/bin/sh\nshift\nexec /usr/bin/etcd \"$@\"\n",
        "/opt/etcd/background": "#!/bin/sh\n/usr/bin/etcd &\nwait\n",
        "/opt/etcd/python": "#!/usr/bin/python3\nprint()\n",
        "/opt/etcd/binary": "\u{7f}ELF",
    ]

    private static let rows: [(Service, String, String?)] = [
        // whose ExecStart=, the ExecStart=, the program and its arguments; nil: not understood
        (.etcd, "/usr/bin/etcd", "/usr/bin/etcd"),
        (.etcd, "/opt/etcd-3.5/etcd --name a1", "/opt/etcd-3.5/etcd --name a1"),
        (.etcd, "/opt/bin/etcd-3.5.1 -x", "/opt/bin/etcd-3.5.1 -x"),
        (.etcd, "etcd", "etcd"),
        (.etcd, "-/usr/bin/etcd", "/usr/bin/etcd"),
        (.etcd, "+!!/usr/bin/etcd", "/usr/bin/etcd"),
        (.etcd, "@/usr/bin/etcd argv0 --x", "/usr/bin/etcd --x"),
        (.etcd, ":/usr/bin/etcd $X ${Y}", "/usr/bin/etcd $X ${Y}"),
        (
            .etcd, "/usr/bin/etcd '--name=a b' \"--x=\\\"y\\\"\" \\x41",
            "/usr/bin/etcd --name=a b --x=\"y\" A"
        ),
        (.etcd, "/usr/bin/etcd %p-%n %%x %H", "/usr/bin/etcd etcd-etcd.service %x %H"),
        (
            .etcd, "/usr/bin/etcd $ARGS ${NAME} x$ARGS $$HOME",
            "/usr/bin/etcd $ARGS ${NAME} x$ARGS $HOME"
        ),
        (.etcd, "/usr/bin/etcd 'open", nil),
        (.etcd, "/usr/bin/%H/etcd", nil),
        // several commands
        (.etcd, "/bin/true ; /usr/bin/etcd --x", "/usr/bin/etcd --x"),
        (.etcd, "/usr/bin/etcd \\; x", "/usr/bin/etcd ; x"),
        // what leads to it
        (.etcd, "/usr/bin/env /usr/bin/etcd --x", "/usr/bin/etcd --x"),
        (.etcd, "/usr/bin/env -u A B=c D=${D} /usr/bin/etcd", "/usr/bin/etcd"),
        (.etcd, "/usr/bin/env -i /usr/bin/etcd", nil),
        (.etcd, "/usr/bin/nice -n 5 /usr/bin/etcd", "/usr/bin/etcd"),
        (.etcd, "/usr/bin/nice -5 /usr/bin/ionice -c2 -n 0 /usr/bin/etcd -x", "/usr/bin/etcd -x"),
        (.etcd, "/usr/bin/chrt -f 50 /usr/bin/etcd", "/usr/bin/etcd"),
        (.etcd, "/usr/bin/taskset -c 0,1 /usr/bin/etcd", "/usr/bin/etcd"),
        (.etcd, "/usr/bin/nohup /usr/bin/etcd", "/usr/bin/etcd"),
        // a shell: Fedora's and CentOS 7's
        (.etcd, #"/bin/bash -c "GOMAXPROCS=$(nproc) /usr/bin/etcd""#, "/usr/bin/etcd"),
        (
            .etcd,
            #"/bin/bash -c "GOMAXPROCS=$(nproc) /usr/bin/etcd --name=\"${ETCD_NAME}\" --x=y""#,
            "/usr/bin/etcd --name=${ETCD_NAME} --x=y"
        ),
        (.etcd, #"/bin/sh -c "exec /usr/bin/etcd $DAEMON_ARGS""#, "/usr/bin/etcd $DAEMON_ARGS"),
        (.etcd, #"/bin/sh -ec 'ulimit -n 9; cd /; exec /usr/bin/etcd'"#, "/usr/bin/etcd"),
        (
            .etcd, #"/bin/sh -c '/usr/bin/etcd --a "b c" >>/var/log/etcd 2>&1'"#,
            "/usr/bin/etcd --a b c"
        ),
        (.etcd, #"/bin/sh -c 'X=/opt; $$X/etcd --d=$${X}/d'"#, "/opt/etcd --d=/opt/d"),
        (.etcd, #"/bin/sh -c '/usr/bin/etcd "$@"' sh --x y"#, "/usr/bin/etcd --x y"),
        (.etcd, #"/bin/sh -c '/usr/bin/etcd --n $1' sh y"#, "/usr/bin/etcd --n y"),
        (.etcd, #"/bin/sh -c '/usr/bin/etcd || sleep 5'"#, nil),
        (.etcd, #"/bin/sh -c 'if true; then /usr/bin/etcd; fi'"#, nil),
        (.etcd, #"/bin/sh -c '(/usr/bin/etcd)'"#, nil),
        (.etcd, #"/bin/sh -c '/usr/bin/etcd "open'"#, nil),
        (.etcd, #"/bin/sh -c"#, nil),
        (
            .docker,
            "/bin/sh -c '/usr/bin/docker-current daemon $OPTIONS 2>&1 | /usr/bin/forward-journald -tag docker'",
            "/usr/bin/docker-current daemon $OPTIONS"
        ),
        // a script
        (
            .flanneld, "/usr/bin/flanneld-start $FLANNEL_OPTIONS",
            "/usr/bin/flanneld -etcd-endpoints=${FLANNEL_ETCD_ENDPOINTS:-${FLANNEL_ETCD}} "
                + "-etcd-prefix=${FLANNEL_ETCD_PREFIX:-${FLANNEL_ETCD_KEY}} $FLANNEL_OPTIONS"
        ),
        (
            .flanneld, "/bin/sh /usr/bin/flanneld-start -x",
            "/usr/bin/flanneld -etcd-endpoints=${FLANNEL_ETCD_ENDPOINTS:-${FLANNEL_ETCD}} -etcd-prefix=${FLANNEL_ETCD_PREFIX:-${FLANNEL_ETCD_KEY}} -x"
        ),
        (.etcd, "/opt/etcd/start", "/opt/etcd/etcd ${ARGS} --x=${X}"),
        (.etcd, "/opt/etcd/lines", "/opt/e/etcd --data-dir=/opt/e/data"),
        (.etcd, "/opt/etcd/branch", nil),
        (.etcd, "/opt/etcd/loop", nil),
        (.etcd, "/opt/etcd/shift", nil),
        (.etcd, "/opt/etcd/background", nil),
        (.etcd, "/opt/etcd/python", nil),
        (.etcd, "/opt/etcd/binary", nil),
        (.etcd, "/opt/etcd/missing", nil),
        // a container is not a program of the node
        (.etcd, "/usr/bin/docker run etcd:3.5 /usr/bin/etcd", nil),
        (.etcd, "/usr/bin/etcdctl watch x", nil),
        (.docker, "/usr/bin/dockerd-rootless.sh", nil),
    ]

    @Test(arguments: rows)
    func `the program is found that a unit runs`(service: Service, line: String, found: String?) {
        let unit = UnitFile(name: service.unit, texts: ["[Service]\nExecStart=\(line)\n"])
        #expect(Self.shown(unit, service) == found)
    }

    private static func shown(_ unit: UnitFile, _ service: Service) -> String? {
        var files = NamedFiles()
        files.texts = scripts
        files.read = [
            "/opt/etcd/missing", "/usr/bin/docker", "/usr/bin/etcdctl",
            "/usr/bin/dockerd-rootless.sh", "/bin/true",
        ]
        guard case .program(let invocation) = unit.resolvedCommand(of: service, scripts: files)
        else {
            return nil
        }
        return ([invocation.program] + invocation.arguments.map(\.description))
            .joined(separator: " ")
    }

    @Test func `a script must be read first`() {
        let unit = UnitFile(
            name: "flanneld.service",
            texts: ["[Service]\nExecStart=/usr/bin/env A=b /usr/bin/flanneld-start\n"]
        )
        #expect(
            unit.resolvedCommand(of: .flanneld, scripts: NamedFiles())
                == .script("/usr/bin/flanneld-start")
        )
    }

    private static let additions: [(String, Bool)] = [
        // ExecStart, whether what is added at its end reaches flanneld
        ("/usr/bin/flanneld", true),
        ("/usr/bin/nice /usr/bin/flanneld -x", true),
        ("/usr/bin/flanneld-start", true),
        ("/bin/sh -c /usr/bin/flanneld", false),
        ("/bin/sh -c 'exec /usr/bin/flanneld \"$@\"' sh", true),
        ("/bin/sh -c 'exec /usr/bin/flanneld \"$@\"'", false),
        ("/bin/sh -c 'exec /usr/bin/flanneld \"$@\" -x' sh", false),
    ]

    @Test(arguments: additions)
    func `it is known whether an option at the end reaches the program`(
        line: String,
        reaches: Bool
    ) {
        let unit = UnitFile(name: "flanneld.service", texts: ["[Service]\nExecStart=\(line)\n"])
        var files = NamedFiles()
        files.texts = Self.scripts
        guard case .program(let invocation) = unit.resolvedCommand(of: .flanneld, scripts: files)
        else {
            Issue.record("not understood")
            return
        }
        #expect(invocation.passesArguments == reaches)
    }

    /// A reader of its own, which the tests keep to hold the program's against.
    @Test(arguments: rows.map(\.1))
    func `commands are taken apart as systemd does`(line: String) throws {
        let known = try? SystemdCommand(reading: Array(line.utf8)).commands
        let items = SystemdWords(line)?.words
        let words = items?.split(whereSeparator: \.isSeparator).map { $0.map(\.text) }
        #expect(words == known.map { $0.map { $0.map { String(decoding: $0, as: UTF8.self) } } })
    }
}
