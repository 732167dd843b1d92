import Basics
import Glibc
import Linux

extension Root {
    /// Removes what a `groupadd` that was cut left in `/etc`.
    ///
    /// The lock files of shadow's programs (`lib/commonio.c`) hold a process id, and count as long
    /// as any process has that id. After a power cut, another process soon has it, in early boot
    /// even the same one every time: `cannot lock /etc/group; try again later`, at every boot, for
    /// ever. An empty lock file, whose bytes were lost too, always counts.
    ///
    /// But who makes these files first takes lckpwdf(3), a lock on `/etc/.pwd.lock` that ends with
    /// its process, and keeps it to the end. If that lock can be had, nobody is at work, and all
    /// that is there is left over. Neither ids nor clocks, which early boot may have wrong, can
    /// mislead here.
    ///
    /// For an image they do not take it (`--prefix`). There the process counts whose id it is: one
    /// that is alive and none of shadow's programs has got the id of one that is not.
    package func removeGroupLeftovers() throws(DiskError) {
        let leftovers = try groupLeftovers()
        guard !leftovers.isEmpty else { return }
        let etc = try directory("/etc", to: .remove)
        if !isSystem {
            guard try !isShadowAtWork(leftovers) else { return }
            // No file is made in an image for a lock that nobody else takes.
            guard try exists("/etc/.pwd.lock") else { return try remove(leftovers, from: etc) }
        }
        // Somebody is at work, and groupadd waits for them itself.
        guard let lock = try lockGroupFiles() else { return }
        defer { extendLifetime(lock) }
        try remove(groupLeftovers(), from: etc)
    }

    private func remove(
        _ names: [String],
        from etc: borrowing Descriptor
    ) throws(DiskError) {
        for name in names {
            try call(.remove, display(NodePath("/etc").appending(name))) {
                unsafe unlinkat(etc.number, name, 0)
            }
        }
    }

    /// Takes the lock that every program takes before it writes the group files (lckpwdf(3)); it
    /// ends with the descriptor. Nil if another program holds it.
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

    /// Whether one of these files holds the id of a program of shadow's that is alive.
    private func isShadowAtWork(_ names: [String]) throws(DiskError) -> Bool {
        for name in names where !name.hasSuffix("+") {
            let contents = try read(NodePath("/etc").appending(name)) ?? []
            let digits = String(decoding: contents.prefix(while: isDigit), as: UTF8.self)
            guard let process = Int(digits) else { continue }
            let program = text(ofKernelFile: "/proc/\(process)/comm").prefix { $0 != "\n" }
            if Self.shadow.contains(String(program)) { return true }
        }
        return false
    }

    /// The programs of shadow's that lock the group files.
    private static let shadow = [
        "chgpasswd", "chpasswd", "gpasswd", "groupadd", "groupdel", "groupmems", "groupmod",
        "grpck",
        "grpconv", "grpunconv", "newusers", "useradd", "userdel", "usermod", "vigr", "vipw",
    ]

    /// The names in `/etc` of files that only a program at work on the group files has there.
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
        // `group.123` may be anybody's; if it holds no more than `123`, it is the lock file of
        // process 123, whose bytes may be lost too.
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
