import Readback
import Testing
@testable import Basics
@testable import Cluster
@testable import Desired

@Suite struct FlannelBackingStoreTests {
    /// Each pair of an installed etcd and flanneld under each word of the description: the store,
    /// or why there is none. `v2` is on its own up to etcd 3.3, and must be switched on after that.
    private static let table = """
        etcd  store  flanneld -  0.5        0.17       0.18       0.22
        -     auto   classic      classic    classic    v3         v3
        -     v2     classic      classic    classic    otherStore otherStore
        -     v3     v3           otherStore otherStore v3         v3
        2.3   auto   classic      classic    classic    noV3       noV3
        2.3   v2     classic      classic    classic    otherStore otherStore
        2.3   v3     noV3         otherStore otherStore noV3       noV3
        3.0   auto   undecided    v2         v2         v3         v3
        3.0   v2     v2           v2         v2         otherStore otherStore
        3.0   v3     v3           otherStore otherStore v3         v3
        3.3   auto   undecided    v2         v2         v3         v3
        3.3   v2     v2           v2         v2         otherStore otherStore
        3.3   v3     v3           otherStore otherStore v3         v3
        3.4   auto   undecided    v2-on      v2-on      v3         v3
        3.4   v2     v2-on        v2-on      v2-on      otherStore otherStore
        3.4   v3     v3           otherStore otherStore v3         v3
        3.5   auto   undecided    v2-on      v2-on      v3         v3
        3.5   v2     v2-on        v2-on      v2-on      otherStore otherStore
        3.5   v3     v3           otherStore otherStore v3         v3
        3.6   auto   v3           noV2       noV2       v3         v3
        3.6   v2     noV2         noV2       noV2       otherStore otherStore
        3.6   v3     v3           otherStore otherStore v3         v3
        3.7   auto   v3           noV2       noV2       v3         v3
        3.7   v2     noV2         noV2       noV2       otherStore otherStore
        3.7   v3     v3           otherStore otherStore v3         v3
        """

    private static let lines = table.split(separator: "\n").map { $0.split(separator: " ") }

    @Test(arguments: lines.dropFirst())
    func `a store is what both programs know`(line: [Substring]) throws {
        let flannelds = try #require(Self.lines.first).dropFirst(3)
        let store = try #require(ClusterDescription.StoreChoice(rawValue: String(line[1])))
        for (flanneld, expected) in zip(flannelds, line.dropFirst(2)) {
            let installed = InstalledSoftware(
                etcd: Version(in: String(line[0])),
                flanneld: Version(in: String(flanneld))
            )
            #expect(Self.outcome(store, installed) == expected, "flanneld \(flanneld)")
        }
    }

    private static func outcome(
        _ store: ClusterDescription.StoreChoice,
        _ installed: InstalledSoftware
    ) -> String {
        do {
            switch try FlannelBackingStore(store, on: installed) {
            case .classic: return "classic"
            case .v2(let switchedOn): return switchedOn ? "v2-on" : "v2"
            case .v3: return "v3"
            }
        } catch {
            switch error {
            case .noV3: return "noV3"
            case .noV2: return "noV2"
            case .otherStore: return "otherStore"
            case .undecided: return "undecided"
            case .unknownVersion: return "unknownVersion"
            }
        }
    }

    private static let refusals: [(ClusterDescription.StoreChoice, Version?, Version?, String)] = [
        // store, etcd, flanneld, message
        (
            .auto, Version(2, 3), Version(0, 22),
            "flannel.store: flanneld 0.22 wants v3, but the installed etcd 2.3 has only v2; flannel 0.17 or earlier would use it"
        ),
        (
            .v3, Version(2, 3), nil,
            "flannel.store: v3 is wanted, but the installed etcd 2.3 has only v2; flannel 0.17 or earlier would use it"
        ),
        (
            .auto, Version(3, 6), Version(0, 17),
            "flannel.store: flanneld 0.17 wants v2, but the installed etcd 3.6 has only v3; flannel 0.18 or later would use it"
        ),
        (
            .v2, Version(3, 6), nil,
            "flannel.store: v2 is wanted, but the installed etcd 3.6 has only v3; flannel 0.18 or later would use it"
        ),
        (
            .v2, nil, Version(0, 18),
            "flannel.store: 'v2' is described, but the installed flanneld 0.18 uses only v3; write 'store: auto'"
        ),
        (
            .v3, Version(3, 5), Version(0, 5),
            "flannel.store: 'v3' is described, but the installed flanneld 0.5 uses only v2; write 'store: auto'"
        ),
        (
            .auto, Version(3, 5), nil,
            "flannel.store: flanneld is not installed, and the installed etcd 3.5 has both stores; write 'store: v2' or 'store: v3'"
        ),
    ]

    @Test(arguments: refusals)
    func `a pair that cannot work is refused with the cure`(
        store: ClusterDescription.StoreChoice,
        etcd: Version?,
        flanneld: Version?,
        message: String
    ) {
        let error = #expect(throws: FlannelBackingStoreError.self) {
            try FlannelBackingStore(
                store,
                on: InstalledSoftware(etcd: etcd, flanneld: flanneld)
            )
        }
        #expect(error?.description == message)
    }
}
