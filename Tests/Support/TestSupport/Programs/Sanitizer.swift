import Foundation

/// The sanitizer that watches this process, and the agent that was built with it.
package enum Sanitizer: Sendable {
    case address, thread

    /// The one of this build, if any.
    package static let current: Sanitizer? =
        if dlsym(nil, "__asan_init") != nil {
            .address
        } else if dlsym(nil, "__tsan_init") != nil {
            .thread
        } else {
            nil
        }
}
