/// What etcd itself refuses (its `server.go` and `membership/cluster.go`, with strict-reconfig-
/// check).
extension Model {
    /// `mayAddMember`, at the member that is asked.
    func mayAdd(_ asked: Int, _ state: State) -> Bool {
        let members = logs[state.machines[asked].applied].members
        let isConnected = members.allSatisfy { entry in
            places.contains { isActive(entry.id, $0, from: asked, state) }
        }
        let started = members.count(where: \.isNamed)
        let isReady = started == 1 && members.count == 1 || started >= (members.count + 1) / 2 + 1
        return isConnected && isReady
    }

    /// `mayRemoveMember`, at the member that is asked.
    func mayRemove(_ id: UInt8, _ asked: Int, _ state: State) -> Bool {
        let members = logs[state.machines[asked].applied].members
        let others = members.without(id)
        guard !others.isEmpty, others.count(where: \.isNamed) >= others.count / 2 + 1 else {
            return false
        }
        func isActive(_ id: UInt8) -> Bool {
            places.contains { self.isActive(id, $0, from: asked, state) }
        }
        if !isActive(id) { return true }
        return members.count { isActive($0.id) } - 1 >= 1 + (members.count - 1) / 2
    }

    private func isActive(_ id: UInt8, _ place: Int, from asked: Int, _ state: State) -> Bool {
        let (machine, asking) = (state.machines[place], state.machines[asked])
        return machine.runs && machine.id == id && state.isLinked(place, asked)
            && log(of: machine).cluster == log(of: asking).cluster
    }

    /// The log of the first peer that tells its members to an etcd that starts without one.
    func told(_ machines: [UInt8], to place: Int, _ state: State) -> Log? {
        for number in machines where number != state.machines[place].number {
            guard let peer = self.place(of: number, from: place, state),
                state.machines[peer].runs, !state.machines[peer].has(.slow)
            else { continue }
            let memory = logs[state.machines[peer].applied]
            if !memory.members.isEmpty { return memory }
        }
        return nil
    }

    /// Whether a member is turned away by one that knows it as removed.
    func isTurnedAway(_ place: Int, _ state: State) -> Bool {
        let machine = state.machines[place]
        return places.contains {
            let peer = state.machines[$0]
            return peer.runs && state.isLinked(place, $0)
                && log(of: peer).cluster == log(of: machine).cluster
                && logs[peer.applied].removed.contains(machine.id)
        }
    }
}
