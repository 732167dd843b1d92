@testable import Basics
import Testing
@testable import Cluster

@Suite struct InitialClusterTests {
    private static let three =
        "a1=http://192.168.99.51:2380,a2=http://192.168.99.52:2380,a3=http://192.168.99.53:2380"

    @Test(arguments: [
        // text, as etcd is given it
        ("a1=http://192.168.99.51:2380", "a1=http://192.168.99.51:2380"),
        (three, three),
        // folded over lines, as YAML's plain, `>` and `|` scalars hand it over
        (three.replacing(",", with: ", "), three),
        (three.replacing(",", with: ",\n"), three),
        (three.replacing(",", with: ",\r\n\t "), three),
        ("\n  \(three) \n", three),
        // one name within another is another name
        (
            "ba1=http://10.0.0.1:2380,a1=http://10.0.0.2:2380",
            "ba1=http://10.0.0.1:2380,a1=http://10.0.0.2:2380"
        ),
        // names that YAML or a shell would take for something else
        (
            "7=http://10.0.0.1:2380,no=http://10.0.0.2:2380",
            "7=http://10.0.0.1:2380,no=http://10.0.0.2:2380"
        ),
        // a port of one's own
        (
            "a1=http://10.0.0.1:2380,a2=http://10.0.0.2:2381",
            "a1=http://10.0.0.1:2380,a2=http://10.0.0.2:2381"
        ),
        // both families
        (
            "a1=http://10.0.0.1:2380,a2=http://[fd00::2]:2380",
            "a1=http://10.0.0.1:2380,a2=http://[fd00::2]:2380"
        ),
    ])
    func `members are read`(text: String, written: String) throws {
        #expect(try InitialCluster(parsing: text).text == written)
    }

    private static let none =
        "names no member; write name=http://ADDRESS:2380, with commas between members"

    private static let refused: [(String, String)] = [
        // text, message
        ("", none),
        (" \r\n\t", none),
        (",", "entry 1 is empty; remove a comma"),
        ("a1=http://10.0.0.1:2380,", "entry 2 is empty; remove a comma"),
        ("a1=http://10.0.0.1:2380,, a2=http://10.0.0.2:2380", "entry 2 is empty; remove a comma"),
        (",a1=http://10.0.0.1:2380", "entry 1 is empty; remove a comma"),
        ("a1", "'a1' is not of the form name=http://ADDRESS:2380"),
        (
            "a1:http://10.0.0.1:2380",
            "'a1:http://10.0.0.1:2380' is not of the form name=http://ADDRESS:2380"
        ),
        (
            "a1=http://10.0.0.1:2380;a2=http://10.0.0.2:2380",
            "the URL 'http://10.0.0.1:2380;a2=http://10.0.0.2:2380' of 'a1' has '//10.0.0.2:2380' after the port; remove it"
        ),
        ("=http://10.0.0.1:2380", "a member has no name"),
        // white space: etcd takes it for a part of the name or of the URL
        (
            "a1 =http://10.0.0.1:2380",
            "white space inside 'a1 =http://10.0.0.1:2380'; it is allowed only after a comma"
        ),
        (
            "a1=http://10.0.0.1:2380 ,a2=http://10.0.0.2:2380",
            "white space inside 'a1=http://10.0.0.1:2380 '; it is allowed only after a comma"
        ),
        (
            "a1=http://10.0.0.1:2380 a2=http://10.0.0.2:2380",
            "white space inside 'a1=http://10.0.0.1:2380 a2=http://10.0.0.2:2380'; it is allowed only after a comma"
        ),
        (
            "a1=http://10.0.0.1:2380,\u{A0}a2=http://10.0.0.2:2380",
            #"white space inside '\u{a0}a2=http://10.0.0.2:2380'; it is allowed only after a comma"#
        ),
        // control characters, among them those that are white space or a line's end to Unicode
        (
            "a1=http://10.0.0.1:2380\u{0}",
            #"control character in 'a1=http://10.0.0.1:2380\u{0}'"#
        ),
        (
            "a1=http://10.0.0.1:2380,\u{B}a2=http://10.0.0.2:2380",
            #"control character in '\u{b}a2=http://10.0.0.2:2380'"#
        ),
        (
            "a1=http://10.0.0.1:2380,\u{2028}a2=http://10.0.0.2:2380",
            #"control character in '\u{2028}a2=http://10.0.0.2:2380'"#
        ),
        (
            "a1=http://10.0.0.1\n:2380",
            #"control character in 'a1=http://10.0.0.1\n:2380'"#
        ),
        (
            "a\u{200D}1=http://10.0.0.1:2380",
            #"control character in 'a\u{200d}1=http://10.0.0.1:2380'"#
        ),
        // names
        (
            "a_1=http://10.0.0.1:2380",
            "a member's name must be its host name: the host name 'a_1' contains '_'; only letters, digits and hyphens are legal"
        ),
        (
            "a1.example.org=http://10.0.0.1:2380",
            "a member's name must be its host name: the host name 'a1.example.org' contains '.'; only letters, digits and hyphens are legal"
        ),
        (
            "a1=http://10.0.0.1:2380,a1=http://10.0.0.2:2380",
            "duplicate member 'a1'"
        ),
        (
            "a1=http://10.0.0.1:2380,A1=http://10.0.0.2:2380",
            "'a1' and 'A1' differ only in case"
        ),
        // URLs
        (
            "a1=10.0.0.1:2380",
            "the URL '10.0.0.1:2380' of 'a1' does not begin with http://"
        ),
        (
            "a1==http://10.0.0.1:2380",
            "the URL '=http://10.0.0.1:2380' of 'a1' has the scheme '=http'; write http or https"
        ),
        (
            "a1=http://10.0.0.1:2380,a2=http://10.0.0.1:2380",
            "'a1' and 'a2' have the same URL, http://10.0.0.1:2380"
        ),
        (
            "a1=http://[fd00::1]:2380,a2=http://[FD00:0::1]:2380",
            "'a1' and 'a2' have the same URL, http://[FD00:0::1]:2380"
        ),
        (
            "a1=http://10.0.0.1:2380,a2=http://10.0.0.1:2381",
            "'a1' and 'a2' have the same address, 10.0.0.1; each machine is one member"
        ),
        (
            "a1=https://10.0.0.1:2380,a2=http://10.0.0.2:2380",
            "'a2' has http, and 'a1' https; all members have https, or none has"
        ),
    ]

    @Test(arguments: refused)
    func `any other text is refused`(text: String, message: String) {
        let error = #expect(throws: InputError.self) { try InitialCluster(parsing: text) }
        #expect(error?.description == message)
    }

    @Test(.timeLimit(.minutes(20)))
    func `a cluster may be as large as a variable of etcd's`() throws {
        let members = (0..<25_000).map { "n\($0)=http://10.1.\($0 / 250).\($0 % 250 + 1):2380" }
        func cluster(_ count: Int) throws -> InitialCluster {
            try InitialCluster(parsing: members.prefix(count).joined(separator: ",\n"))
        }
        #expect(try cluster(4555).text.utf8.count == 131_031)
        #expect(try cluster(4555).text == members.prefix(4555).joined(separator: ","))
        let least = #expect(throws: InputError.self) { try cluster(4556) }
        #expect(least?.sentence.hasPrefix("the members take 131060 bytes") == true)
        let error = #expect(throws: InputError.self) { try cluster(25_000) }
        #expect(
            error?.description
                == "the members take 775588 bytes; Linux starts etcd with at most 131050"
        )
    }
}
