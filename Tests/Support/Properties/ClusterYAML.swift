import Basics
import Cluster

extension Property {
    /// What is wrong with what becomes of such an input.
    public static func clusterYAML(_ bytes: [UInt8]) -> [String] {
        do {
            let source = try Source(name: "cluster.yaml", bytes: bytes)
            return complaints(aboutSource: source) + asTexts(source.text)
        } catch {
            return complaints(aboutMessage: error)
        }
    }
}

private func complaints(aboutSource source: Source) -> [String] {
    do {
        return complaints(about: try ClusterDescription(parsing: source))
    } catch {
        return complaints(aboutMessage: error)
    }
}

/// A token and a key are what was written, or they are refused.
private func asTexts(_ text: String) -> [String] {
    (text.utf8.allSatisfy { $0 < 128 } ? [true] : [false, true]).flatMap { asciiOnly in
        let (token, key) = (
            json(text, asciiOnly: asciiOnly), json("/" + text, asciiOnly: asciiOnly)
        )
        let members = #""cluster": "a1=http://192.168.99.51:2380""#
        let withToken = "{\(members), \"etcd\": {\"token\": \(token)}}"
        let withKey = "{\(members), \"flannel\": {\"prefix\": \(key)}}"
        return complaints(aboutText: text, \.token, in: withToken)
            + complaints(aboutText: "/" + text, \.prefix, in: withKey)
    }
}

private func complaints(
    aboutText text: String,
    _ value: KeyPath<ClusterDescription, String>,
    in yaml: String
) -> [String] {
    let description: ClusterDescription
    do {
        description = try ClusterDescription(parsing: Source(name: "cluster.yaml", text: yaml))
    } catch {
        return complaints(aboutMessage: error)
    }
    let found = description[keyPath: value]
    let isSame = found.utf8.elementsEqual(text.utf8)
    return (isSame ? [] : ["\(text.debugDescription) became \(found.debugDescription)"])
        + complaints(about: description)
}
