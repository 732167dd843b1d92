import LinuxConfigure
import Basics
import Glibc
import Linux
import Units

extension Root {
    /// The lowest place above a directory where fstab or a mount unit has something mounted, and
    /// nothing is; nil if there is none, and in an image, of which nothing is mounted yet.
    package func unmounted(above directory: NodePath) throws(DiskError) -> NodePath? {
        guard isSystem else { return nil }
        let fstab = MountPoints.fstab(try textFound(at: "/etc/fstab") ?? "")
        let mounted = MountPoints.mounted(text(ofKernelFile: "/proc/self/mountinfo"))
        // The way that was written, and the one that links make of it.
        for way in [directory, destination(of: directory)] {
            var place = way
            while place != .top {
                if !mounted.contains(place) {
                    if fstab.contains(place) { return place }
                    if try isMountUnit(for: place) { return place }
                }
                place = place.parent
            }
        }
        return nil
    }

    /// Whether a unit mounts something there. One that is masked does not.
    private func isMountUnit(for place: NodePath) throws(DiskError) -> Bool {
        let name = MountPoints.unit(of: place)
        for directory in Self.unitDirectories {
            let path = directory.appending(name)
            if let text = try textFound(at: path) { return !text.isEmpty }
        }
        return false
    }

    private static let unitDirectories: [NodePath] = [
        "/etc/systemd/system", "/run/systemd/system", "/run/systemd/transient",
        "/run/systemd/generator", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
        "/lib/systemd/system",
    ]

    /// Where a path leads to, also if what its links point to is not there.
    private func destination(of path: NodePath) -> NodePath {
        var (done, left) = (NodePath.top, path.text.split(separator: "/").map(String.init)[...])
        for _ in 0..<256 {
            guard let name = left.popFirst() else { return done }
            if name == "." { continue }
            if name == ".." {
                done = done.parent
                continue
            }
            let next = done.appending(name)
            guard let target = link(at: next) else {
                done = next
                continue
            }
            if target.hasPrefix("/") { done = .top }
            left = target.split(separator: "/").map(String.init)[...] + left
        }
        return path
    }

    private func link(at path: NodePath) -> String? {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlinkat(descriptor, path.belowRoot, &target, target.count)
        let bytes = target.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
