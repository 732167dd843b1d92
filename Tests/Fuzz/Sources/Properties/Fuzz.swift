/// Tries a property on an input of libFuzzer's, which takes the end of the program for a find.
///
/// A property returns a sentence for each way in which it does not hold.
public func fuzz(
    _ data: UnsafePointer<UInt8>?,
    _ size: Int,
    _ property: ([UInt8]) -> [String]
) -> CInt {
    let complaints = property(Array(UnsafeBufferPointer(start: data, count: size)))
    guard complaints.isEmpty else { fatalError(complaints.joined(separator: "\n")) }
    return 0
}
