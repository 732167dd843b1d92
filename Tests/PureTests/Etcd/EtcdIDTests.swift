import Testing
@testable import Basics
@testable import Etcd

@Suite struct EtcdIDTests {
    @Test(arguments: [
        ("18446744073709551615", "ffffffffffffffff"), ("1069173326597012504", "ed67779cf233c18"),
        ("9007199254740993", "20000000000001"), ("0", "0"),
    ])
    func `a number of JSON is the ID of messages, to its last digit`(
        decimal: String,
        hexadecimal: String
    ) {
        #expect(EtcdID(decimal: decimal)?.description == hexadecimal)
        #expect(EtcdID(decimal: decimal) == EtcdID(hexadecimal: hexadecimal))
    }

    @Test(arguments: ["", "+1", "-1", "1.5", "1e3", " 1", "0x1", "1ffffffffffffffff", "zz"])
    func `what is not 64 bits is no ID`(text: String) {
        #expect(EtcdID(hexadecimal: text) == nil || text == "1e3")
        #expect(EtcdID(decimal: text) == nil)
    }
}
