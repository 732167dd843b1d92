import Basics
import Desired
import Glibc
import Linux
import Units

extension Root {
    /// The texts of the files that units name: those of variables, the scripts that lead to a
    /// program, and docker's own.
    package func files(named units: [String: InstalledUnit]) throws(DiskError) -> NamedFiles {
        var files = NamedFiles()
        files.defaults = try managerEnvironment()
        for service in Service.allCases {
            guard let unit = units[service.unit]?.file else { continue }
            for file in unit.environmentFiles {
                let paths = try paths(matching: file.pattern)
                files.matches[file.pattern] = paths
                for path in paths { try read(path, into: &files) }
            }
            while case .script(let path) = unit.resolvedCommand(of: service, scripts: files) {
                try read(path, into: &files)
            }
        }
        if let docker = units[Service.docker.unit]?.file {
            try read(docker.optionsOfDocker(with: files), into: &files)
        }
        return files
    }

    private func read(_ path: NodePath, into files: inout NamedFiles) throws(DiskError) {
        guard files.read.insert(path).inserted, let text = try textFound(at: path) else { return }
        files.texts[path] = text
    }

    /// The files that a pattern of `EnvironmentFile=` stands for, in order (glob(3)).
    private func paths(matching pattern: String) throws(DiskError) -> [NodePath] {
        guard let path = NodePath(pattern) else { return [] }
        guard path.name.utf8.contains(where: { "*?[".utf8.contains($0) }) else { return [path] }
        let names = try find(path.parent, .directory)?.names() ?? []
        return names.filter { unsafe fnmatch(path.name, $0, FNM_PERIOD) == 0 }.sorted()
            .map(path.parent.appending)
    }
}
