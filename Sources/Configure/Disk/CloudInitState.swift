import Basics

/// The files in which cloud-init keeps what it has done, as far as a power cut can make them
/// mislead it.
///
/// cloud-init flushes nothing. A journaling file system makes a file's name durable before its
/// bytes, so that a cut leaves empty files.
package enum CloudInitState {
    /// What cloud-init has set the host name to.
    package static let hostName: NodePath = "/var/lib/cloud/data/set-hostname"
    /// Where the semaphores are; `instance` is a link to the directory of the current instance.
    package static let semaphores: [NodePath] = [
        "/var/lib/cloud/sem", "/var/lib/cloud/instance/sem",
    ]
    /// Where these files are.
    package static let directories = [hostName.parent] + semaphores

    /// What must go before those that are empty, although it has bytes, if cloud-init is to do all
    /// of its work again.
    ///
    /// A cloud-init that ended at `data/set-hostname` had noted the instance, and had not come to
    /// the network. By that note the instance is not new, and only for a new one is the network
    /// configured (`apply_network_config` in `stages.py`). What has run for the instance stays
    /// noted elsewhere.
    package static func misleading(beside emptied: [NodePath]) -> [NodePath] {
        emptied.contains(hostName)
            ? ["/var/lib/cloud/data/instance-id"] : []
    }

    /// Whether a file of these directories misleads cloud-init if it is empty, and cloud-init does
    /// all of its work again once the file is gone.
    ///
    /// - `data/set-hostname` is JSON. Up to release 22.4, an empty one ends cloud-init-local in
    ///   every boot (`cc_set_hostname.py`), before it comes to any `bootcmd`.
    /// - A semaphore, `sem/config_ssh` for one, holds a process id and a time, and its being there
    ///   says that a module has run (`FileSemaphores` in `helpers.py`). It is written before the
    ///   module's first step: where its bytes are lost, so are those of the module, host keys among
    ///   them.
    ///
    /// Other files of cloud-init may rightly be empty (`vendor-data.txt`, markers such as
    /// `manual-clean`), or are ignored if they are (`obj.pkl`, `instance-id`). Names that
    /// cloud-init does not give are somebody else's.
    package static func isDamagedByEmptiness(_ name: String, in directory: NodePath) -> Bool {
        semaphores.contains(directory)
            ? name.hasPrefix("config_") || name == "consume_data"
            : directory.appending(name) == hostName
    }
}
