import Readback
import Testing
@testable import Basics
@testable import Desired
@testable import Status
@testable import Units

/// Which units cannot be enabled, by PID 1's word and by the files.
@Suite struct UnusableUnitTests {
    private static let installable = InstalledUnit.unit(
        UnitFile(name: "x.service", texts: ["[Install]\nWantedBy=multi-user.target\n"])
    )

    private static func unusable(
        _ unit: InstalledUnit?,
        _ states: [String: UnitFileState]?
    ) -> UnusableUnit? {
        let installed = InstalledSoftware(
            etcd: .absent,
            flanneld: .absent,
            units: unit.map { ["etcd.service": $0] } ?? [:],
            states: states
        )
        return UnusableUnit.among(["etcd.service"], of: installed).first
    }

    private static let states: [(String, UnusableUnit?)] = [
        // PID 1's word, why etcd.service cannot be enabled
        ("enabled", nil),
        ("enabled-runtime", nil),
        ("disabled", nil),
        ("linked", nil),
        ("indirect", nil),
        ("alias", nil),
        ("a word of tomorrow", nil),
        ("masked", .masked("etcd.service")),
        ("masked-runtime", .masked("etcd.service")),
        ("static", .fixed("etcd.service", state: "static")),
        ("generated", .fixed("etcd.service", state: "generated")),
        ("transient", .fixed("etcd.service", state: "transient")),
        ("bad", .fixed("etcd.service", state: "bad")),
    ]

    @Test(arguments: states)
    func `where PID 1 was asked, its word counts`(state: String, reason: UnusableUnit?) {
        let states = ["etcd.service": UnitFileState(rawValue: state)]
        #expect(Self.unusable(Self.installable, states) == reason)
        #expect(Self.unusable(nil, states) == reason)
    }

    @Test func `a unit that PID 1 does not know is not installed`() {
        #expect(Self.unusable(Self.installable, [:]) == .notInstalled("etcd.service"))
    }

    private static let files: [(InstalledUnit?, UnusableUnit?)] = [
        (installable, nil),
        (nil, .notInstalled("etcd.service")),
        (.masked, .masked("etcd.service")),
        (
            .unit(UnitFile(name: "x.service", texts: ["[Service]\n"])),
            .fixed("etcd.service", state: "static")
        ),
    ]

    @Test(arguments: files.indices)
    func `where it was not, the files tell`(index: Int) {
        let (unit, reason) = Self.files[index]
        #expect(Self.unusable(unit, nil) == reason)
    }

    @Test func `an alias is refused whatever PID 1 says`() {
        let file = UnitFile(name: "etcd.service", texts: ["[Install]\nWantedBy=a.target\n"])
        let alias = InstalledUnit.alias(file, of: "etcd3.service")
        let states = ["etcd.service": UnitFileState(rawValue: "enabled")]
        for states in [states, nil] {
            #expect(Self.unusable(alias, states) == .alias("etcd.service", of: "etcd3.service"))
        }
    }

    private static let messages: [(UnusableUnit, String)] = [
        (.notInstalled("etcd.service"), "etcd.service is not installed"),
        (
            .masked("flanneld.service"),
            "flanneld.service is masked; run 'systemctl unmask flanneld.service'"
        ),
        (
            .fixed("etcd.service", state: "static"),
            "etcd.service cannot be enabled: its state is 'static'"
        ),
        (
            .alias("etcd.service", of: "etcd3.service"),
            "etcd.service is an alias of etcd3.service; it needs a unit file of its own"
        ),
    ]

    @Test(arguments: messages)
    func `a unit that cannot be enabled is explained`(unit: UnusableUnit, message: String) {
        #expect(unit.description == message)
        #expect(Refusal.unit(unit).status == .unavailable)
    }
}
