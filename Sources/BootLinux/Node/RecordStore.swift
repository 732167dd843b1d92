public import BootPlan
import CLinux
import Glibc
import Diagnostics

extension Root {
    /// The record of an earlier run; nil if there is none. One that cannot be trusted is an error: it
    /// says what of the operator's files may be put back and removed.
    public func record() throws -> Record? {
        guard let bytes = try read(Record.path, isInput: true) else { return nil }
        return try parse(bytes)
    }

    private func parse(_ bytes: [UInt8]) throws(Located<RecordError>) -> Record {
        let source: Source
        do {
            source = try Source(name: display(Record.path), bytes: bytes)
        } catch {
            throw Located(.damaged("\(error.problem)"), at: error.mark, in: error.source)
        }
        return try Record(parsing: source)
    }

    /// Writes the record and returns when it is on the disk, and reads back as it was written. One
    /// that cannot be trusted is set aside first, for a person to look at.
    ///
    /// It holds no secret, and everybody may read it: a dry run needs no rights.
    public func write(_ record: Record) throws(DiskError) {
        if try isRecordUntrusted() { try setAsideRecord() }
        let missing = try missingDirectories([Record.directory])
        try makeDirectories(missing)
        try flush(missing.map(\.parent))

        let contents = Array(record.text.utf8)
        let staged = try StagedFile(Record.path, contents, in: self)
        do throws(DiskError) {
            try staged.publish()
        } catch {
            staged.discard()
            throw error
        }
        try flush([Record.directory])
        guard try read(Record.path) == contents else {
            throw .notReadBack(path: display(Record.path))
        }
    }

    private func isRecordUntrusted() throws(DiskError) -> Bool {
        guard let bytes = try read(Record.path) else { return false }
        do {
            _ = try parse(bytes)
            return false
        } catch {
            return true
        }
    }

    private func setAsideRecord() throws(DiskError) {
        let directory = try directory(Record.directory, to: .rename)
        let name = Record.path.lastComponent
        try call(.rename, display(Record.path)) {
            unsafe renameat(directory.number, name, directory.number, name + ".untrusted")
        }
        try directory.flush()
    }

    /// Removes the record and its directory, and what a power cut left of either.
    public func removeRecord() throws(DiskError) {
        guard try exists(Record.directory) else { return }
        if try exists(Record.path) {
            try call(.remove, display(Record.path)) {
                unsafe unlinkat(descriptor, Record.path.belowRoot, 0)
            }
        }
        try removeTemporary(of: Record.path)
        try flush([Record.directory])
        try removeDirectories([Record.directory])
        try flush([Record.directory.parent])
    }

    /// The directories, among these and those above them, that are not there; parents first.
    func missingDirectories(_ paths: [String]) throws(DiskError) -> [String] {
        var missing: [String] = []
        for path in paths {
            var chain: [String] = []
            var path = path
            while path != "/", try !trust(path) {
                chain.insert(path, at: 0)
                path = path.parent
            }
            missing += chain.filter { !missing.contains($0) }
        }
        return missing
    }

    /// A directory, or the nearest above it that is there.
    func existing(_ path: String) throws(DiskError) -> String {
        try trust(path) ? path : existing(path.parent)
    }
}
