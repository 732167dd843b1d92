import Basics
import Units

/// A setting of ours that a drop-in takes back, because systemd reads it later, or that the unit
/// limits: the node works, and does not outlive a boot without its peers.
struct OverriddenSetting {
    fileprivate enum Purpose: CaseIterable {
        case restart, patience, startLimit, job
    }

    private let purpose: Purpose
    private let service: Service
    private let setting: UnitFile.Setting
    /// The file of ours; nil for a limit of another kind than ours.
    private let ours: NodePath?

    /// Those of a service as it will be once the node holds the files that it must.
    static func of(_ service: PlannedService) -> [OverriddenSetting] {
        Purpose.allCases.compactMap { OverriddenSetting($0, of: service) }
    }

    private init?(_ purpose: Purpose, of coming: PlannedService) {
        let values = coming.unit.values(of: purpose.keys)
        ours = values.last { coming.isWritten($0.path) }?.path
        guard let last = values.last, !coming.isWritten(last.path),
            purpose.isDefeated(by: last), ours != nil || purpose == .job
        else { return nil }
        (self.purpose, service, setting) = (purpose, coming.service, last)
    }
}

extension OverriddenSetting: CustomStringConvertible {
    /// What it does there, with the cure.
    var description: String {
        let says = ours.map { "takes back what \($0) says" } ?? "limits the unit's start"
        return "\(setting.path): \(quoted("\(setting.name)=\(setting.value)")) \(says): "
            + "\(consequence); remove it"
    }

    private var consequence: String {
        switch purpose {
        case .restart: "\(service) that ends before its peers are up is not started again"
        case .patience: "\(service) is killed if its peers are not up by then"
        case .startLimit: "systemd gives \(service) up if its peers are not up soon"
        case .job: "what waits for \(service) is given up if its peers are not up by then"
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
        case .job:
            [
                UnitFile.Key("JobTimeoutSec", in: "Unit"),
                UnitFile.Key("JobRunningTimeoutSec", in: "Unit"),
            ]
        }
    }

    fileprivate func isDefeated(by setting: UnitFile.Setting) -> Bool {
        switch self {
        case .restart: !["on-failure", "always"].contains(setting.value)
        case .patience, .job: !setting.isNoLimit
        // For ever is the longest time in which to count starts.
        case .startLimit: !setting.isNoLimit || setting.value == "infinity"
        }
    }
}
