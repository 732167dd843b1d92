import Basics
import CLinux
import Desired
import Glibc
import Linux
import Units

extension Root {
    /// Looks at what these units need when they start, and at whether this program may be run.
    package func surroundings(
        of units: [UnitFile],
        agent: NodePath
    ) throws(DiskError) -> Surroundings {
        var found = Surroundings()
        for need in units.flatMap(\.needs) {
            if need.kind == .program {
                guard try !isProgram(at: need.path), try !isAnnounced(need.path) else { continue }
                found.unrunnable.insert(need.path)
            } else {
                guard try !isThere(need.path), try !isAnnounced(need.path) else { continue }
                found.missing.insert(need.path)
            }
        }
        for (setting, isUser) in units.flatMap(\.accounts) {
            let file = isUser ? "passwd" : "group"
            guard try isUnknown(account: setting.value, in: file) else { continue }
            if isUser {
                found.missingUsers.insert(setting.value)
            } else {
                found.missingGroups.insert(setting.value)
            }
        }
        guard isSystem else { return found }
        // sd_booted(3): in a root in which no systemd runs, no generator has.
        if try isThere("/run/systemd/system") {
            for name in units.flatMap(\.requirements).map(\.unit) where try isUnknown(unit: name) {
                found.missingUnits.insert(name)
            }
        }
        found.barsAgent = try isBarred(agent)
        for alternatives in units.flatMap(\.conditions) {
            guard isUnmet(alternatives) else { continue }
            var announced = false
            for condition in alternatives {
                let value = condition.drop { $0 != "=" }.dropFirst().drop { "|!".contains($0) }
                if let path = NodePath(String(value)), try isAnnounced(path) { announced = true }
            }
            if !announced { found.unmet.formUnion(alternatives) }
        }
        return found
    }

    private func isThere(_ path: NodePath) throws(DiskError) -> Bool {
        try find(path, .pathOnly(link: false)) != nil
    }

    /// systemd's own judgement (systemd-analyze(1), "condition"), which asks no PID 1. Where it
    /// cannot be had, nothing is known.
    private func isUnmet(_ alternatives: [String]) -> Bool {
        do throws(ProgramError) {
            let output = try Program.run(
                "systemd-analyze",
                ["condition"] + alternatives,
                limit: .seconds(10)
            )
            // So it ends, too, for what its release does not know, and PID 1 then ignores.
            return output.status == .exited(1) && output.text.contains(" failed.\n")
        } catch {
            return false
        }
    }

    /// A file of a program that the kernel runs for nobody: root may run all others (access(2)).
    private func isBarred(_ path: NodePath) throws(DiskError) -> Bool {
        guard geteuid() == 0, try isProgram(at: path) else { return false }
        return unsafe faccessat(descriptor, path.belowRoot, X_OK, AT_EACCESS) != 0
            && errno == EACCES
    }

    /// Whether something says that a path will be there when the units start: it is early boot, and
    /// tmpfiles, mounts and cloud-init's later modules are still to come.
    func isAnnounced(_ path: NodePath) throws(DiskError) -> Bool {
        let transient: [NodePath] = ["/run", "/dev", "/proc", "/sys", "/tmp"]
        guard !transient.contains(where: path.isWithin) else { return true }
        let above = [path] + path.ancestors
        let mounts = try words(of: ["/etc/fstab"])
        for place in above where mounts.contains(place.text) {
            // One that is mounted already has shown what it holds.
            if unsafe linux_attributes(descriptor, place.belowRoot) & linux_mount_root == 0 {
                return true
            }
        }
        for place in above.map(\.mountUnit) {
            if try !installedUnits([place]).isEmpty { return true }
        }
        var files = try cloudInitInputs()
        for directory: NodePath in ["/etc/tmpfiles.d", "/run/tmpfiles.d", "/usr/lib/tmpfiles.d"] {
            files += (try find(directory, .directory)?.names() ?? []).map(directory.appending)
        }
        // A service of the operator's may make it first.
        let units = try find(UnitFile.administratorDirectory, .directory)?.names() ?? []
        files += units.filter {
            $0.hasSuffix(".service") && !DesiredState.observedUnits.contains($0)
        }.map(UnitFile.administratorDirectory.appending)
        return try words(of: files).contains(path.text)
    }

    func words(of files: [NodePath]) throws(DiskError) -> Set<String> {
        var words: Set<String> = []
        for file in files {
            let text = try textFound(at: file) ?? ""
            words.formUnion(
                text.split { $0.isWhitespace || "\"',:;[]{}".contains($0) }.map {
                    $0.count > 1 && $0.hasSuffix("/") ? String($0.dropLast()) : String($0)
                }
            )
        }
        return words
    }
}

extension NodePath {
    /// The unit that mounts something here (systemd-escape(1)).
    fileprivate var mountUnit: String {
        text.dropFirst().map { $0 == "/" ? "-" : $0 == "-" ? "\\x2d" : String($0) }.joined()
            + ".mount"
    }
}
