import Basics

/// What the kernel's command line, or the machine's serial number, tells cloud-init of who the node
/// is: `ds=nocloud;h=a2;i=iid-local02`. It wins over the meta-data of every seed
/// (`load_cmdline_data()` in cloud-init's `DataSourceNoCloud.py`).
package struct SeedArguments: Equatable, Sendable {
    /// The values by meta-data's keys.
    private let values: [String: String]
    private let source: Source

    /// Reads a command line; nil where it names no NoCloud seed. Of several the last counts.
    package init?(parsing source: Source) {
        let words = source.text.split(whereSeparator: \.isWhitespace)
        let last = ["ds=nocloud", "ds=nocloud-net"].lazy.compactMap { name in
            words.last { $0 == name || $0.hasPrefix("\(name);") }
        }.first
        guard let last else { return nil }
        var values: [String: String] = [:]
        for item in last.split(separator: ";").dropFirst() {
            guard let equals = item.firstIndex(of: "=") else { continue }
            let key = String(item[..<equals])
            let short = ["h": "local-hostname", "i": "instance-id"]
            values[short[key] ?? key] = String(item[item.index(after: equals)...])
        }
        (self.values, self.source) = (values, source)
    }

    /// What is said in the place of a key of meta-data.
    package func field(_ key: String) -> Field? {
        values[key].map {
            Field(key: key, text: $0, mark: .start, source: source, otherReading: nil)
        }
    }
}
