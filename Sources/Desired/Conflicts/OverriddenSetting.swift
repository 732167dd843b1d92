import Basics
import Units

/// A setting of ours that a drop-in takes back, because systemd reads it later: the node works, and
/// does not outlive a boot without its peers.
struct OverriddenSetting {
    fileprivate enum Purpose: CaseIterable {
        case restart, patience, startLimit
    }

    private let purpose: Purpose
    private let service: Service
    private let setting: UnitFile.Setting
    private let ours: NodePath

    /// Those of a service as it will be once the node holds the files that it must.
    static func of(_ service: PlannedService) -> [OverriddenSetting] {
        Purpose.allCases.compactMap { OverriddenSetting($0, of: service) }
    }

    private init?(_ purpose: Purpose, of coming: PlannedService) {
        let values = coming.unit.values(of: purpose.keys)
        guard let ours = values.last(where: { coming.isWritten($0.path) }), let last = values.last,
            !coming.isWritten(last.path), purpose.isDefeated(by: last.value)
        else { return nil }
        (self.purpose, service, setting) = (purpose, coming.service, last)
        self.ours = ours.path
    }
}

extension OverriddenSetting: CustomStringConvertible {
    /// What it does there, with the cure.
    var description: String {
        "\(setting.path): \(quoted("\(setting.name)=\(setting.value)")) takes back what \(ours) "
            + "says: \(consequence); remove it"
    }

    private var consequence: String {
        switch purpose {
        case .restart: "\(service) that ends before its peers are up is not started again"
        case .patience: "\(service) is killed if its peers are not up by then"
        case .startLimit: "systemd gives \(service) up if its peers are not up soon"
        }
    }
}

extension OverriddenSetting.Purpose {
    /// The settings, with the names that systemd has for them besides (its
    /// `load-fragment-gperf.gperf.in`).
    fileprivate var keys: [UnitFile.Key] {
        switch self {
        case .restart: [UnitFile.Key("Restart")]
        case .patience: [UnitFile.Key("TimeoutStartSec"), UnitFile.Key("TimeoutSec")]
        case .startLimit:
            [
                UnitFile.Key("StartLimitIntervalSec", in: "Unit"),
                UnitFile.Key("StartLimitInterval", in: "Unit"),
                UnitFile.Key("StartLimitInterval"),
            ]
        }
    }

    fileprivate func isDefeated(by value: String) -> Bool {
        let isZero =
            value.utf8.contains(UInt8(ascii: "0"))
            && !value.utf8.contains { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
        return switch self {
        case .restart: !["on-failure", "always"].contains(value)
        // No time is no limit (systemd.service(5)).
        case .patience: !isZero && value != "infinity"
        case .startLimit: !isZero
        }
    }
}
