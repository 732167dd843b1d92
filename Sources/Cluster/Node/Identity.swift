/// Who a node is: a cloned disk, or a new instance, is somebody else.
package struct Identity: Equatable, Sendable {
    /// What cloud-init calls the instance; a new one means a new node, even on the same disk.
    package let instanceID: String
    /// The host name, up to its first dot.
    package let hostName: HostName

    /// The identity of the node with these two names.
    package init(instanceID: String, hostName: HostName) {
        self.instanceID = instanceID
        self.hostName = hostName
    }
}
