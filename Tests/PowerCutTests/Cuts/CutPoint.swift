import Foundation
import Join
import TestSupport

/// A place where the power can fail, or the kernel refuse: one system call of one program.
struct CutPoint: Sendable, CustomStringConvertible {
    /// The agent, or a program that it runs.
    let program: String
    /// The call's name, and which of that name it is in this program.
    let call: String
    let number: Int
    /// The file, where only the calls upon it are counted: how often a pipe is read is not the same
    /// in every run.
    let file: String?
    /// Whether the disk would have changed.
    let isChange: Bool
    /// What it would have done it to.
    let object: String

    var description: String { "\(program)'s \(call) no. \(number) (\(object))" }

    /// Every place in a run that nothing interrupts, in a root that was made for it.
    ///
    /// - Parameters:
    ///   - arguments: the run's.
    ///   - machine: what it is done to.
    ///   - reading: whether the calls that only look at the root are places, too.
    /// - Returns: the places, in the order of the run.
    /// - Throws: where the run could not be watched.
    static func all(
        of arguments: [String],
        on machine: some Machine,
        reading: Bool = false
    ) async throws -> [CutPoint] {
        // The programs are told apart by what they were started as.
        let root = machine.root.url.path
        var programs: [Int: String] = [:]
        var counts: [Int: [String: Int]] = [:]
        var points: [CutPoint] = []
        let others = ["execve"] + (reading ? DiskCalls.reading : [])
        for call in try await machine.calls(of: arguments, and: others) {
            if call.name == "execve" {
                let program = (call.path(0) as NSString).lastPathComponent
                guard !call.isRefused else { continue }
                programs[call.process] = program
                // What was called on the way there is not one of the program's.
                counts[call.process] = nil
                continue
            }
            let file = call.name == "read" ? call.openPath(0) : nil
            let counted = call.name + (file ?? "")
            let number = counts[call.process, default: [:]][counted, default: 0] + 1
            counts[call.process, default: [:]][counted] = number
            let isChange = call.touchesDisk(below: root)
            guard let program = programs[call.process],
                isChange || (reading && call.arguments.contains { $0.contains(root) })
            else { continue }
            points.append(
                CutPoint(
                    program: program,
                    call: call.name,
                    number: number,
                    file: file?.replacing(root, with: ""),
                    isChange: isChange,
                    object: call.object(below: root)
                )
            )
        }
        return points
    }
}

extension TracedCall {
    /// The last path that is named, as you would look for it.
    func object(below root: String) -> String {
        let words = arguments.joined(separator: " ").replacing(root, with: "")
        return String(words.prefix(120))
    }
}
