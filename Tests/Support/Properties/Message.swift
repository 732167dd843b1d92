import Basics
import Configure
import Readback

/// What is wrong with the message for a refused input. It shows a terminal nothing that it would
/// obey: what it quotes is made visible.
func complaints(aboutMessage error: any Error) -> [String] {
    let message = "\(error)"
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    return complaints(aboutShown: message)
        + (lines.count == 1 || lines.count == 3 ? [] : ["a message of \(lines.count) lines"])
        + (message.count < 1000 ? [] : ["a message of \(message.count) characters"])
}

/// What is wrong with the message for an input that is refused, and with its place, if it has one.
func complaints(aboutMessage error: InputError) -> [String] {
    guard let place = error.place else { return complaints(aboutMessage: error as any Error) }
    let scalars = place.source.text.unicodeScalars
    // As an editor counts them; libyaml has other line ends.
    var lines = 1 + scalars.count { $0 == "\n" || $0 == "\r" }
    lines -= zip(scalars, scalars.dropFirst()).count { $0 == ("\r", "\n") }
    let isInside =
        (1...lines).contains(place.mark.line) && (1...scalars.count + 1).contains(place.mark.column)
    return complaints(aboutMessage: error as any Error)
        + (isInside ? [] : ["the place \(place.mark) of a text with \(lines) lines"])
        + ("\(error)".hasPrefix("\(place.source.name):") ? [] : ["a message without a place"])
}

/// What a text for a terminal shows must not be more than text, tabs and the ends of lines.
func complaints(aboutShown text: String) -> [String] {
    text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || !$0.isObeyed }
        ? [] : ["shows a terminal what it obeys: \(text.debugDescription)"]
}
