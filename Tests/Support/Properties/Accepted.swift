import Basics
import Cluster
import Configure
import Desired
import Foundation
import Readback

/// What is wrong with what becomes of a node, whose description was accepted.
func complaints(about metaData: MetaData, in description: ClusterDescription) -> [String] {
    let node: Node
    do {
        node = try Node(metaData, in: description)
    } catch {
        return complaints(aboutMessage: error)
    }
    // One for each input: all for all would cost four inputs in five.
    let turn = (node.identity.instanceID + description.token + description.prefix).utf8.count
    return complaints(about: node, on: installations[turn % installations.count])
}

/// What is wrong with what becomes of the first and the last of the members.
func complaints(about description: ClusterDescription) -> [String] {
    let members = description.members
    return Set([members.first, members.last].compactMap { $0?.name }).flatMap { name in
        do {
            let text = "{instance-id: i, local-hostname: '\(name)'}"
            let metaData = try MetaData(parsing: Source(name: "meta-data", text: text))
            return complaints(about: metaData, in: description)
        } catch {
            return ["a member's name is not a host name: \(error)"]
        }
    }
}

/// Every pair of programs that makes other files.
private let installations = [
    (nil, nil), (Version(2, 2), Version(0, 5)), (Version(3, 3), nil),
    (Version(3, 4), Version(0, 17)),
    (Version(3, 6), Version(0, 22)),
].map { etcd, flanneld in
    InstalledSoftware(etcd: etcd, flanneld: flanneld)
}

private func complaints(about node: Node, on installed: InstalledSoftware) -> [String] {
    let desired = DesiredState(of: node, on: installed)
    let plan = ConfigurePlan(desired, on: DiskState(), after: nil)
    return desired.misreadings(on: installed)
        + desired.refusals.flatMap(complaints(aboutMessage:))
        + complaints(aboutShown: plan.text(PageStyle()))
        + complaints(aboutJSON: plan.json(PageStyle()), ["instance-id": node.identity.instanceID])
        + complaints(about: plan.journal)
}

/// What is wrong with a record on its way to the disk and back.
func complaints(about record: Record) -> [String] {
    let text = record.text
    let identity = [
        "instance-id": record.identity.instanceID,
        "host-name": record.identity.hostName.description,
    ]
    do {
        let read = try Record(parsing: Source(name: Record.path.text, bytes: Array(text.utf8)))
        return (read == record && read.text == text ? [] : ["reads back as another: \(text)"])
            + complaints(aboutJSON: text, identity)
    } catch {
        return ["does not read its own record: \(error)"]
    }
}

/// What another program finds in JSON: the texts that were put there.
func complaints(aboutJSON text: String, _ texts: [String: String]) -> [String] {
    guard let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    else { return ["is not JSON: \(text.debugDescription)"] }
    return complaints(aboutShown: text)
        + texts.compactMap { key, text in
            let isSame = (object[key] as? String)?.utf8.elementsEqual(text.utf8) == true
            return isSame ? nil : "JSON has another \(key) than \(text.debugDescription)"
        }
}

/// A JSON text, by whose rules YAML reads it too.
func json(_ text: String, asciiOnly: Bool = false) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": quoted += "\\\(scalar)"
        case _ where scalar.isObeyed || asciiOnly && !scalar.isASCII:
            for unit in UTF16.encode(scalar).map({ Array($0) }) ?? [] {
                let digits = String(unit, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return quoted + "\""
}
