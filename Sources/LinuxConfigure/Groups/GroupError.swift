import Basics
import Linux

/// Why a group could not be added.
package enum GroupError: Error, Equatable {
    /// groupadd refused.
    case refused(String, Program.Status, words: String)
    /// groupadd did not run to its end.
    case program(ProgramError)
    /// What an earlier groupadd left cannot be removed.
    case disk(DiskError)
}

extension GroupError: CustomStringConvertible {
    /// One line, in groupadd's own words if it gave any.
    package var description: String {
        switch self {
        case .refused(let name, let status, let words):
            "group '\(visible(name))': \(said(words)) (\(status))"
        case .program(let error): "\(error)"
        case .disk(let error): "\(error)"
        }
    }

    private func said(_ words: String) -> String {
        let lines = words.split(separator: "\n").map { visible(String($0)) }
        return lines.isEmpty ? "no reason was given" : lines.joined(separator: "; ")
    }
}
