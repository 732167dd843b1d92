import Testing
@testable import Basics
@testable import Status
@testable import Units

@Suite struct MountPointsTests {
    @Test func `fstab names mount points, and swap is none`() {
        let text = """
            # /etc/fstab
            UUID=1 / ext4 errors=remount-ro 0 1
              LABEL=data\t/var/lib/my\\040etcd  xfs noauto
            /dev/sdb1 none swap sw 0 0
            /dev/sdb2 swap swap
            broken

            """
        #expect(MountPoints.fstab(text) == ["/", "/var/lib/my etcd"])
    }

    @Test func `mountinfo tells where something is mounted`() {
        let text = """
            22 27 0:20 / /proc rw - proc proc rw
            31 27 8:17 / /var/lib/my\\040etcd rw shared:1 - ext4 /dev/sdb1 rw
            """
        #expect(MountPoints.mounted(text) == ["/proc", "/var/lib/my etcd"])
    }

    /// As `systemd-escape --path --suffix=mount` has them.
    @Test(
        arguments: [
            ("/var/lib/etcd", "var-lib-etcd.mount"), ("/data-1", "data\\x2d1.mount"),
            ("/.data", "\\x2edata.mount"), ("/a b", "a\\x20b.mount"),
        ] as [(NodePath, String)]
    )
    func `a mount unit is called after its place`(place: NodePath, unit: String) {
        #expect(MountPoints.unit(of: place) == unit)
    }
}
