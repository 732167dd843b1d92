import Basics
import Cluster
import Readback

/// What is wrong with what was read of a node's own identity.
func complaints(about metaData: MetaData) -> [String] {
    let name = metaData.identity.hostName.description
    let letters = name.utf8.allSatisfy {
        $0 == 45 || (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
    }
    let isLabel = letters && (1...63).contains(name.utf8.count) && !"\(name[...])".hasHyphenAtEnd
    let id = metaData.identity.instanceID
    let isID = (1...255).contains(id.utf8.count) && !id.unicodeScalars.contains(where: \.isObeyed)
    return (isLabel ? [] : ["the host name \(name.debugDescription)"])
        + (isID ? [] : ["the instance ID \(id.debugDescription)"])
        + complaintsInCluster(metaData)
}

private func complaintsInCluster(_ metaData: MetaData) -> [String] {
    let others = "x1=http://192.168.99.52:2380,x2=http://[fd00::53]:2380"
    let cluster: InitialCluster
    do {
        cluster = try InitialCluster(
            parsing: "\(metaData.identity.hostName)=http://192.168.99.51:2380,\(others)"
        )
    } catch {
        // The name of one of the others.
        return complaints(aboutMessage: error)
    }
    do {
        return complaints(about: metaData, in: try ClusterDescription(members: cluster))
    } catch {
        return ["a cluster that is always right is refused: \(error)"]
    }
}

extension String {
    fileprivate var hasHyphenAtEnd: Bool {
        utf8.first == UInt8(ascii: "-") || utf8.last == UInt8(ascii: "-")
    }
}
