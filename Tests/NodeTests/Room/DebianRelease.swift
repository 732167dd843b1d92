import Foundation
import TestSupport

/// A Debian that the nodes run, by the name that its archive has.
enum DebianRelease: String, CaseIterable {
    /// Debian 12: systemd 252, cloud-init 22.4, etcd 3.4, docker 20.10.
    case bookworm
    /// Debian 13: systemd 257, cloud-init 25.1, etcd 3.5, docker 26.1.
    case trixie
    /// Whatever comes next.
    case unstable

    /// The releases that are booted: those that `BOOTCMD_NODE_RELEASES` names, else the stable
    /// ones.
    static let all: [DebianRelease] = {
        guard let names = ProcessInfo.processInfo.environment["BOOTCMD_NODE_RELEASES"] else {
            return [.bookworm, .trixie]
        }
        return names.split(separator: " ").map { name in
            guard let release = DebianRelease(rawValue: String(name)) else {
                preconditionFailure("BOOTCMD_NODE_RELEASES: no release is called '\(name)'")
            }
            return release
        }
    }()

    /// All of them in a thorough run; where few are tried, this one alone.
    static func all(orOnly release: DebianRelease) -> [DebianRelease] {
        Thoroughness.current != .few || !all.contains(release) ? all : [release]
    }

    /// The one for what is the same on all of them.
    static var usual: DebianRelease { all[0] }

    /// The unit in which cloud-init runs `bootcmd:`, and whose output what it says is: from 24.3 on
    /// one process does the work of all stages, and their units only wait for it.
    var bootcmdUnit: String { self == .bookworm ? "cloud-init-local" : "cloud-init-main" }

    /// What `build-root` makes: Debian with docker, and over it the same without.
    var debian: URL { base.appending(path: "debian") }
    var withoutDocker: URL { base.appending(path: "without-docker") }

    /// Where all of it is.
    var base: URL { NodeStore.directory.appending(path: rawValue) }
}
