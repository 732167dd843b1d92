import BootPlan
import Properties
import Diagnostics

/// What libFuzzer calls with every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    fuzz(data, size) { bytes in
        do {
            let source = try Source(name: Record.path.text, bytes: bytes)
            return complaints(about: try record(of: source.text)) + complaints(aboutSource: source)
        } catch {
            return complaints(aboutMessage: error)
        }
    }
}

private func complaints(aboutSource source: Source) -> [String] {
    do {
        let record = try Record(parsing: source)
        return complaints(about: record) + complaints(aboutUndoing: record)
    } catch {
        return complaints(aboutMessage: error)
    }
}

/// A record that says this wherever a text may stand.
private func record(of text: String) throws -> Record {
    Record(
        identity: Identity(instanceID: text, hostName: try HostName("a1")),
        phase: .complete,
        rebootOwedIn: text
    )
}
