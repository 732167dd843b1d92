import TestSupport
@testable import Basics
@testable import Etcd
@testable import Join
@testable import Status
@testable import Units

extension CheckTests {
    static let memberRows: [Row] = [
        Row(
            .etcd,
            .bad,
            "192.168.99.52, the address of a2, is on no interface; this machine has 192.168.99.77"
        ) { $0.interfaces = [try ObservedNode.interface("eth0", "192.168.99.77", mtu: 1500)] },
        Row(
            .etcd,
            .wait,
            "192.168.99.52, the address of a2, is on no interface, and there is no other yet"
        ) {
            $0.interfaces = [
                try ObservedNode.interface("lo", "127.0.0.1", "::1", mtu: 65536),
                try ObservedNode.interface("eth0", "fe80::1", mtu: 1500),
            ]
        },
        Row(
            .etcd,
            .bad,
            "192.168.99.52 is on another machine as well, with the network card 02:00:00:00:00:07"
        ) { $0.twin = "02:00:00:00:00:07" },
        Row(.etcd, .bad, "etcd.service is not installed") {
            $0.units?["etcd.service"] = UnitStatus(.absent)
        },
        Row(.etcd, .bad, "masked\n  systemctl unmask etcd") {
            $0.units?["etcd.service"] = UnitStatus(.masked)
        },
        Row(
            .etcd,
            .wait,
            "start-pre for 3 s: bootcmd join is at work; see:\n  journalctl -b -u etcd"
        ) {
            $0.units?["etcd.service"] = UnitStatus(.preparing, for: .seconds(3))
        },
        Row(
            .etcd,
            .wait,
            """
            starting for 90 s: no quorum: 2 of 3 members are needed, and a1, a3 do not serve; if that \
            lasts because disks are lost, netboot one of those anew: its gate says what to type here
            """
        ) { seen in
            seen.beforeEtcd(.starting, for: .seconds(90))
        },
        Row(
            .etcd,
            .bad,
            """
            a2 was removed from the cluster while its data was here, or its data is of another \
            cluster; unless it was taken out for good ('bootcmd undo'), to join anew:
              mv /var/lib/etcd/a2.etcd /var/lib/etcd/a2.etcd.old-$(date +%s) && bootcmd join --replace && \
            systemctl restart etcd
            """
        ) { seen in
            // a3 went on alone before it knew this member, and a1 with it: nobody turns it away.
            seen.units?["etcd.service"] = UnitStatus(.starting, for: .seconds(90))
            seen.answer(of: "a2", port: .refuses)
            seen.log = "/var/lib/etcd/a2.etcd/member/wal"
            seen.members = ObservedNode.list(["a1", "a3"])
        },
        Row(
            .etcd,
            .wait,
            """
            starting for 90 s: no quorum: 2 of 3 members are needed, and a1, a3 do not serve; if that \
            lasts because disks are lost, netboot one of those anew: its gate says what to type here
            """
        ) { seen in
            // A list that no quorum vouches for may be of before it was added.
            seen.units?["etcd.service"] = UnitStatus(.starting, for: .seconds(90))
            seen.answer(of: "a2", port: .refuses)
            for name in ["a1", "a3"] { seen.answer(of: name) }
            seen.log = "/var/lib/etcd/a2.etcd/member/wal"
            seen.members = ObservedNode.list(["a1", "a3"])
        },
        Row(
            .etcd,
            .wait,
            """
            starting for 90 s: no quorum: 2 of 3 members are needed, and its data lists a7 at \
            http://192.168.99.57:2380, whom cluster.yaml does not describe: start them; if nobody will \
            ever be there again, on the machine that has the newest data:
              systemctl stop etcd; bootcmd join --alone && systemctl start etcd
            """
        ) { seen in
            seen.beforeEtcd(.starting, for: .seconds(90))
            seen.ownList = ObservedNode.list(["a1", "a2", "a7"])
        },
        Row(.etcd, .wait, "ended with exit status 1, and starts again; 2 restarts so far") {
            $0.units?["etcd.service"] = UnitStatus(
                .restarting,
                result: "exit-code",
                exitStatus: 1,
                restarts: 2
            )
        },
        Row(
            .etcd,
            .bad,
            "ended with exit status 1, and starts again; 407 restarts so far\n  journalctl -u etcd"
        ) {
            $0.units?["etcd.service"] = UnitStatus(
                .restarting,
                result: "exit-code",
                exitStatus: 1,
                restarts: 407
            )
        },
        Row(
            .etcd,
            .bad,
            """
            a2 was removed from the cluster while its data was here, or its data is of another \
            cluster; unless it was taken out for good ('bootcmd undo'), to join anew:
              mv /var/lib/etcd/a2.etcd /var/lib/etcd/a2.etcd.old-$(date +%s) && bootcmd join --replace && \
            systemctl restart etcd
            """
        ) { seen in
            // An entry of its URL is there again: only etcd's own words tell.
            seen.units?["etcd.service"] = UnitStatus(.stopped)
            seen.log = "/var/lib/etcd/a2.etcd/member/wal"
            seen.etcdWords = [
                #"{"level":"error","error":"the member has been permanently removed from the cluster"}"#
            ]
        },
        Row(
            .etcd,
            .bad,
            """
            /var/lib/etcd/a2.etcd is damaged, and no other member shows that it is at work: this may be the last \
            copy. If the others' data is lost for good, go on with what its database has, which can lack the last \
            writes:
              systemctl stop etcd; bootcmd join --alone && systemctl start etcd
            """
        ) { seen in
            seen.units?["etcd.service"] = UnitStatus(
                .restarting,
                result: "exit-code",
                exitStatus: 1
            )
            seen.log = "/var/lib/etcd/a2.etcd/member/wal"
            seen.etcdWords = ["etcdmain: walpb: crc mismatch"]
            for name in ["a1", "a3"] { seen.answer(of: name, port: .refuses) }
        },
        Row(
            .etcd,
            .bad,
            """
            /var/lib/etcd/a2.etcd is damaged; a1, a3 are at work and have the same: to take it from there:
              mv /var/lib/etcd/a2.etcd /var/lib/etcd/a2.etcd.old-$(date +%s) && mv /wal /wal.old-$(date +%s) && \
            bootcmd join --replace && systemctl restart etcd
            """
        ) { seen in
            seen.units?["etcd.service"] = UnitStatus(
                .restarting,
                result: "exit-code",
                exitStatus: 1
            )
            seen.log = "/wal"
            seen.etcdWords = [#"{"level":"fatal","msg":"failed to read WAL, cannot be repaired"}"#]
        },
        Row(
            .etcd,
            .bad,
            """
            etcd runs as etcd, and may not use what is in /var/lib/etcd/a2.etcd
              chown -R etcd: /var/lib/etcd/a2.etcd && systemctl restart etcd
            """
        ) { seen in
            seen.units?["etcd.service"] = UnitStatus(.failed, result: "exit-code", exitStatus: 1)
            seen.etcdUser = "etcd"
            seen.etcdWords = ["open /var/lib/etcd/a2.etcd/member/snap: permission denied"]
        },
        Row(
            .etcd,
            .bad,
            """
            /var/lib/etcd/a2.etcd is of a version of etcd that this one cannot take over; install that \
            again
              journalctl -u etcd
            """
        ) { seen in
            seen.units?["etcd.service"] = UnitStatus(
                .restarting,
                result: "core-dump",
                exitStatus: 6
            )
            seen.etcdWords = [
                #"panic: detected disallowed v2 WAL for stage --v2-deprecation=write-only"#
            ]
        },
        Row(.etcd, .bad, "failed for 3 h: oom-kill\n  journalctl -u etcd") {
            $0.units?["etcd.service"] = UnitStatus(
                .failed,
                result: "oom-kill",
                for: .seconds(10_900)
            )
        },
        Row(.etcd, .bad, "no answer at 192.168.99.52:2379\n  journalctl -u etcd") {
            $0.answer(of: "a2", port: .refuses)
        },
        Row(.etcd, .bad, "takes connections, and does not answer\n  journalctl -u etcd") {
            $0.answer(of: "a2")
        },
        Row(.etcd, .skip, "listens; there is no program to ask it with") {
            $0.answer(of: "a2", health: nil)
        },
        Row(.etcd, .bad, "3.5.16, refuses to be asked: 'user name is empty'") { seen in
            let own = seen.endpoints[1].member
            seen.answer(
                of: "a2",
                status: ObservedNode.status(of: own),
                health: .refused("'user name is empty'")
            )
        },
        Row(
            .etcd,
            .bad,
            "alarm CORRUPT: the data of members differ; see \"Data corruption\" in etcd's documentation"
        ) {
            $0.answer(
                of: "a2",
                health: .refused("Active Alarm(s): CORRUPT"),
                alarms: [.noSpace, .corrupt]
            )
        },
        Row(.etcd, .wait, "3.5.16, a learner, until it is promoted") {
            $0.answer(
                of: "a2",
                status: EndpointStatus(
                    cluster: nil,
                    leader: EtcdID(hexadecimal: "a1"),
                    version: "3.5.16",
                    isLearner: true
                ),
                health: .quorum
            )
        },
        Row(.etcd, .ok, "3.5.16, leader, reads through a quorum") { seen in
            let own = seen.endpoints[1].member
            seen.answer(
                of: "a2",
                status: ObservedNode.status(of: own, leader: "a2"),
                health: .quorum
            )
        },
        // An image, or a user for whom systemd has no answer.
        Row(.etcd, .ok, "3.5.16, follower of a1, reads through a quorum") { $0.units = nil },

        Row(.members, .skip, "etcd does not list them") { $0.members = nil },
        Row(.members, .skip, "a1 a2 a3, and no quorum says so") { seen in
            for name in ["a1", "a2", "a3"] { seen.answer(of: name) }
        },
        Row(.members, .bad, "a2 is not among a1 a3") {
            $0.members = ObservedNode.list(["a1", "a3"])
        },
        Row(
            .members,
            .bad,
            "a2 is listed at http://192.168.99.58:2380, and described at http://192.168.99.52:2380"
        ) { $0.members = ObservedNode.list(["a1", "a2@a8", "a3"]) },
        Row(.members, .bad, "http://192.168.99.52:2380 is listed as b2") {
            $0.members = ObservedNode.list(["a1", "b2@a2", "a3"])
        },
        Row(
            .members,
            .bad,
            """
            a1 a2: a3 is at work in another cluster, which takes writes of its own; see, there:
              bootcmd status
            """
        ) { $0.members = ObservedNode.list(["a1", "a2"]) },
        Row(
            .members,
            .bad,
            """
            a1 a2 a3: a3 is at work in another cluster, which takes writes of its own; see, there:
              bootcmd status
            """
        ) { seen in
            let other = EndpointStatus(
                cluster: EtcdID(hexadecimal: "d"),
                leader: EtcdID(hexadecimal: "a9"),
                member: EtcdID(hexadecimal: "a9")
            )
            seen.answer(of: "a3", status: other, health: .quorum)
        },
        Row(
            .members,
            .bad,
            """
            a1 a2 a3: a1, a3 are at work in another cluster, which takes writes of its own; see, there:
              bootcmd status
            """
        ) { seen in
            // Two of them have come back with the disks of before, and a1 went on alone: IDs alike.
            let own = EtcdID(hexadecimal: "c")
            seen.answer(
                of: "a2",
                status: EndpointStatus(cluster: own, leader: EtcdID(hexadecimal: "a2")),
                health: .quorum
            )
            seen.members = MemberList(cluster: own, entries: seen.members?.entries ?? [])
        },
        Row(
            .etcd,
            .bad,
            """
            a2 was removed from the cluster while its data was here, or its data is of another \
            cluster; unless it was taken out for good ('bootcmd undo'), to join anew:
              mv /var/lib/etcd/a2.etcd /var/lib/etcd/a2.etcd.old-$(date +%s) && bootcmd join --replace && \
            systemctl restart etcd
            """
        ) { seen in
            // A disk of before came back after the others founded anew, with it, on another disk.
            seen.answer(of: "a2")
            seen.log = "/var/lib/etcd/a2.etcd/member/wal"
            seen.ownList = MemberList(cluster: EtcdID(hexadecimal: "c"), entries: [])
        },
        Row(
            .etcd,
            .bad,
            """
            a2 was removed from the cluster while its data was here, or its data is of another \
            cluster; unless it was taken out for good ('bootcmd undo'), to join anew:
              mv /var/lib/etcd/a2.etcd /var/lib/etcd/a2.etcd.old-$(date +%s) && bootcmd join --replace && \
            systemctl restart etcd
            """
        ) { seen in
            // Its port takes connections before etcd serves; the others went on without it.
            seen.answer(of: "a2")
            seen.log = "/var/lib/etcd/a2.etcd/member/wal"
            seen.members = ObservedNode.list(["a1", "a3"])
        },
        Row(.members, .ok, "a1 a2: a3 is described, and not a member") {
            $0.members = ObservedNode.list(["a1", "a2"])
            $0.answer(of: "a3", port: .refuses)
        },
        Row(
            .members,
            .wait,
            "a2: a1 is described, and not a member; a3 is described, and not a member"
        ) { seen in
            seen.members = ObservedNode.list(["a2"])
            for name in ["a1", "a3"] { seen.answer(of: name, port: .refuses) }
        },
        Row(
            .members,
            .bad,
            """
            a2: a1 is at work, and in another list; a3 is described, and not a member. \
            a1 is in cluster d. a2 is in cluster e004ebd9fbcec298. Keep the data of one cluster; each \
            machine of another puts its own aside with:
              on a1: systemctl stop etcd; mv /var/lib/etcd/a1.etcd /var/lib/etcd/a1.etcd.old-$(date +%s) && \
            bootcmd join --replace && systemctl start etcd
              on a2: systemctl stop etcd; mv /var/lib/etcd/a2.etcd /var/lib/etcd/a2.etcd.old-$(date +%s) && \
            bootcmd join --replace && systemctl start etcd
            """
        ) {
            $0.members = ObservedNode.list(["a2"])
            $0.answer(
                of: "a1",
                status: EndpointStatus(cluster: EtcdID(hexadecimal: "d"), leader: nil),
                health: .quorum
            )
            $0.answer(of: "a3", port: .refuses)
        },
        Row(.members, .ok, "a1 a2 a3: a3 is listed at http://192.168.99.58:2380") {
            $0.members = ObservedNode.list(["a1", "a2", "a3@a8"])
        },
        Row(.members, .ok, "a1 a2 a3: a3 has not started yet") {
            $0.members = ObservedNode.list(["a1", "a2", ">a3"])
            $0.answer(of: "a3", port: .refuses)
        },

    ]
}
