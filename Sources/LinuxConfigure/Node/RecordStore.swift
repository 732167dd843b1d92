import Basics
import Configure
import Desired
import Glibc
import Linux

/// What an earlier run left on a node.
package enum StoredRecord {
    /// Nothing.
    case none
    /// A record.
    case trusted(Record)
    /// A file in the record's place that cannot be trusted, a `DiskError` or an
    /// `InputError`: a record says which of the operator's files may be put back or removed.
    case untrusted(any Error)
}

extension Root {
    /// The record of an earlier run, or that of an agent before 2.0, which kept it elsewhere.
    package func storedRecord() throws(DiskError) -> StoredRecord {
        if let stored = try stored(at: Record.path) { return stored }
        guard let former = try stored(at: Record.formerPath) else { return .none }
        guard case .trusted(let record) = former else { return former }
        var contents: [NodePath: [UInt8]] = [:]
        for file in record.files { contents[file.path] = try read(file.path) }
        return .trusted(record.applied(to: contents))
    }

    private func stored(at path: NodePath) throws(DiskError) -> StoredRecord? {
        let bytes: [UInt8]
        do throws(DiskError) {
            guard let found = try read(path, isInput: true) else { return nil }
            bytes = found
        } catch {
            // A directory above it that is not trusted is no place for another record either.
            guard case .distrusted(display(path), let reason) = error else { throw error }
            guard case .tooLarge = reason else { return .untrusted(error) }
            let source = Source(name: display(path), text: "")
            return .untrusted(
                Record.damaged(InputError("it \(reason)", at: .start, in: source))
            )
        }
        do throws(InputError) {
            let source: Source
            do throws(InputError) {
                source = try Source(name: display(path), bytes: bytes)
            } catch {
                throw Record.damaged(error)
            }
            return .trusted(try Record(parsing: source))
        } catch {
            return .untrusted(error)
        }
    }

    /// What tells one record on the disk from the one that takes its place; nil for none.
    package var recordVersion: String? {
        var status = stat()
        guard unsafe fstatat(descriptor, Record.path.belowRoot, &status, AT_SYMLINK_NOFOLLOW) == 0
        else { return nil }
        return "\(status.st_ino) \(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)"
    }

    /// Writes the record; returns when it is on the disk and has been read back as it was written.
    ///
    /// It holds no secret, and everybody may read it: a dry run needs no permissions.
    package func write(_ record: Record) throws(DiskError) {
        let contents = Array(record.text.utf8)
        try replace(Record.path, with: contents)
        guard try read(Record.path) == contents else {
            throw .notReadBack(path: display(Record.path))
        }
    }

    /// Replaces a file of the agent's own; returns when the new one is on the disk.
    package func replace(_ path: NodePath, with contents: [UInt8]) throws(DiskError) {
        let missing = try missingDirectories([path.parent])
        do throws(DiskError) {
            try makeDirectories(missing)
            try flush(missing.map(\.parent))
            try publish(path, contents)
        } catch {
            discardDirectories(missing)
            throw error
        }
        try flush([path.parent])
    }

    /// Puts a whole file in another's place, and leaves nothing of it where that fails.
    func publish(_ path: NodePath, _ contents: [UInt8]) throws(DiskError) {
        let staged = try StagedFile(path, contents, in: self)
        do throws(DiskError) {
            try staged.publish()
        } catch {
            staged.discard()
            throw error
        }
    }

    /// Sets a record aside that cannot be trusted, for the operator to look at; another one that
    /// was set aside before stays.
    package func setAsideRecord() throws(DiskError) {
        for path in [Record.path, Record.formerPath] where try exists(path) {
            let directory = try directory(path.parent, to: .rename)
            let name = try untakenName(for: path)
            try call(.rename, display(path)) {
                unsafe renameat(directory.number, path.name, directory.number, name)
            }
            try directory.flush()
        }
    }

    /// `state.json.untrusted`, `state.json.untrusted.2` and so on, the first that nothing has.
    /// Under the lock nobody takes it meanwhile.
    private func untakenName(for path: NodePath) throws(DiskError) -> String {
        var name = "\(path.name).untrusted"
        var number = 1
        while try exists(path.parent.appending(name)) {
            number += 1
            name = "\(path.name).untrusted.\(number)"
        }
        return name
    }

    /// Removes the record of an agent before 2.0, once the one that takes its place is on the disk.
    package func removeFormerRecord() throws(DiskError) {
        try removeStored(Record.formerPath)
    }

    /// Removes the record and the row of boots, and what a power cut left of either. What is
    /// remembered of being a member stays, as etcd's data does: by it, the next run knows whose
    /// data that is.
    package func removeRecord() throws(DiskError) {
        for path in [Record.path, Record.formerPath, ChangedBoots.path] {
            try removeStored(path)
        }
    }

    private func removeStored(_ path: NodePath) throws(DiskError) {
        guard try exists(path.parent) else { return }
        if try exists(path) {
            try call(.remove, display(path)) { unsafe unlinkat(descriptor, path.belowRoot, 0) }
        }
        try removeTemporary(of: path)
        try flush([path.parent])
        try removeDirectories([path.parent])
        try flush([path.parent.parent])
    }
}
