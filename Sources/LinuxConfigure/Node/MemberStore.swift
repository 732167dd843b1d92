import Basics
import CLinux
import Cluster
import Desired
import Etcd
import Glibc
import Join
import Linux

extension Root {
    /// Whether etcd has a write-ahead log in a directory: by its own test, a file that ends so
    /// (`wal.Exist`).
    ///
    /// Links are followed, and who owns the directories does not matter: etcd is not root, and its
    /// data may lie on a disk of its own.
    package func hasLog(in directory: NodePath) throws(DiskError) -> Bool {
        guard let directory = try find(directory, .directory) else { return false }
        return try directory.names().contains { $0.hasSuffix(".wal") }
    }

    /// Whether the log in a directory is one that etcd has put nothing into.
    package func hasEmptyLog(in directory: NodePath) throws(DiskError) -> Bool {
        let names = try find(directory, .directory)?.names().filter { $0.hasSuffix(".wal") }
        guard names == [WriteAheadLog.first],
            let file = try find(directory.appending(WriteAheadLog.first), .reading)
        else { return false }
        return WriteAheadLog.isEmpty(try file.bytes(upTo: WriteAheadLog.beginning))
    }

    /// Has every entry of the log in a directory, which is nobody else's, taken for committed.
    package func commitLog(in directory: NodePath) throws(DiskError) {
        let files = try find(directory, .directory)?.names().filter { $0.hasSuffix(".wal") } ?? []
        var contents: [[UInt8]] = []
        for file in files.suffix(2) {
            let file = try find(directory.appending(file), .reading)
            contents.append(try file?.bytes(upTo: 1 << 30) ?? [])
        }
        guard let last = files.last, let end = contents.popLast(), end.count < 1 << 30,
            let committed = WriteAheadLog.committed(end, after: contents.last)
        else { return }
        let path = directory.appending(last)
        try call(.remove, display(path)) { unsafe unlinkat(descriptor, path.belowRoot, 0) }
        try Descriptor(
            path.belowRoot,
            below: descriptor,
            .newFile(mode: 0o600),
            to: .write,
            named: display(path)
        ).write(committed)
    }

    /// What a machine remembers of being a member: nothing, if the record is of another instance or
    /// there is none. One that cannot be read is an error: it may say that there is a place to
    /// keep.
    package func memberRecord(
        of identity: Identity
    ) throws(MemberRecordProblem) -> MemberRecord {
        let bytes: [UInt8]?
        do throws(DiskError) {
            bytes = try read(MemberRecord.path, isInput: true)
        } catch {
            throw .disk(error)
        }
        let nothing = MemberRecord(of: identity)
        guard let bytes else { return nothing }
        let source: Source
        do throws(InputError) {
            source = try Source(name: display(MemberRecord.path), bytes: bytes)
        } catch {
            throw .damaged(MemberRecord.damaged(error))
        }
        do throws(InputError) {
            let record = try MemberRecord(parsing: source)
            return record.identity == identity ? record : nothing
        } catch {
            throw .damaged(error)
        }
    }

    /// Remembers, and returns when that is on the disk.
    package func write(_ record: MemberRecord) throws(DiskError) {
        try replace(MemberRecord.path, with: Array(record.text.utf8))
    }

    /// Changes what a machine remembers of being a member, and returns when that is on the disk.
    package func remember(_ identity: Identity, _ change: (inout MemberRecord) -> Void) throws {
        let before = try memberRecord(of: identity)
        var record = before
        change(&record)
        if record != before { try write(record) }
    }

    /// Has etcd refuse to start until the gate has decided.
    package func holdEtcd() throws(DiskError) { try start(with: .closed) }

    /// Has etcd start as its own configuration says.
    package func releaseEtcd() throws(DiskError) { try removeRuntimeFile(StartEnvironment.path) }

    /// Has etcd's unit read this after its own configuration.
    package func start(with environment: StartEnvironment) throws(DiskError) {
        try replace(StartEnvironment.path, with: Array(environment.text.utf8))
    }

    /// Has two directories change places, at once.
    package func exchange(_ one: NodePath, _ other: NodePath) throws(DiskError) {
        try call(.rename, display(one)) {
            unsafe linux_exchange(descriptor, one.belowRoot, other.belowRoot)
        }
    }

    /// Gives a directory a name that nothing has.
    package func move(_ path: NodePath, to new: NodePath) throws(DiskError) {
        try call(.rename, display(path)) {
            unsafe linux_rename_to_new(descriptor, path.belowRoot, new.belowRoot)
        }
    }

    /// Whether the last start of etcd was told to go on alone.
    package func startsForced() throws(DiskError) -> Bool {
        try textFound(at: StartEnvironment.path) == StartEnvironment.forced.text
    }

    /// Writes down what the gate before etcd waits for, for whoever asks what became of etcd; nil
    /// once it waits no more.
    package func write(_ note: GateNote?) throws(DiskError) {
        guard let note else { return try removeRuntimeFile(GateNote.path) }
        try replace(GateNote.path, with: Array(note.text.utf8))
    }

    private func removeRuntimeFile(_ path: NodePath) throws(DiskError) {
        guard try exists(path) else { return }
        try call(.remove, display(path)) { unsafe unlinkat(descriptor, path.belowRoot, 0) }
    }
}

/// Why it is not known what a machine remembers of being a member.
package enum MemberRecordProblem: Error, CustomStringConvertible {
    /// The record cannot be read, or not be trusted.
    case disk(DiskError)
    /// It is not a record.
    case damaged(InputError)

    /// One line, with what to do.
    package var description: String {
        switch self {
        case .disk(let error): "\(error)"
        case .damaged(let error): "\(error)"
        }
    }
}
