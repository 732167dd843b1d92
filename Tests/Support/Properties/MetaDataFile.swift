import Basics
import Cluster

extension Property {
    /// What is wrong with what becomes of such an input.
    public static func metaData(_ bytes: [UInt8]) -> [String] {
        let source: Source
        do {
            source = try Source(name: "meta-data", bytes: bytes)
        } catch {
            return complaints(aboutMessage: error)
        }
        do {
            return try complaints(about: MetaData(parsing: source)) + asTexts(source.text)
        } catch {
            return complaints(aboutMessage: error) + asTexts(source.text)
        }
    }
}

/// An instance ID is what was written, or it is refused.
private func asTexts(_ text: String) -> [String] {
    (text.utf8.allSatisfy { $0 < 128 } ? [true] : [false, true]).flatMap { asciiOnly in
        let id = json(text, asciiOnly: asciiOnly)
        let file = #"{"instance-id": \#(id), "local-hostname": "a1"}"#
        let metaData: MetaData
        do {
            metaData = try MetaData(parsing: Source(name: "meta-data", text: file))
        } catch {
            return complaints(aboutMessage: error)
        }
        return metaData.identity.instanceID.utf8.elementsEqual(text.utf8)
            ? []
            : ["\(text.debugDescription) became \(metaData.identity.instanceID.debugDescription)"]
    }
}
