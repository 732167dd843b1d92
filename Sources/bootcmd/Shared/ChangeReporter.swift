import Join
import Linux

/// Says what is waited for: when that changes, and every minute.
struct ChangeReporter {
    private var last: (sentence: String, due: Deadline)?

    /// Says a sentence if it is new or due, and tells whether it was new.
    @discardableResult
    mutating func say(_ sentence: String) -> Bool {
        let isNew = last?.sentence != sentence
        guard isNew || last?.due.left == .zero else { return false }
        last = (sentence, Deadline(in: .seconds(60)))
        Report.say("bootcmd: join: \(sentence)")
        return isNew
    }
}
