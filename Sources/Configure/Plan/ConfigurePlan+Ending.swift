extension ConfigurePlan {
    /// How a run may make its changes take effect.
    package enum Manner: Sendable {
        /// On the running system: reboot, if one is needed.
        case reboot
        /// On the running system: reload instead.
        case reload
        /// On an image, in which nothing runs.
        case image
    }

    /// How the run ends.
    package enum Ending: Equatable, Sendable {
        /// With a reboot.
        case reboot
        /// With a restart of flanneld, which reads its certificate once. etcd reads its own at
        /// every handshake.
        case restart
        /// With a reload; `isStale` if the services still run as they did before.
        case reload(isStale: Bool)
        /// With nothing.
        case nothing
        /// With nothing: the image will boot as this node; `isStale` if it would not have before.
        case image(isStale: Bool)
    }
}
