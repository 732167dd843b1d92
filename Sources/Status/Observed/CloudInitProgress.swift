import YAML
import Basics
import Etcd

/// How far cloud-init is in this boot, by the files that it leaves in `/run/cloud-init`.
package enum CloudInitProgress: Equatable, Sendable {
    /// It does not run on this machine.
    case absent
    /// It is at work.
    case running
    /// It has ended, with these errors in its own words.
    case ended(errors: [String])

    /// Where it says that it works.
    package static let statusPath: NodePath = "/run/cloud-init/status.json"
    /// Where it says how it ended, once it has.
    package static let resultPath: NodePath = "/run/cloud-init/result.json"

    /// Reads the texts of both files; nil for one that is not there.
    package init(status: String?, result: String?) {
        if let result {
            let errors = json(result)?["v1"]?["errors"]?.items ?? []
            self = .ended(errors: errors.compactMap(\.text))
        } else {
            self = status == nil ? .absent : .running
        }
    }
}
