import Basics
import Desired
import Glibc
import Linux
import Units

extension Root {
    /// Where systemd looks for units; the first directory that has one wins (systemd.unit(5), "Unit
    /// File Load Path").
    private static let unitDirectories: [NodePath] = [
        UnitFile.administratorDirectory, "/run/systemd/system", "/usr/local/lib/systemd/system",
        "/usr/lib/systemd/system", "/lib/systemd/system",
    ]

    /// The units among `names` that are installed, read from their files: this needs no systemd.
    package func installedUnits(_ names: [String]) throws(DiskError) -> [String: InstalledUnit] {
        var units: [String: InstalledUnit] = [:]
        for name in names {
            guard let unit = try installedUnit(name) else { continue }
            var seen: Set<String> = [name]
            units[name] = unit.enabling(also: try alsoLinks(of: unit.file, &seen))
        }
        return units
    }

    /// The links of the units that `Also=` enables with a unit, and with those again. One that is
    /// not installed, or masked, is passed over by systemd as well.
    private func alsoLinks(
        of unit: UnitFile?,
        _ seen: inout Set<String>
    ) throws(DiskError) -> [NodePath] {
        var links: [NodePath] = []
        for name in unit?.also ?? [] where seen.insert(name).inserted {
            guard let also = try installedUnit(name)?.file else { continue }
            links += also.links
            links += try alsoLinks(of: also, &seen)
        }
        return links
    }

    /// Every place by which those units are known, and what the manager gives them: files, and
    /// places where there may be none yet, in an order of no meaning.
    package func sources(ofUnits names: [String]) throws(DiskError) -> [NodePath] {
        var sources: [NodePath] = []
        let units = try searchPath().flatMap { place in
            (names + ["service"]).map { place.appending($0) }
        }
        for file in try units + managerFiles() {
            let place = file.parent.appending("\(file.name).d")
            sources += file.name == "service" ? [place] : [file, place]
            for dropIn in try find(place, .directory)?.names() ?? []
            where dropIn.hasSuffix(".conf") {
                sources.append(place.appending(dropIn))
            }
        }
        return sources
    }

    /// What the variables of every unit begin with, by the manager's files and the kernel's command
    /// line. What `systemctl set-environment` says is not asked for: it ends with this boot.
    func managerEnvironment() throws(DiskError) -> [UnitFile.Setting] {
        var parts: [UnitFile.Part] = []
        for path in try managerFiles() {
            guard parts.isEmpty, let text = try textFound(at: path) else { continue }
            parts.append(UnitFile.Part(path: path, text: text))
        }
        parts += try dropIns(of: ["system.conf"], in: managerFiles().map(\.parent))
        if isSystem {
            let path = Self.kernelArguments
            let words = text(ofKernelFile: path.text).split { $0 == "\0" || $0.isWhitespace }
            let option = "systemd.setenv="
            let lines = words.filter { $0.hasPrefix(option) }.map {
                "DefaultEnvironment=\($0.dropFirst(option.count))\n"
            }
            parts.append(UnitFile.Part(path: path, text: "[Manager]\n\(lines.joined())"))
        }
        let manager = UnitFile(name: "system.conf", parts: parts)
        return manager.list("DefaultEnvironment", in: "Manager")
    }

    /// Where the manager's own file may be; the first one counts.
    private func managerFiles() throws(DiskError) -> [NodePath] {
        try searchPath().map { $0.parent.appending("system.conf") }
    }

    /// A unit as systemd loads it, with our own drop-in; nil if there is none.
    package func loadedUnit(_ name: String) throws(DiskError) -> InstalledUnit? {
        try installedUnit(name, isConfigured: true)
    }

    func installedUnit(
        _ name: String,
        isConfigured: Bool = false
    ) throws(DiskError) -> InstalledUnit? {
        for directory in try searchPath() {
            let path = directory.appending(name)
            let target = try target(ofLink: path)
            guard target != "/dev/null" else { return .masked }
            guard let text = try textFound(at: path) else { continue }
            let file = UnitFile.Part(path: path, text: text)
            let dropIns = try dropIns(
                of: [name, "service"],
                in: try searchPath(),
                isConfigured: isConfigured
            )
            var unit = UnitFile(name: name, parts: [file] + dropIns)
            for link in unit.links where try exists(link) { unit.isEnabled = true }
            guard let other = target.flatMap({ $0.split(separator: "/").last }).map(String.init),
                other != name, other.hasSuffix(".service")
            else { return .unit(unit) }
            return .alias(unit, of: other)
        }
        return nil
    }

    /// A file's drop-ins, ordered by name, without our own unless the unit is to be as configured;
    /// of a name, the first directory that has it wins.
    ///
    /// Those for all services count too, in one order with the unit's own (systemd.unit(5)).
    private func dropIns(
        of files: [String],
        in directories: [NodePath],
        isConfigured: Bool = false
    ) throws(DiskError) -> [UnitFile.Part] {
        var paths: [String: NodePath] = [:]
        for kind in files {
            for directory in directories {
                let place = directory.appending("\(kind).d")
                let dropIns = try find(place, .directory)
                for name in try dropIns?.names() ?? [] where name.hasSuffix(".conf") {
                    if paths[name] == nil { paths[name] = place.appending(name) }
                }
            }
        }
        if !isConfigured { paths[ManagedFile.dropInName] = nil }
        var parts: [UnitFile.Part] = []
        for name in paths.keys.sorted() {
            guard let path = paths[name], let text = try textFound(at: path) else { continue }
            parts.append(UnitFile.Part(path: path, text: text))
        }
        return parts
    }

    /// The directories of units, without `/lib` if that is a link to `/usr/lib`.
    func searchPath() throws(DiskError) -> [NodePath] {
        let lib = try status("/lib")
        let isMerged = lib.map { $0.st_mode & S_IFMT == S_IFLNK } ?? false
        return isMerged ? Array(Self.unitDirectories.dropLast()) : Self.unitDirectories
    }

    /// The text of a file that systemd reads; nil for one that leads to no file, as a link to
    /// /dev/null does.
    package func textFound(at path: NodePath) throws(DiskError) -> String? {
        guard let file = try find(path, .reading),
            try file.status(to: .read).st_mode & S_IFMT == S_IFREG
        else { return nil }
        return String(decoding: try file.bytes(upTo: Source.limit), as: UTF8.self)
    }

    /// Where a link leads, as it is written; nil if the path is not a link.
    func target(ofLink path: NodePath) throws(DiskError) -> String? {
        guard let link = try find(path, .pathOnly(link: true)),
            try link.status(to: .read).st_mode & S_IFMT == S_IFLNK
        else { return nil }
        return try link.target()
    }
}
