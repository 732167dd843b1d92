import Basics
import Configure
import Desired
import Readback
import Units

extension Property {
    /// What is wrong with what is read of an installed unit, and with the drop-in that it needs.
    public static func unitFile(_ bytes: [UInt8]) -> [String] {
        let unit = UnitFile(
            name: "docker.service",
            parts: [
                UnitFile.Part(
                    path: "/usr/lib/systemd/system/docker.service",
                    text: String(decoding: bytes, as: UTF8.self)
                )
            ]
        )
        // What systemd itself refuses needs no drop-in; all that counts is that it is survived.
        guard let settings = try? SystemdUnit(reading: bytes).settings else { return [] }
        return disagreements(about: unit, settings) + complaints(aboutDropInOf: unit)
    }
}

/// systemd finds the same commands and the same links.
private func disagreements(
    about unit: UnitFile,
    _ settings: [SystemdUnit.Setting]
) -> [String] {
    let commands = lastList(of: "ExecStart", in: "Service", settings)
    let kinds = [
        ("WantedBy", ".wants/docker.service"), ("RequiredBy", ".requires/docker.service"),
        ("Alias", ""),
    ]
    // How systemd takes quotes apart is what systemctl shows in the tests of units.
    let isQuoted = kinds.contains { name, _ in
        lastList(of: name, in: "Install", settings).joined().contains { "\"'\\".utf8.contains($0) }
    }
    let links = kinds.flatMap { name, suffix in
        lastList(of: name, in: "Install", settings).flatMap { value in
            value.split { " \t\n\r".utf8.contains($0) }.compactMap {
                NodePath("/etc/systemd/system/\(String(decoding: $0, as: UTF8.self))\(suffix)")
            }
        }
    }
    return
        (unit.execStart.map { Array($0.utf8) } == commands
        ? [] : ["commands \(unit.execStart), not \(commands.map(text))"])
        + (isQuoted || Set(unit.links) == Set(links) ? [] : ["links \(unit.links), not \(links)"])
}

/// The values of a setting that is a list, since the last empty one.
private func lastList(
    of name: String,
    in section: String,
    _ settings: [SystemdUnit.Setting]
) -> [[UInt8]] {
    let values = settings.filter {
        $0.section == Array(section.utf8) && $0.name == Array(name.utf8)
    }.map(\.value)
    return Array(values.suffix(while: { !$0.isEmpty }))
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

private func complaints(aboutDropInOf unit: UnitFile) -> [String] {
    let installed = InstalledSoftware(
        etcd: Version?.none,
        flanneld: nil,
        units: ["docker.service": .unit(unit)]
    )
    do {
        let desired = try DesiredState.ofOneMember(on: installed)
        let plan = ConfigurePlan(desired, on: DiskState(), after: nil)
        return desired.misreadings(on: installed)
            + complaints(aboutShown: plan.text(PageStyle()))
    } catch {
        return ["\(error)"]
    }
}

extension Collection {
    fileprivate func suffix(while isTaken: (Element) -> Bool) -> ReversedCollection<[Element]> {
        Array(reversed().prefix(while: isTaken)).reversed()
    }
}
