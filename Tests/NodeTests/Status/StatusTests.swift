import Foundation
import TestSupport
import Testing

/// What a real cluster is said to be, at each turn of its life.
@Suite(.whereNodesBoot, .namingLogs)
struct StatusTests {
    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `the status names what is wrong with a cluster, and the first thing first`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.bornRack(
                ["a1", "a2", "a3"],
                .init(release: release),
                flannel: "{backend: host-gw}"
            )
            let (a1, a2, a3) = (machines[0], machines[1], machines[2])
            let places = Array(zip([66, 42, 13], machines.map(\.address)))

            var told = try await a2.status()
            #expect(told.failure == "flannel wait", "\(told)")
            for (machine, own) in zip(machines, places) {
                try await machine.takeSubnet(
                    own.0,
                    routesTo: places.filter { $0.0 != own.0 }.map { (place: $0.0, address: $0.1) }
                )
            }
            told = try await a2.status()
            #expect(told.exitCode == 0, "\(told)")
            #expect(told["members"] == "a1 a2 a3: all healthy, as described")
            #expect(told["flannel"].hasSuffix("host-gw, MTU 1500, over 192.168.99.52"), "\(told)")
            #expect(
                told.column(\.etcd).compactMap(\.self).sorted() == ["healthy", "healthy", "leader"]
            )
            #expect(told.machines?.filter { $0.answer == nil }.map(\.here) == [true], "\(told)")

            // A route that somebody else has made takes packets off the overlay.
            let route = ["ip", "-n", "a2", "route", "replace", "172.18.66.0/24", "via"]
            try await room.command(route + ["192.168.99.53"]).succeed()
            told = try await a2.status()
            #expect(told.failure == "flannel bad", "\(told)")
            #expect(told["flannel"].hasPrefix("172.18.66.0/24 of 192.168.99.51 leads out of eth0"))
            try await room.command(route + ["192.168.99.51"]).succeed()

            // What the overlay brings comes to no address of theirs, and is not answered.
            for (name, place) in [("a1", 66), ("a3", 13)] {
                let address = ["-n", name, "address", "del", "172.18.\(place).1/24"]
                try await room.command(["ip"] + address + ["dev", "docker0"]).succeed()
            }
            told = try await a2.status()
            #expect(told.failure == "flannel wait", "\(told)")
            #expect(
                told["flannel"].hasPrefix(
                    "no machine answers across the overlay, and the etcd of a1, a3 does beside it"
                ),
                "\(told)"
            )
            for (name, place) in [("a1", 66), ("a3", 13)] {
                let address = ["-n", name, "address", "add", "172.18.\(place).1/24"]
                try await room.command(["ip"] + address + ["dev", "docker0"]).succeed()
            }

            // The kernel takes connections for a process that was stopped.
            for other in [a1, a3] { try await other.signal("STOP", to: "/usr/bin/etcd") }
            let began = ContinuousClock.now
            told = try await a2.status()
            #expect(ContinuousClock.now - began < .seconds(30))
            #expect(told.failure == "etcd wait", "\(told)")
            #expect(told["etcd"].contains("no quorum: 2 of 3 members are needed"), "\(told)")
            for other in [a1, a3] { try await other.signal("CONT", to: "/usr/bin/etcd") }
            try await a2.isAtWork()

            try await a3.powerOff()
            told = try await a2.status()
            #expect(told.exitCode == 0, "\(told)")
            #expect(told["members"] == "a1 a2 a3: a3 does not answer")
            #expect(told.machines?[2].etcd == "no answer")
            #expect(told.machines?[2].answer == nil)

            // Its own etcd is off, and its own list with it.
            try await a3.powerOn()
            try await a3.isAtWork()
            try await a2.kill()
            told = try await a2.status()
            #expect(told.failure == "etcd bad", "\(told)")
            #expect(told["etcd"].hasPrefix("no answer at 192.168.99.52:2379"))
            #expect(told["members"] == "a1 a2 a3", "\(told)")

            try await a1.etcdctl("member", "remove", try #require(try await a1.entry("a2")).id)
            told = try await a2.status("--no-cluster")
            #expect(told["members"] == "a2 is not among a1 a3", "\(told)")
            #expect(told.machines == nil)

            try await a2.netboot()
            try await a2.isAtWork()
            told = try await a2.status()
            #expect(told.failure == "flannel wait", "\(told)")
            #expect(told["members"] == "a1 a2 a3: all healthy, as described")
        }
    }

    @Test func `an etcd whose disk is full has no space`() async throws {
        try await Room.open { room in
            let machine = try await room.rack(["a1"])[0]
            try await machine.powerOn(setting: ["ETCD_QUOTA_BACKEND_BYTES=65536"])
            try await machine.isAtWork()
            try await machine.fill()
            let told = try await machine.status()
            #expect(told.failure == "etcd bad", "\(told)")
            #expect(told["etcd"].contains("alarm NOSPACE"), "\(told)")
        }
    }

    @Test func `a machine waits for its peers, and another's address is named`() async throws {
        try await Room.open(machines: 2) { room in
            let machines = try await room.rack(["a1", "a2"])
            try await machines[1].powerOn()
            try await machines[1].says("its disk is empty, and a1 (192.168.99.51) does not answer")
            var told = try await machines[1].status()
            #expect(told.failure == "etcd wait", "\(told)")
            #expect(
                told["etcd"].hasPrefix("the cluster is founded once each machine has said"),
                "\(told)"
            )

            let card = try await machines[1].beShadowed()
            told = try await machines[1].status()
            #expect(told.failure == "etcd bad", "\(told)")
            #expect(told["etcd"].hasSuffix("with the network card \(card)"), "\(told)")
            try await machines[1].beUnshadowed()

            let address = ["ip", "-n", "a2", "address"]
            try await room.command(address + ["del", "192.168.99.52/24", "dev", "eth0"]).succeed()
            try await room.command(address + ["add", "192.168.99.77/24", "dev", "eth0"]).succeed()
            told = try await machines[1].status()
            #expect(told.failure == "etcd bad", "\(told)")
            #expect(told["etcd"].contains("192.168.99.52, the address of a2, is on no interface"))
        }
    }
}
