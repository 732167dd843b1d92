import Basics

extension UnitFile {
    /// What must be there when the unit is started: the directory that it works in, and its files
    /// of variables; by the settings that say so.
    package var needs: [(setting: Setting, path: NodePath)] {
        let specifiers = Specifiers(unit: name)
        let own = Set(ownDirectories)
        let settings =
            [last("WorkingDirectory")].compactMap(\.self) + list("EnvironmentFile")
        return settings.compactMap { setting in
            // With `-` it may be missing; `~` is the user's home; a pattern may match nothing.
            guard !setting.value.utf8.contains(where: { "*?[~".utf8.contains($0) }),
                let path = specifiers.text(setting.value).flatMap({ NodePath($0) }),
                !own.contains(path)
            else { return nil }
            return (setting, path)
        }
    }

    /// Where those things lie.
    package var neededPaths: [NodePath] { needs.map(\.path) }

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
    /// (systemd.exec(5), "ReadWritePaths=").
    package func barrier(to path: NodePath) -> Setting? {
        let specifiers = Specifiers(unit: name)
        var nearest: (place: NodePath, setting: Setting?)?
        func consider(_ place: NodePath, _ setting: Setting?) {
            guard path.isWithin(place), place.text.count >= nearest?.place.text.count ?? 0 else {
                return
            }
            nearest = (place, setting)
        }
        if let system = last("ProtectSystem"), system.value == "strict" { consider(.top, system) }
        for key in ["ReadOnlyPaths", "InaccessiblePaths", "TemporaryFileSystem", "ReadWritePaths"] {
            for setting in list(key) {
                for word in SystemdWords(setting.value)?.words ?? [] {
                    let text = word.text.drop { "-+".contains($0) }.prefix { $0 != ":" }
                    guard let place = specifiers.text(String(text)).flatMap({ NodePath($0) }) else {
                        continue
                    }
                    consider(place, key == "ReadWritePaths" ? nil : setting)
                }
            }
        }
        for place in ownDirectories { consider(place, nil) }
        return nearest?.setting
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
