import Testing
@testable import Basics
@testable import Cluster
@testable import Desired
@testable import Status

@Suite struct UnusableProgramTests {
    private static let noEtcdctl =
        "etcdctl: not installed, and flanneld.service needs it to put the network into etcd; "
        + "install it (on Debian, the package etcd-client)"

    /// etcd, etcdctl and flanneld, `-` for one that is not there, and why a run is refused.
    private static let etcdctls: [(String, String, String, [String])] = [
        ("3.5", "3.5", "0.22", []),
        ("3.6", "3.0", "0.22", []),
        (
            "3.6", "2.3", "0.22",
            [
                "/usr/bin/etcdctl: etcdctl 2.3 does not speak to the v3 store of etcd 3.6; install "
                    + "the one that comes with it"
            ]
        ),
        ("3.5", "-", "0.22", [noEtcdctl]),
        ("3.5", "?", "0.22", ["/usr/bin/etcdctl: no version in the output of --version: '?'"]),
        ("3.3", "2.2", "0.11", []),
        ("3.4", "3.5", "0.17", []),
        (
            "3.4", "3.6", "0.17",
            [
                "/usr/bin/etcdctl: etcdctl 3.6 does not speak to the v2 store of etcd 3.4; install "
                    + "the one that comes with it"
            ]
        ),
        ("2.3", "3.3", "0.5", []),
        (
            "2.3", "3.4", "0.5",
            [
                "/usr/bin/etcdctl: etcdctl 3.4 does not speak to the v2 store of etcd 2.3; install "
                    + "the one that comes with it"
            ]
        ),
    ]

    @Test(arguments: etcdctls)
    func `an etcdctl that cannot speak to this etcd is refused`(
        etcd: String,
        etcdctl: String,
        flanneld: String,
        refusals: [String]
    ) throws {
        let node = InstalledNode(
            etcd: Self.version(etcd, of: "etcd"),
            flanneld: Self.version(flanneld, of: "flanneld"),
            etcdctl: Self.version(etcdctl, of: "etcdctl")
        )
        #expect(try node.refusals() == refusals)
        #expect(try node.desired().refusals.allSatisfy { $0.status == .unavailable })
    }

    private static func version(_ text: String, of name: String) -> ProgramVersion {
        if text == "-" { return .absent }
        guard let version = Version(in: text) else {
            return .unknown(program: "/usr/bin/\(name)", said: text)
        }
        return .known(version)
    }

    private static let etcd = "etcd.service: runs /opt/etcd/etcd, which is not installed"
    private static let flanneld = "flanneld.service: runs flanneld, which is not installed"

    @Test(
        arguments: [
            // whether it is an image, etcd, flanneld, why a run is refused
            (true, "-", "-", []),
            (true, "-", "0.5", [etcd]),
            (true, "2.3", "-", []),
            (false, "-", "-", [etcd, flanneld]),
            (false, "-", "0.5", [etcd]),
            (false, "2.3", "-", [flanneld]),
            (false, "2.3", "0.5", []),
        ] as [(Bool, String, String, [String])]
    )
    func `a program that a unit runs has to be there, but on a bare image`(
        isImage: Bool,
        etcd: String,
        flanneld: String,
        refusals: [String]
    ) throws {
        var node = InstalledNode(
            etcd: Self.version(etcd, of: "etcd"),
            flanneld: Self.version(flanneld, of: "flanneld"),
            etcdctl: .known(Version(2, 3)),
            isImage: isImage
        )
        node.units["etcd.service"] = InstalledNode.unit("etcd.service", "ExecStart=/opt/etcd/etcd")
        // A command that is not understood: the program is looked for by its name.
        node.units["flanneld.service"] = InstalledNode.unit(
            "flanneld.service",
            "ExecStart=/bin/sh -c 'if x; then flanneld; fi'"
        )
        #expect(try node.refusals() == refusals)
    }

    @Test(arguments: [
        // what the description adds, who the image is, what is missing, what its files are for
        ("", "a1", "etcd.service: /usr/bin/etcd", "etcd 2"),
        ("flannel: {store: v3}", "a1", "etcd.service: /usr/bin/etcd", "etcd 3"),
        ("", "w1", "flanneld.service: /usr/bin/flanneld", "a flannel before 0.18"),
        (
            "flannel: {store: v3}", "w1", "flanneld.service: /usr/bin/flanneld",
            "flannel 0.18 or later"
        ),
    ])
    func `an image without its program is told what it is taken for`(
        more: String,
        host: String,
        missing: String,
        taken: String
    ) throws {
        var software = InstalledNode(
            etcd: .absent,
            flanneld: .absent,
            etcdctl: .absent,
            isImage: true
        )
        let node = try Node(host, in: "cluster: a1=http://10.0.0.1:2380\nworkers: w1\n\(more)")
        let warnings = DesiredState(of: node, on: software.installed).warnings
        #expect(
            warnings == [
                "\(missing) is not there, and its version is not known: the files are those for "
                    + "\(taken); run bootcmd again once it is installed"
            ]
        )
        software.isImage = false
        #expect(DesiredState(of: node, on: software.installed).warnings == [])
        software.isImage = true
        software.etcd = .known(Version(2, 3))
        software.flanneld = .known(Version(0, 5))
        #expect(DesiredState(of: node, on: software.installed).warnings == [])
    }
}
