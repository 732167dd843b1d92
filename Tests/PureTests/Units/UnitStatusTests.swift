import Testing
@testable import Units

@Suite struct UnitStatusTests {
    /// `LoadState ActiveState SubState`, and what that is.
    @Test(arguments: [
        ("loaded active running", UnitStatus.Activity.running),
        ("loaded active exited", .running),
        ("loaded reloading reload", .running),
        ("loaded activating condition", .preparing),
        ("loaded activating start-pre", .preparing),
        ("loaded activating start", .starting),
        ("loaded activating start-post", .starting),
        ("loaded activating auto-restart", .restarting),
        ("loaded activating auto-restart-queued", .restarting),
        ("loaded deactivating stop-sigterm", .stopping),
        ("loaded inactive dead", .stopped),
        ("loaded failed failed", .failed),
        ("not-found inactive dead", .absent),
        ("masked inactive dead", .masked),
        // Stopped, and its file has gone since.
        ("not-found active running", .absent),
        ("loaded maintenance dead", .stopped),
    ])
    func `systemd's three words come to one`(words: String, activity: UnitStatus.Activity) throws {
        let words = words.split(separator: " ").map(String.init)
        let status = UnitStatus(
            [.loadState: words[0], .activeState: words[1], .subState: words[2]],
            now: .seconds(100)
        )
        #expect(try #require(status).activity == activity)
    }

    @Test(arguments: [("inactive", "57"), ("failed", "57")])
    func `a unit that waits in the queue is about to start`(active: String, job: String) {
        let status = UnitStatus(
            [.loadState: "loaded", .activeState: active, .subState: "dead", .job: job],
            now: .seconds(100)
        )
        #expect(status?.activity == .queued)
    }

    /// `systemctl show --property=… etcd.service nothing.service` on Debian 12.
    private static let shown = """
        Result=exit-code
        NRestarts=12
        ExecMainStatus=1
        Id=etcd.service
        LoadState=loaded
        ActiveState=activating
        SubState=auto-restart
        UnitFileState=enabled
        StateChangeTimestampMonotonic=40000000

        Id=nothing.service
        LoadState=not-found
        ActiveState=inactive
        SubState=dead
        UnitFileState=
        StateChangeTimestampMonotonic=0

        """

    @Test func `what systemctl shows of several units is read`() {
        let units = UnitStatus.units(shown: Self.shown, now: .seconds(100))
        #expect(units.count == 2)
        #expect(
            units["etcd.service"]
                == UnitStatus(
                    .restarting,
                    result: "exit-code",
                    exitStatus: 1,
                    restarts: 12,
                    for: .seconds(60)
                )
        )
        #expect(units["nothing.service"] == UnitStatus(.absent, isEnabled: nil))
    }

    @Test(arguments: [
        "", "\n\n\n", "Id=a\n", "=\n", "Failed to connect to bus", "Id=a\nActiveState\n",
    ])
    func `an answer without a state is none`(text: String) {
        #expect(UnitStatus.units(shown: text, now: .seconds(100)).isEmpty)
    }

    @Test func `a clock that ran on before it was read does not go backwards`() {
        let text = Self.shown
        let units = UnitStatus.units(shown: text, now: .seconds(39))
        #expect(units["etcd.service"]?.duration == .zero)
    }

    @Test(arguments: [
        (0, "0 s"), (119, "119 s"), (120, "2 min"), (7199, "119 min"), (7200, "2 h"),
        (172_800, "2 d"),
    ])
    func `a duration is told in its largest unit`(seconds: Int, words: String) {
        #expect(Duration.seconds(seconds).inWords == words)
    }
}
