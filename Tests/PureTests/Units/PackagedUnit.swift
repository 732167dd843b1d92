import Foundation
import TestSupport
@testable import Basics
@testable import Units

extension UnitFile {
    /// A unit of these texts: its file, then its drop-ins.
    init(name: String, texts: [String]) {
        let parts = texts.enumerated().map { index, text in
            Part(
                path: NodePath(
                    index == 0
                        ? "/usr/lib/systemd/system/\(name)"
                        : "/etc/systemd/system/\(name).d/\(index).conf"
                ) ?? .top,
                text: text
            )
        }
        self.init(name: name, parts: parts)
    }
}

/// Packages of `Tests/fixtures/units`, laid over one another as on a node.
struct PackagedUnits {
    private var texts: [NodePath: String] = [:]

    init(_ packages: [String]) throws {
        for package in packages {
            let folder = Repository.tests.appending(path: "fixtures/units/\(package)")
            for (path, text) in try Snapshot(of: folder).texts(below: "") {
                if let path = NodePath(path) { texts[path] = text }
            }
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
        let directory: NodePath = "/usr/lib/systemd/system"
        let file = directory.appending(name)
        guard let text = texts[file] else { return nil }
        let place = directory.appending("\(name).d")
        let dropIns = texts.filter { $0.key.parent == place }.sorted { $0.key < $1.key }
        let parts = ([(key: file, value: text)] + dropIns).map {
            UnitFile.Part(path: $0.key, text: $0.value)
        }
        return UnitFile(name: name, parts: parts)
    }
}
