import Basics

/// What to tell the operator when libyaml stops, and where to point.
struct Diagnosis {
    let error: SyntaxError
    let mark: Mark

    /// `stopped` is where libyaml gave up, `begun` where what it was reading then begins.
    init(_ failure: EventFailure, stopped: Mark, begun: Mark, in lines: Lines) {
        let line = lines[stopped.line].unicodeScalars
        let before = line.prefix(stopped.column - 1)
        let found = line.dropFirst(stopped.column - 1).first
        let isInLine = before.contains { $0 != " " }
        let context = failure.context

        // What mistakes in files make libyaml 0.2.5 say, as it stands in reader.c, scanner.c and
        // parser.c. The rest is rare, and stays in its words.
        switch failure.problem {
        case "control characters are not allowed":
            (error, mark) = (.control(found ?? "\0"), stopped)
        case "could not find expected ':'":
            (error, mark) = (.noColon, begun)
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            (error, mark) = (.tab, stopped)
        case "found character that cannot start any token":
            (error, mark) = (found == "\t" ? .tab : .cannotBegin(found ?? "\0"), stopped)
        case "did not find expected alphabetic or numeric character":
            (error, mark) = (.cannotBegin(context == "while scanning an alias" ? "*" : "&"), begun)
        case "found unexpected end of stream", "found unexpected document indicator":
            (error, mark) = (.unclosedQuote, begun)
        case "found unknown escape character":
            if let escaped = line.dropFirst(stopped.column).first {
                (error, mark) = (.unknownEscape(escaped), stopped)
            } else {
                (error, mark) = (.unclosedQuote, begun)
            }
        case "did not find expected hexdecimal number":
            (error, mark) = (.noDigits, stopped.back(2))
        case "found invalid Unicode character escape code":
            (error, mark) = (.halfCharacter, stopped.back(2))
        case "did not find expected comment or line break" where context.hasSuffix("block scalar"):
            (error, mark) = (.textAfterBlock, stopped)
        case "found undefined tag handle":
            (error, mark) = (.cannotBegin("!"), stopped)
        case _ where ["while scanning a tag", "while parsing a tag"].contains(context):
            (error, mark) = (.cannotBegin("!"), begun)
        case "found incompatible YAML document",
            _ where context == "while scanning a directive":
            (error, mark) = (.unknownDirective, stopped.back(stopped.column - 1))
        case "block sequence entries are not allowed in this context":
            (error, mark) = (.itemInLine, stopped)
        case "mapping values are not allowed in this context":
            let isSecond = String(before).hasPart(": ")
            (error, mark) = (isSecond ? .secondColon : .keyInText, stopped)
        case "did not find expected key":
            (error, mark) = (isInLine ? .afterValue : .outsideMapping(since: begun.line), stopped)
        case "did not find expected '-' indicator":
            (error, mark) = (isInLine ? .afterValue : .outsideList(since: begun.line), stopped)
        case "did not find expected ',' or ']'":
            error = .unclosedBracket("[", since: begun.line)
            mark = found == nil ? begun : stopped
        case "did not find expected ',' or '}'":
            error = .unclosedBracket("{", since: begun.line)
            mark = found == nil ? begun : stopped
        case "did not find expected node content":
            (error, mark) = (.noValue(before: found), stopped)
        case "did not find expected <document start>":
            (error, mark) = (.afterDocument, stopped)
        default:
            (error, mark) = (.other(failure.problem, context: context), stopped)
        }
    }
}

extension Mark {
    fileprivate func back(_ columns: Int) -> Mark {
        Mark(line: line, column: column - columns)
    }
}
