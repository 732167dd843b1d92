import Basics

/// What of a node's units need is not there when they start.
package struct Surroundings: Equatable, Sendable {
    /// Paths that units need, at which nothing is, and of which nothing says that it will be.
    package var missing: Set<NodePath> = []
    /// Units that they require, of which PID 1 knows nothing.
    package var missingUnits: Set<String> = []
    /// Programs that they run, which are not there either, or no programs.
    package var unrunnable: Set<NodePath> = []
    /// Users that they run as, which nothing has or makes.
    package var missingUsers: Set<String> = []
    /// Groups that they run with, likewise.
    package var missingGroups: Set<String> = []
    /// Conditions that are not met, as they are written in units.
    package var unmet: Set<String> = []
    /// Whether this program lies on a file system from which nothing can be run.
    package var barsAgent = false

    /// Nothing is wrong.
    package init() {}
}
