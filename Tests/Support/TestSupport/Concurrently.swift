import Foundation

/// Does something for each element, as many at a time as there are processors, and returns the
/// results in the elements' order.
package func concurrently<Element: Sendable, Value: Sendable>(
    _ elements: [Element],
    _ body: @escaping @Sendable (Element) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        var values: [Int: Value] = [:]
        for (index, element) in elements.enumerated() {
            if index >= ProcessInfo.processInfo.activeProcessorCount,
                let (ended, value) = try await group.next()
            {
                values[ended] = value
            }
            group.addTask { (index, try await body(element)) }
        }
        for try await (ended, value) in group { values[ended] = value }
        return elements.indices.compactMap { values[$0] }
    }
}
