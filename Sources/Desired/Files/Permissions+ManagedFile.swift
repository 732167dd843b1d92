import Basics

extension Permissions {
    /// Whether somebody has opened a file of the agent's to others; `kept` are those of the
    /// original that it replaced, which are the operator's own.
    package func areLoose(of file: ManagedFile?, kept: Permissions?) -> Bool {
        guard file?.isSecret == true else { return self != kept && lets(others: .write) }
        return !isOwn || named != 0 || ownership.mode & 0o027 != 0
    }
}
