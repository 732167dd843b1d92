import BootPlan
import Foundation
import TestSupport

extension UnitFile {
    /// A unit of these texts: its file, then its drop-ins.
    init(name: String, texts: [String]) {
        let parts = texts.enumerated().map { index, text in
            Part(
                path: index == 0
                    ? "/usr/lib/systemd/system/\(name)"
                    : "/etc/systemd/system/\(name).d/\(index).conf",
                text: text
            )
        }
        self.init(name: name, parts: parts)
    }
}

/// Packages of `Tests/fixtures/units`, laid over one another as on a node.
struct PackagedUnits {
    private var texts: [String: String] = [:]

    init(_ packages: [String]) throws {
        for package in packages {
            let folder = Repository.tests.appending(path: "fixtures/units/\(package)")
            texts.merge(try Snapshot(of: folder).texts(below: "")) { $1 }
        }
    }

    /// The files that units may name.
    var files: NamedFiles {
        var files = NamedFiles()
        files.texts = texts
        return files
    }

    /// A unit with its drop-ins.
    func unit(_ name: String) -> UnitFile? {
        let directory = "/usr/lib/systemd/system"
        guard texts["\(directory)/\(name)"] != nil else { return nil }
        let dropIns = texts.keys.filter { $0.hasPrefix("\(directory)/\(name).d/") }.sorted()
        let parts = (["\(directory)/\(name)"] + dropIns).map {
            UnitFile.Part(path: $0, text: texts[$0] ?? "")
        }
        return UnitFile(name: name, parts: parts)
    }
}
