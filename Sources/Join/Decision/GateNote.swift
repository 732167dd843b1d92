import Basics

/// What the gate before etcd waits for, written down for whoever asks what became of etcd.
package struct GateNote: Equatable, Sendable {
    /// The file. It begins with a word of `bootcmd status`: `wait`, or `bad` where somebody must do
    /// something.
    package static let path: NodePath = "/run/bootcmd/join"

    /// Whether it waits for somebody to do something, as far as it knows.
    package let asks: Bool
    /// What it waits for, and what removes that; a command stands on a line of its own.
    package let sentence: String

    /// A note of these words.
    package init(_ sentence: String, asks: Bool = false) {
        (self.sentence, self.asks) = (sentence, asks)
    }

    /// Reads what `text` wrote; what begins with neither word is taken as it is.
    package init(parsing text: String) {
        let words = text.split(separator: ": ", maxSplits: 1)
        let isMarked = words.count == 2 && ["wait", "bad"].contains(words[0])
        let sentence = isMarked ? words[1] : text[...]
        self.init(
            String(sentence.hasSuffix("\n") ? sentence.dropLast() : sentence),
            asks: isMarked && words[0] == "bad"
        )
    }

    /// The file's text.
    package var text: String { "\(asks ? "bad" : "wait"): \(sentence)\n" }
}
