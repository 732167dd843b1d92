import Basics
import Units

extension PlannedService {
    /// The operator's variables that were in a file which is replaced, and that the program no
    /// longer finds: a sentence each, with the drop-in to put it into.
    func droppedVariables(on installed: InstalledSoftware) -> [String] {
        guard let today = installed.units[service.unit]?.file else { return [] }
        let found = ServiceEnvironment(of: today, reading: installed.files).values
        let place = UnitFile.administratorDirectory.appending("\(service.unit).d/local.conf")
        return found.sorted { $0.key < $1.key }.compactMap { name, value in
            guard isWritten(value.origin), environment.values[name] == nil,
                let text = value.word.literal, !text.isEmpty, !Self.isDescribed(name)
            else { return nil }
            var dropIn = DropIn()
            dropIn.set(variable: name, text)
            return
                "\(value.origin): \(name) is no longer in force once the file is replaced; to keep "
                + "it, write \(quoted(String(dropIn.text.dropLast()))) under [Service] in \(place)"
        }
    }

    /// Whether a variable says where etcd and flannel's network are, or who the member is: that is
    /// cluster.yaml's to say.
    private static func isDescribed(_ name: String) -> Bool {
        SettingConflict.foreignVariables.contains(name)
            || ["FLANNEL_ETCD", "FLANNELD_ETCD", "FLANNELD_IFACE", "FLANNELD_PUBLIC_IP"]
                .contains(where: name.hasPrefix)
    }
}
