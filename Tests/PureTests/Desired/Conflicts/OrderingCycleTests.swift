import Testing
@testable import Basics
@testable import Status
@testable import Units

@Suite struct OrderingCycleTests {
    /// A node whose docker is enabled, with these units besides.
    private static func node(_ texts: [String: String]) -> InstalledNode {
        var node = InstalledNode()
        node.units["docker.service"] = InstalledNode.unit(
            "docker.service",
            "ExecStart=/usr/sbin/dockerd"
        )
        node.enabled = ["docker.service"]
        for (path, text) in texts {
            let path = NodePath(path) ?? .top
            let isDropIn = path.parent.name.hasSuffix(".d")
            let name = isDropIn ? String(path.parent.name.dropLast(2)) : path.name
            node.units[name, default: []].append(UnitFile.Part(path: path, text: text))
        }
        return node
    }

    private static let etc = "/etc/systemd/system"
    private static let lib = "/usr/lib/systemd/system"

    /// The refusal of a line of a file, with the cycle that it closes.
    private static func refusal(_ path: String, _ line: String, _ units: String...) -> [String] {
        let circle = zip(units, units.dropFirst() + units.prefix(1))
            .map { "\($0) waits for \($1)" }.joined(separator: ", ")
        return [
            "\(path): '\(line)' closes a cycle: \(circle); systemd would break it by not starting one "
                + "of them; remove it"
        ]
    }

    private static let cycles: [([String: String], [String])] = [
        // units and drop-ins that are there besides, why a run is refused
        ([:], []),
        (["\(etc)/etcd.service.d/x.conf": "[Unit]\nAfter=network.target\n"], []),
        (
            ["\(etc)/etcd.service.d/x.conf": "[Unit]\nAfter=network.target docker.service\n"],
            refusal(
                "\(etc)/etcd.service.d/x.conf",
                "After=docker.service",
                "etcd.service",
                "docker.service",
                "flanneld.service"
            )
        ),
        (
            ["\(etc)/flanneld.service.d/x.conf": "[Unit]\nAfter=docker.service\n"],
            refusal(
                "\(etc)/flanneld.service.d/x.conf",
                "After=docker.service",
                "flanneld.service",
                "docker.service"
            )
        ),
        (
            ["\(etc)/docker.service.d/x.conf": "[Unit]\nBefore=etcd.service\n"],
            refusal(
                "\(etc)/docker.service.d/x.conf",
                "Before=etcd.service",
                "etcd.service",
                "docker.service",
                "flanneld.service"
            )
        ),
        // services that stop one another
        (
            [
                "\(etc)/flanneld.service.d/x.conf":
                    "[Unit]\nConflicts=other.service docker.service\n"
            ],
            [
                "\(etc)/flanneld.service.d/x.conf: 'Conflicts=docker.service' has a boot start only "
                    + "one of the two; remove the line"
            ]
        ),
        (
            ["\(etc)/docker.service.d/x.conf": "[Unit]\nConflicts=etcd.service\n"],
            [
                "\(etc)/docker.service.d/x.conf: 'Conflicts=etcd.service' has a boot start only one "
                    + "of the two; remove the line"
            ]
        ),
        // a unit that one of them starts
        (
            [
                "\(etc)/flanneld.service.d/x.conf":
                    "[Unit]\nWants=warm.service\nAfter=warm.service\n",
                "\(lib)/warm.service": "[Unit]\nAfter=docker.service\n",
            ],
            refusal(
                "\(etc)/flanneld.service.d/x.conf",
                "After=warm.service",
                "flanneld.service",
                "warm.service",
                "docker.service"
            )
        ),
        // one that nothing starts waits for nothing
        (
            [
                "\(etc)/flanneld.service.d/x.conf": "[Unit]\nAfter=warm.service\n",
                "\(lib)/warm.service": "[Unit]\nAfter=docker.service\n",
            ], []
        ),
        // a target waits for what it starts
        (
            [
                "\(lib)/network-online.target": "[Unit]\nWants=warm.service\n",
                "\(lib)/warm.service": "[Unit]\nAfter=docker.service\n",
            ],
            refusal(
                "\(lib)/warm.service",
                "After=docker.service",
                "etcd.service",
                "network-online.target",
                "warm.service",
                "docker.service",
                "flanneld.service"
            )
        ),
        (
            ["\(etc)/etcd.service.d/x.conf": "[Unit]\nAfter=multi-user.target\n"],
            refusal(
                "\(etc)/etcd.service.d/x.conf",
                "After=multi-user.target",
                "etcd.service",
                "multi-user.target"
            )
        ),
        // a service waits for its socket
        (
            [
                "\(etc)/docker.service.d/x.conf": "[Unit]\nRequires=docker.socket\n",
                "\(etc)/docker.socket": "[Unit]\nAfter=docker.service\n",
            ],
            refusal(
                "\(etc)/docker.socket",
                "After=docker.service",
                "docker.service",
                "docker.socket"
            )
        ),
        // what a target's unit says of it counts first
        (
            [
                "\(lib)/network-online.target": "[Unit]\nWants=warm.service\nBefore=warm.service\n",
                "\(lib)/warm.service": "[Unit]\nAfter=docker.service\n",
            ], []
        ),
    ]

    @Test(arguments: cycles)
    func `units that would wait for one another in a circle are refused`(
        texts: [String: String],
        refusals: [String]
    ) throws {
        let found = try Self.node(texts).refusals()
        #expect(found.first == refusals.first)
        #expect(found.isEmpty == refusals.isEmpty)
    }
}
