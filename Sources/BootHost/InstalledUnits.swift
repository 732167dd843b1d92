public import BootPlan
import Glibc
import YAML

extension Root {
    /// Where systemd looks for units, the first that has one winning (systemd.unit(5), "Unit File
    /// Load Path").
    private static let unitDirectories = [
        UnitFile.administratorDirectory, "/run/systemd/system", "/usr/local/lib/systemd/system",
        "/usr/lib/systemd/system", "/lib/systemd/system",
    ]

    /// The units among `names` that are installed, as their files tell: this needs no systemd.
    public func installedUnits(_ names: [String]) throws(DiskError) -> [String: InstalledUnit] {
        var units: [String: InstalledUnit] = [:]
        for name in names { units[name] = try installedUnit(name) }
        return units
    }

    private func installedUnit(_ name: String) throws(DiskError) -> InstalledUnit? {
        for directory in try searchPath() {
            let path = "\(directory)/\(name)"
            guard let status = try status(path) else { continue }
            if status.st_mode & S_IFMT == S_IFLNK, try target(of: path) == "/dev/null" {
                return .masked
            }
            guard let text = try text(path) else { continue }
            var unit = UnitFile(name: name, texts: [text] + (try dropIns(of: name)))
            for link in unit.links where try exists(link) { unit.isEnabled = true }
            return .unit(unit)
        }
        return nil
    }

    /// The texts of a unit's drop-ins, ordered by name, the first directory that has a name winning;
    /// those of our own left out.
    private func dropIns(of unit: String) throws(DiskError) -> [String] {
        var paths: [String: String] = [:]
        for directory in try searchPath() {
            for name in try names(in: "\(directory)/\(unit).d") where name.hasSuffix(".conf") {
                if paths[name] == nil { paths[name] = "\(directory)/\(unit).d/\(name)" }
            }
        }
        paths[Configuration.additionName] = nil
        var texts: [String] = []
        for name in paths.keys.sorted() {
            if let path = paths[name], let text = try text(path) { texts.append(text) }
        }
        return texts
    }

    /// The directories of units without `/lib` where that is a link to `/usr/lib`.
    private func searchPath() throws(DiskError) -> [String] {
        let lib = try status("/lib")
        let isMerged = lib.map { $0.st_mode & S_IFMT == S_IFLNK } ?? false
        return isMerged ? Array(Self.unitDirectories.dropLast()) : Self.unitDirectories
    }

    /// The text of a unit file or a drop-in; nil for one that leads to no file, as a link to
    /// /dev/null does.
    ///
    /// Here links are followed, without leaving the root: administrators make them, with `systemctl
    /// link` for one, and systemd itself believes what they lead to.
    private func text(_ path: String) throws(DiskError) -> String? {
        do throws(DiskError) {
            let file = try Descriptor(
                path,
                below: descriptor,
                flags: O_RDONLY | O_NONBLOCK | O_NOCTTY,
                followsLinks: true,
                to: .read,
                named: display(path)
            )
            let isRegular = try file.status(to: .read).st_mode & S_IFMT == S_IFREG
            return isRegular
                ? String(decoding: try file.bytes(upTo: Source.limit), as: UTF8.self) : nil
        } catch {
            // A socket is not for opening.
            guard error.code == ENOENT || error.code == ENXIO else { throw error }
            return nil
        }
    }

    private func target(of link: String) throws(DiskError) -> String {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = try call(.read, display(link)) {
            unsafe readlinkat(descriptor, link.belowRoot, &target, target.count)
        }
        return String(decoding: target[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
