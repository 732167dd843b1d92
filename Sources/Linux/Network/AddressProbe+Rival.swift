import Basics

extension AddressProbe {
    /// The card of another machine that has an address of this one; nil where none says so in time.
    package static func rival(of address: IPAddress) -> String? {
        guard let probe = AddressProbe(address, among: Interfaces.all) else { return nil }
        let deadline = Deadline(in: .milliseconds(500))
        while deadline.left > .zero {
            if let card = probe.twin() { return card }
            Deadline(in: .milliseconds(20)).wait()
        }
        return nil
    }
}
