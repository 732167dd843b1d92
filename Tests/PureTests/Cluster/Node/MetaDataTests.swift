import Testing
@testable import Basics
@testable import Cluster
@testable import Desired

@Suite struct MetaDataTests {
    @Test(arguments: [
        // meta-data, instance-id, host name
        ("instance-id: iid-local01\nlocal-hostname: a1\n", "iid-local01", "a1"),
        ("local-hostname: a1\ninstance-id: i", "i", "a1"),
        // a domain is cut off
        ("{instance-id: i, local-hostname: a1.example.org}", "i", "a1"),
        ("{instance-id: i, local-hostname: a1.}", "i", "a1"),
        ("{instance-id: i, local-hostname: a1.0.0.1.in-addr.arpa.}", "i", "a1"),
        // what YAML takes for a number, a Boolean or null elsewhere
        ("{instance-id: 7, local-hostname: 7}", "7", "7"),
        ("{instance-id: 0x10, local-hostname: 010}", "0x10", "010"),
        ("{instance-id: yes, local-hostname: no}", "yes", "no"),
        ("{instance-id: 1e3, local-hostname: 1.5}", "1e3", "1"),
        ("{instance-id: 2015-06-30, local-hostname: 2015-06-30}", "2015-06-30", "2015-06-30"),
        ("{instance-id: 'null', local-hostname: \"null\"}", "null", "null"),
        // quotes, comments, a tag, CRLF, a byte order mark, JSON, a document marker
        ("'instance-id': \"i\"  # mine\nlocal-hostname: 'a1' # it\n", "i", "a1"),
        ("instance-id: !!str 7\nlocal-hostname: !!python/unicode 'a1'\n", "7", "a1"),
        ("instance-id: i\r\nlocal-hostname: a1\r\n", "i", "a1"),
        ("\u{feff}instance-id: i\nlocal-hostname: a1\n", "i", "a1"),
        (#"{"instance-id":"i","local-hostname":"a1"}"#, "i", "a1"),
        ("---\ninstance-id: i\nlocal-hostname: a1\n...\n", "i", "a1"),
        ("instance-id: >-\n  i\nlocal-hostname: |-\n  a1\n", "i", "a1"),
        ("x: &name a1\ninstance-id: i\nlocal-hostname: *name\n", "i", "a1"),
        // the keys of other readers, and what only looks like one of ours
        ("# local-hostname: x\ninstance-id: i\nlocal-hostname: a1\n", "i", "a1"),
        ("old:\n  local-hostname: x\ninstance-id: i\nlocal-hostname: a1\n", "i", "a1"),
        ("note: 'local-hostname: x'\ninstance-id: i\nlocal-hostname: a1\n", "i", "a1"),
        ("public-keys: [{a: b}]\ninstance-id: i\nlocal-hostname: a1\n", "i", "a1"),
        ("local_hostname: x\ninstance-id: i\nlocal-hostname: a1\n", "i", "a1"),
        // characters that somebody may want in an identity
        ("instance-id: i-é/1 'x' \\n\nlocal-hostname: a1\n", "i-é/1 'x' \\n", "a1"),
    ])
    func `the two top-level keys are read`(
        input: String,
        instanceID: String,
        hostName: String
    ) throws {
        let metaData = try MetaData(parsing: Source(name: "meta-data", text: input))
        #expect(metaData.identity.instanceID == instanceID)
        #expect(metaData.identity.hostName.description == hostName)
    }

    @Test(arguments: [
        // meta-data, message
        // a key that is missing
        (
            "instance-id: i\nlocal_hostname: a1\n",
            """
            meta-data:2:1: no 'local-hostname'; did you mean 'local_hostname' to be it?
            local_hostname: a1
            ^
            """
        ),
        (
            "a: &a {local-hostname: a1}\n<<: *a\ninstance-id: i\n",
            """
            meta-data:1:1: no 'local-hostname'; merge keys ('<<') are not read
            a: &a {local-hostname: a1}
            ^
            """
        ),
        (
            "instance-id: i\nlocal-hostname: a1..b\n",
            """
            meta-data:2:17: 'local-hostname': 'a1..b' has nothing between two dots
            local-hostname: a1..b
                            ^
            """
        ),
        (
            "instance-id: i\nlocal-hostname: 0.1.2.3\n",
            """
            meta-data:2:17: 'local-hostname': '0.1.2.3' is an IP address, of which cloud-init makes a \
            name of its own
            local-hostname: 0.1.2.3
                            ^
            """
        ),
        (
            "local-hostname: a1\ninstanceid: i\n",
            """
            meta-data:2:1: no 'instance-id'; did you mean 'instanceid' to be it?
            instanceid: i
            ^
            """
        ),
        (
            "instance-id: i\nhostname: a1\n",
            """
            meta-data:2:1: no 'local-hostname'; did you mean 'hostname' to be it?
            hostname: a1
            ^
            """
        ),
        (
            "instance-id: i\n# local-hostname: a1\nnetwork:\n  local-hostname: a1\n",
            """
            meta-data:1:1: no 'local-hostname'
            instance-id: i
            ^
            """
        ),
        // a key without a value, or with null
        (
            "instance-id:\nlocal-hostname: a1\n",
            """
            meta-data:1:13: 'instance-id' has no value
            instance-id:
                        ^
            """
        ),
        (
            "instance-id: ''\nlocal-hostname: a1\n",
            """
            meta-data:1:14: 'instance-id' has no value
            instance-id: ''
                         ^
            """
        ),
        (
            "instance-id: i\nlocal-hostname: ~\n",
            """
            meta-data:2:17: 'local-hostname' has no value
            local-hostname: ~
                            ^
            """
        ),
        // a mapping or a list in place of a string, and the other way round
        (
            "instance-id: {a: b}\nlocal-hostname: a1\n",
            """
            meta-data:1:14: 'instance-id' must be a string, not a mapping
            instance-id: {a: b}
                         ^
            """
        ),
        (
            "instance-id: i\nlocal-hostname:\n  - a1\n",
            """
            meta-data:3:3: 'local-hostname' must be a string, not a list
              - a1
              ^
            """
        ),
        (
            "- instance-id: i\n",
            """
            meta-data:1:1: must be 'key: value' lines, not a list
            - instance-id: i
            ^
            """
        ),
        (
            "local-hostname:a1\n",
            """
            meta-data:1:1: must be 'key: value' lines, not a string
            local-hostname:a1
            ^
            """
        ),
        // an identity that nobody can read
        (
            "instance-id: \"i\\e[2J\"\nlocal-hostname: a1\n",
            #"""
            meta-data:1:14: 'instance-id' has invisible characters: 'i\u{1b}[2J'
            instance-id: "i\e[2J"
                         ^
            """#
        ),
        (
            "instance-id: i\u{a0}\nlocal-hostname: a1\n",
            #"""
            meta-data:1:14: 'instance-id' has invisible characters: 'i\u{a0}'
            instance-id: i\u{a0}
                         ^
            """#
        ),
        // a host name that is not legal
        (
            "instance-id: i\nlocal-hostname: a_1\n",
            """
            meta-data:2:17: 'local-hostname': the host name 'a_1' contains '_'; only letters, \
            digits and hyphens are legal
            local-hostname: a_1
                            ^
            """
        ),
        (
            "instance-id: i\nlocal-hostname: .example.org\n",
            """
            meta-data:2:17: 'local-hostname': the host name is empty
            local-hostname: .example.org
                            ^
            """
        ),
        // not YAML
        (
            "instance-id: i\nlocal-hostname: a1\nlocal-hostname: a2\n",
            """
            meta-data:3:1: duplicate key 'local-hostname', first given on line 2
            local-hostname: a2
            ^
            """
        ),
        ("", "meta-data:1:1: nothing but white space and comments"),
    ])
    func `what is wrong is said with its place`(input: String, message: String) {
        let error = #expect(throws: InputError.self) {
            try MetaData(parsing: Source(name: "meta-data", text: input))
        }
        #expect(error?.description == message)
    }

    @Test func `an instance ID has an end`() throws {
        func metaData(_ length: Int) throws -> MetaData {
            let id = String(repeating: "i", count: length)
            return try MetaData(
                parsing: Source(name: "meta-data", text: "{instance-id: \(id), local-hostname: a1}")
            )
        }
        #expect(try metaData(255).identity.instanceID.count == 255)
        let error = #expect(throws: InputError.self) { try metaData(256) }
        #expect(error?.sentence.hasPrefix("'instance-id' has 256 bytes; ") == true)
        #expect(
            error?.description.hasPrefix(
                "meta-data:1:15: 'instance-id' has 256 bytes; cloud-init can use at most 255\n"
            )
                == true
        )
    }
}
