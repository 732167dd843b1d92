import Basics

extension UnitFile {
    /// Those directories that systemd makes for the service before it starts.
    package var ownDirectories: [NodePath] {
        let places: [(String, NodePath)] = [
            ("StateDirectory", "/var/lib"), ("RuntimeDirectory", "/run"),
            ("CacheDirectory", "/var/cache"), ("LogsDirectory", "/var/log"),
            ("ConfigurationDirectory", "/etc"),
        ]
        return places.flatMap { setting, place in
            list(setting).flatMap { SystemdWords($0.value)?.words ?? [] }.compactMap {
                NodePath("\(place)/\($0.text.prefix { $0 != ":" })")
            }
        }
    }

    /// The setting that keeps the service from writing to a path: the nearest to it counts
    /// (systemd.exec(5), "ReadWritePaths="). What is inaccessible nothing opens again (systemd's
    /// `src/core/namespace.c`, `drop_inaccessible()`), and a dynamic user sees a strict system
    /// (`src/core/unit.c`, `unit_patch_contexts()`).
    package func barrier(to path: NodePath) -> Setting? {
        var nearest: (place: NodePath, setting: Setting?)?
        func consider(_ place: NodePath, _ setting: Setting?) {
            guard path.isWithin(place), place.text.count >= nearest?.place.text.count ?? 0 else {
                return
            }
            nearest = (place, setting)
        }
        func consider(_ keys: [String], areOpen: Bool) {
            for setting in keys.flatMap({ list($0) }) {
                for place in places(in: setting) { consider(place, areOpen ? nil : setting) }
            }
        }
        let hiding = list("InaccessiblePaths").last {
            places(in: $0).contains(where: path.isWithin)
        }
        guard hiding == nil else { return hiding }
        if hasDynamicUser {
            consider(.top, last("DynamicUser"))
        } else if let system = last("ProtectSystem"), system.value == "strict" {
            consider(.top, system)
        }
        consider(["ReadOnlyPaths", "TemporaryFileSystem", "BindReadOnlyPaths"], areOpen: false)
        // What a temporary file system covers is not there to be written to.
        let isCovered = nearest?.setting?.name == "TemporaryFileSystem"
        consider((isCovered ? [] : ["ReadWritePaths"]) + ["BindPaths"], areOpen: true)
        for place in ownDirectories { consider(place, nil) }
        return nearest?.setting
    }

    /// The paths of a list at which the service finds something else than the others do.
    private func places(in setting: Setting) -> [NodePath] {
        (SystemdWords(setting.value)?.words ?? []).compactMap { word in
            let parts = word.text.drop { "-+".contains($0) }
                .split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            let isMoved = setting.name.hasPrefix("Bind") && parts.count > 1
            return Specifiers(unit: name).text(String(parts[isMoved ? 1 : 0]))
                .flatMap { NodePath($0) }
        }
    }

    /// The setting that denies the service every address, where none of another machine is allowed
    /// (systemd.resource-control(5), "IPAddressAllow=").
    package var addressFilter: Setting? {
        let denying = list("IPAddressDeny").last {
            $0.value[...].words.contains { ["any", "0.0.0.0/0"].contains($0) }
        }
        let allowed = list("IPAddressAllow").flatMap { $0.value[...].words }
        return allowed.allSatisfy { $0 == "localhost" } ? denying : nil
    }

    /// The setting that denies the service one of these families (systemd.exec(5),
    /// "RestrictAddressFamilies="; `config_parse_address_families()` in its `load-fragment.c`).
    package func familyFilter(needing needed: [Substring]) -> Setting? {
        let settings = list("RestrictAddressFamilies")
        var families: Set<Substring>?
        var areAllowed = false
        for setting in settings {
            guard setting.value != "none" else {
                (families, areAllowed) = (nil, true)
                continue
            }
            let isInverted = setting.value.hasPrefix("~")
            if families == nil { (families, areAllowed) = ([], !isInverted) }
            let names = setting.value.dropFirst(isInverted ? 1 : 0).words
            if areAllowed == isInverted {
                families?.subtract(names)
            } else {
                families?.formUnion(names)
            }
        }
        let areLeft = needed.allSatisfy { (families ?? []).contains($0) == areAllowed }
        return areLeft ? nil : settings.last
    }

    /// The conditions and assertions of the unit (systemd.unit(5)) that are for good what they are
    /// now, as they are written: one that is not met keeps the unit from being started. Of those
    /// after a `|`, one is enough.
    package var conditions: [[String]] {
        ["Condition", "Assert"].flatMap { kind -> [[String]] in
            let all = settings(withPrefix: kind)
            let start = all.lastIndex { $0.value.isEmpty }.map { $0 + 1 } ?? 0
            let lasting = all[start...].filter {
                Self.isLasting(String($0.name.dropFirst(kind.count)))
            }
            let single = lasting.filter { !$0.value.hasPrefix("|") }.map {
                ["\($0.name)=\($0.value)"]
            }
            // Where one of several is not known, neither are they.
            let either = all[start...].filter { $0.value.hasPrefix("|") }
            let isKnown = either.allSatisfy { lasting.contains($0) }
            return single
                + (either.isEmpty || !isKnown ? [] : [either.map { "\($0.name)=\($0.value)" }])
        }
    }

    /// Whether a condition is met or not whenever one looks.
    private static func isLasting(_ condition: String) -> Bool {
        ![
            "NeedsUpdate", "ACPower", "FirstBoot", "PathIsMountPoint", "PathIsReadWrite",
            "Environment", "Credential", "KernelModuleLoaded", "MemoryPressure", "CPUPressure",
            "IOPressure", "User", "Group", "Capability",
        ].contains(condition)
    }
}
