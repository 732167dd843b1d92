/// What must be so of everything that the agent reads, whatever it is: a function for each kind of
/// input, which returns a sentence for each way in which it is not.
///
/// Public for the fuzzers, which are a package of their own (Tests/Fuzz).
public enum Property {
    /// Tries a property on an input of libFuzzer's, which takes the end of the program for a find.
    ///
    /// A property returns a sentence for each way in which it does not hold.
    public static func fuzz(
        _ data: UnsafePointer<UInt8>?,
        _ size: Int,
        _ property: ([UInt8]) -> [String]
    ) -> CInt {
        let complaints = property(Array(UnsafeBufferPointer(start: data, count: size)))
        guard complaints.isEmpty else { fatalError(complaints.joined(separator: "\n")) }
        return 0
    }
}
