extension Root {
    /// Returns when what cloud-init has written is on the disk.
    ///
    /// Call this before anything is made durable. ext4 commits names in the order in which they were
    /// made, but not bytes before names: with one fsync(2) of ours, every file that cloud-init made
    /// before it is on the disk, and those whose bytes are still in memory are empty. A power cut then
    /// leaves a cloud-init that never works again.
    ///
    /// - Parameter seed: the seed directory.
    public func flushCloudInit(seed: String) throws(DiskError) {
        try flushFileSystems(of: ["/etc", "/var/lib/cloud", seed])
    }
}
