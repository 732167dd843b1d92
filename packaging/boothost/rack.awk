# Reads lines `meta-data.NAME:instance-id: ID`, lines `FACT NAME`, and then an access log: of Apache, nginx
# or Python. Prints a line for each machine, or with form=progress one line, and ends with what rack
# ends with. What is in the log was written by anybody: only what is known is taken from it.

FNR == 1 { file++ }
file == 1 {
    name = $1
    sub(/^meta-data\./, "", name)
    sub(/:instance-id:$/, "", name)
    instance[name] = $2
    word[name] = "nothing"
    names[++count] = name
    next
}
file == 2 { owner[$1] = $2; next }

{
    if (!match($0, /"(GET|HEAD) [^ "]+/)) next
    target = substr($0, RSTART, RLENGTH)
    rest = substr($0, RSTART + RLENGTH)
    sub(/^"(GET|HEAD) /, "", target)
    # The server's answer, where it is logged.
    if (match(rest, /^[^"]*" [0-9]+/)) {
        answer = substr(rest, RSTART, RLENGTH)
        sub(/.* /, "", answer)
        if (answer != 200 && answer != 206 && answer != 304) next
    }
    if (index(target, path "/") != 1) next
    target = substr(target, length(path) + 2)
    address = $1
    gsub(/[\[\]]|::ffff:|:[0-9]+:?$/, "", address)

    if (target ~ /^meta-data\.[A-Za-z0-9-]+$/) {
        name = substr(target, length("meta-data.") + 1)
        if (name in word) hear(name, "fetched", "")
    } else if (match(target, /^report\/[a-z]+\?/)) {
        said = substr(target, 8, RLENGTH - 8)
        query = substr(target, RLENGTH + 1)
        if (said !~ /^(installed|refused|configured|waiting|works|broken|unknown)$/) next
        name = value("node")
        # The installer itself may not know yet who it is.
        if (name == "") name = owner[address]
        if (!(name in word)) next
        # What was said of an installation before this one.
        if (value("instance") != "" && value("instance") != instance[name]) next
        hear(name, said, value("why"))
    }
}

function hear(name, said, reason) {
    word[name] = said
    why[name] = reason
    heard[name] = moment()
}

# A value of the query, decoded.
function value(key,    parts, n, i, text, out) {
    n = split(query, parts, "&")
    for (i = 1; i <= n; i++) {
        if (index(parts[i], key "=") != 1) continue
        text = substr(parts[i], length(key) + 2)
        gsub(/\+/, " ", text)
        out = ""
        while (match(text, /%[0-9A-Fa-f][0-9A-Fa-f]/)) {
            out = out substr(text, 1, RSTART - 1) character(hex(substr(text, RSTART + 1, 2)))
            text = substr(text, RSTART + 3)
        }
        out = out text
        gsub(/[\001-\037\177]+/, " ", out)
        return substr(out, 1, 300)
    }
    return ""
}
function hex(text,    digits) {
    digits = "0123456789abcdef"
    text = tolower(text)
    return 16 * (index(digits, substr(text, 1, 1)) - 1) + index(digits, substr(text, 2, 1)) - 1
}
function character(code) { return code < 32 || code == 127 ? " " : sprintf("%c", code) }

# [28/Nov/2026:23:07:17 +0000], or without the zone [28/Nov/2026 23:07:17], in seconds; 0 where there is none.
function moment(    part, month, days, offset, year) {
    if (!match($0, /\[[0-9]+\/[A-Z][a-z][a-z]\/[0-9]+[: ][0-9]+:[0-9]+:[0-9]+( [+-][0-9]+)?\]/)) return 0
    split(substr($0, RSTART + 1, RLENGTH - 2), part, /[\/: ]/)
    month = (index("JanFebMarAprMayJunJulAugSepOctNovDec", part[2]) + 2) / 3
    year = month > 2 ? part[3] : part[3] - 1
    days = int(365.25 * year) - int(year / 100) + int(year / 400) + int(30.6001 * (month > 2 ? month + 1 : month + 13)) \
        + part[1] - 719591
    offset = part[7] == "" ? zone : part[7]
    return days * 86400 + part[4] * 3600 + part[5] * 60 + part[6] \
        - (offset ~ /^-/ ? -1 : 1) * (substr(offset, 2, 2) * 3600 + substr(offset, 4, 2) * 60)
}
function age(name,    seconds) {
    if (!heard[name]) return "-"
    seconds = now - heard[name]
    if (seconds < 0) seconds = 0
    if (seconds < 120) return seconds " s"
    if (seconds < 7200) return int(seconds / 60) " min"
    if (seconds < 172800) return int(seconds / 3600) " h"
    return int(seconds / 86400) " d"
}

END {
    # First those that need a hand.
    kinds = split("refused broken unknown nothing fetched installed configured waiting works", order, " ")
    for (k = 1; k <= kinds; k++)
        for (i = 1; i <= count; i++) {
            if (word[names[i]] != order[k]) continue
            number[k]++
            if (form == "table")
                printf "%-14s %-11s %-7s %s\n", names[i], word[names[i]], age(names[i]), why[names[i]]
        }
    line = count " machines:"
    for (k = 1; k <= kinds; k++) if (number[k]) line = line (line ~ /:$/ ? " " : ", ") number[k] " " order[k]
    print line
    if (number[1] + number[2] + number[3]) exit 1
    exit number[kinds] == count ? 0 : 75
}
