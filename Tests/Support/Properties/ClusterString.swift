import Basics
import Cluster
import Readback

extension Property {
    /// What is wrong with what becomes of such an input.
    public static func clusterString(_ bytes: [UInt8]) -> [String] {
        // An argument of a program is any bytes, and Swift makes text of them like this.
        let text = String(decoding: bytes, as: UTF8.self)
        let cluster: InitialCluster
        do {
            cluster = try InitialCluster(parsing: text)
        } catch {
            return complaints(aboutMessage: error)
        }
        return complaints(about: cluster, from: text)
    }
}

private func complaints(about cluster: InitialCluster, from text: String) -> [String] {
    let written = text.split { ", \t\n\r".contains($0) || $0.isNewline }.map(normalized)
    let read = cluster.text.split(separator: ",").map(String.init)
    var found = written == read ? [] : ["\(text.debugDescription) became \(cluster.text)"]
    do {
        let again = try InitialCluster(parsing: cluster.text)
        if again != cluster { found.append("\(cluster.text) reads back as another") }
    } catch {
        found.append("does not read its own text: \(error)")
    }
    do {
        let description = try ClusterDescription(members: cluster)
        let yaml = Source(name: "cluster.yaml", text: "{\"cluster\": \(json(text))}")
        if try ClusterDescription(parsing: yaml) != description {
            found.append("a file with \(text.debugDescription) describes another cluster")
        }
        return found + complaints(about: description)
    } catch  where error.place == nil {
        return found + complaints(aboutMessage: error)
    } catch {
        return found + ["a file with \(text.debugDescription) is refused: \(error)"]
    }
}

/// An entry with its scheme in small letters, of all that may be written in two ways.
private func normalized(_ entry: Substring) -> String {
    guard let equals = entry.firstIndex(of: "=") else { return String(entry) }
    let url = entry[entry.index(after: equals)...]
    let scheme = url.prefix { $0 != ":" }
    return "\(entry[...equals])\(scheme.lowercased())\(url[scheme.endIndex...])"
}
