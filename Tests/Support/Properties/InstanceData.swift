import Basics
import Cluster
import Foundation

extension Property {
    /// What is wrong with what becomes of such an input.
    public static func instanceData(_ bytes: [UInt8]) -> [String] {
        do {
            let source = try Source(name: "instance-data.json", bytes: bytes)
            let metaData = try MetaData(instanceData: source)
            return complaints(about: metaData) + disagreements(bytes, metaData)
        } catch {
            return complaints(aboutMessage: error)
        }
    }
}

/// Another reader of JSON finds the same texts, if it is JSON at all.
private func disagreements(_ bytes: [UInt8], _ metaData: MetaData) -> [String] {
    let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
    guard let fields = object?["v1"] as? [String: Any] else { return [] }
    let name = metaData.identity.hostName.description
    var found: [String] = []
    if let id = fields["instance_id"] as? String,
        !id.utf8.elementsEqual(metaData.identity.instanceID.utf8)
    {
        found.append(
            "\(id.debugDescription) became \(metaData.identity.instanceID.debugDescription)"
        )
    }
    if let host = fields["local_hostname"] as? String, host.prefix(while: { $0 != "." }) != name {
        found.append("\(host.debugDescription) became \(name)")
    }
    return found
}
