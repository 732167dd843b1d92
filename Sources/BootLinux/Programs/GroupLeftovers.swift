import BootPlan
import Glibc

extension Root {
    /// Removes what an interrupted `groupadd` left in `/etc` of the running system.
    ///
    /// The lock files of shadow's programs (`lib/commonio.c`) hold a process id, and count as long
    /// as any process has that id. After a power cut, another process soon has it, in early boot even
    /// the same one every time: `cannot lock /etc/group; try again later`, at every boot, for ever. An
    /// empty lock file, whose bytes were lost too, always counts.
    ///
    /// But every program that makes these files first takes lckpwdf(3), a lock on `/etc/.pwd.lock`
    /// that ends with its process, and keeps it to the end. If we get that lock, nobody is at work, and
    /// everything that is there is left over. Neither process ids nor the clock, which may be wrong in
    /// early boot, can mislead us.
    public func removeGroupLeftovers() throws(DiskError) {
        guard try !groupLeftovers().isEmpty else { return }
        let etc = try directory("/etc", to: .remove)
        // Somebody is at work, and groupadd itself waits for them.
        guard let lock = try lockGroupFiles() else { return }
        defer { extendLifetime(lock) }
        for name in try groupLeftovers() {
            try call(.remove, display(NodePath("/etc").appending(name))) {
                unsafe unlinkat(etc.number, name, 0)
            }
        }
    }

    /// Takes the lock that every program takes before it writes the group files (lckpwdf(3)); it ends
    /// with the descriptor. Nil if another program holds it.
    func lockGroupFiles() throws(DiskError) -> Descriptor? {
        let etc = try directory("/etc", to: .lock)
        let users = try Descriptor(
            ".pwd.lock",
            below: etc.number,
            .lockFile,
            to: .lock,
            named: display("/etc/.pwd.lock")
        )
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        do throws(DiskError) {
            try call(.lock, users.path) { unsafe fcntl(users.number, F_SETLK, &lock) }
        } catch {
            guard error.code == EAGAIN || error.code == EACCES else { throw error }
            return nil
        }
        return users
    }

    /// The names in `/etc` of files that exist only while a program changes the group files.
    private func groupLeftovers() throws(DiskError) -> [String] {
        var leftovers: [String] = []
        for name in try names(in: "/etc") where try isGroupLeftover(name) { leftovers.append(name) }
        return leftovers
    }

    private func isGroupLeftover(_ name: String) throws(DiskError) -> Bool {
        guard let file = ["group", "gshadow"].first(where: name.hasPrefix) else { return false }
        let path = NodePath("/etc").appending(name)
        let suffix = name.dropFirst(file.count)
        let process = suffix.dropFirst()
        let isOfProcess =
            suffix.first == "." && !process.isEmpty && process.utf8.allSatisfy(isDigit)
        guard isOfProcess || suffix == ".lock" || suffix == "+",
            let status = try status(path), status.st_mode & S_IFMT == S_IFREG
        else { return false }
        guard isOfProcess else { return true }
        // `group.123` may be anybody's; if it holds no more than `123`, it is the lock file of process
        // 123, whose bytes may be lost too.
        guard status.st_uid == geteuid(), Int(status.st_size) <= process.utf8.count + 1 else {
            return false
        }
        let bytes = try read(path) ?? []
        return bytes == Array(process.utf8) + [0] || bytes.allSatisfy { $0 == 0 }
    }
}

private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
