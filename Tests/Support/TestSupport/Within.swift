/// What did not happen in time.
package struct DeadlinePassed: Error, CustomStringConvertible {
    /// What was waited for, and how long.
    package let description: String
}

/// Waits for what the closure waits for, at most three times as long as it may take on a machine
/// that has nothing else to do: what is late because others use its cores is not wrong.
///
/// - Throws: `DeadlinePassed`, or what the closure throws.
package func within<Value: Sendable>(
    _ limit: Duration,
    _ awaited: String,
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await inExactly(limit * 3, awaited, body)
}

/// Waits for what the closure waits for, at most so long. The closure is cancelled then.
///
/// - Throws: `DeadlinePassed`, or what the closure throws.
package func inExactly<Value: Sendable>(
    _ limit: Duration,
    _ awaited: String,
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        defer { group.cancelAll() }
        group.addTask(operation: body)
        group.addTask {
            try await Task.sleep(for: limit)
            throw DeadlinePassed(description: "\(awaited): not within \(limit)")
        }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}
