// swift-tools-version: 6.2

import PackageDescription

// The targets of the agent are its architecture, in the order of its work: Sources/README.md walks
// through it. Nothing is imported that does not stand before. What decides comes first, and sees
// neither Glibc nor a C module but libyaml; what does things has `Linux` in its name.
let package = Package(
    name: "bootcmd",
    products: [
        .executable(name: "bootcmd", targets: ["bootcmd"]),
        // For Tests/Fuzz, a package of its own, and for nobody else.
        .library(name: "Properties", targets: ["Properties"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
    ],
    targets: [
        .systemLibrary(name: "CYAML"),
        .target(name: "CLinux", linkerSettings: [.linkedLibrary("m")]),
        .target(name: "CSystemd"),
        .target(name: "CCrypto"),

        .target(name: "Basics"),
        .target(name: "YAML", dependencies: ["Basics", "CYAML"]),
        .target(name: "Units", dependencies: ["Basics"]),
        .target(name: "Cluster", dependencies: ["Basics", "YAML", "Units"]),
        .target(name: "Etcd", dependencies: ["Basics", "YAML", "Units", "Cluster"]),
        .target(name: "Desired", dependencies: ["Basics", "YAML", "Units", "Cluster", "Etcd"]),
        .target(
            name: "Configure",
            dependencies: ["Basics", "YAML", "Units", "Cluster", "Etcd", "Desired"]
        ),
        .target(name: "Join", dependencies: ["Basics", "YAML", "Cluster", "Etcd", "Desired"]),
        .target(
            name: "Status",
            dependencies: [
                "Basics", "YAML", "Units", "Cluster", "Etcd", "Desired", "Configure", "Join",
            ]
        ),

        .target(name: "Linux", dependencies: ["Basics", "Units", "CLinux", "CSystemd"]),
        .target(
            name: "LinuxConfigure",
            dependencies: [
                "Basics", "Units", "Cluster", "Etcd", "Desired", "Configure", "Join", "Linux",
                "CCrypto", "CLinux",
            ]
        ),
        .target(
            name: "LinuxJoin",
            dependencies: [
                "Basics", "Units", "Cluster", "Etcd", "Desired", "Join", "Linux", "LinuxConfigure",
                "CCrypto",
            ]
        ),
        .target(
            name: "LinuxStatus",
            dependencies: [
                "Basics", "Units", "Cluster", "Etcd", "Desired", "Configure", "Join", "Status",
                "Linux", "LinuxConfigure", "LinuxJoin",
            ]
        ),
        .executableTarget(
            name: "bootcmd",
            dependencies: [
                "Basics", "Units", "Cluster", "Etcd", "Desired", "Configure", "Join", "Status",
                "Linux", "LinuxJoin", "LinuxConfigure", "LinuxStatus",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),

        .target(
            name: "TestSupport",
            dependencies: ["Basics", "Cluster", "Linux", "LinuxConfigure", "CLinux", "CSystemd"],
            path: "Tests/Support/TestSupport",
            linkerSettings: [.linkedLibrary("systemd")]
        ),
        .target(
            name: "Readback",
            dependencies: ["Basics", "YAML", "Units", "Cluster", "Etcd", "Desired", "Configure"],
            path: "Tests/Support/Readback"
        ),
        .target(
            name: "Properties",
            dependencies: [
                "Basics", "YAML", "Units", "Cluster", "Etcd", "Desired", "Configure", "Readback",
            ],
            path: "Tests/Support/Properties"
        ),
        .testTarget(
            name: "PureTests",
            dependencies: [
                "Basics", "YAML", "Units", "Cluster", "Etcd", "Desired", "Configure", "Join",
                "Status", "Readback", "TestSupport",
            ]
        ),
        .testTarget(
            name: "LinuxTests",
            dependencies: [
                "Basics", "Units", "Cluster", "Etcd", "Desired", "Configure", "Join", "Linux",
                "LinuxJoin", "LinuxConfigure", "LinuxStatus", "TestSupport",
            ]
        ),
        .testTarget(
            name: "ReadbackTests",
            dependencies: [
                "Basics", "YAML", "Units", "Cluster", "Etcd", "Desired", "Configure", "Readback",
                "TestSupport",
            ]
        ),
        .target(
            name: "JoinModel",
            dependencies: ["Basics", "Cluster", "Etcd", "Join"],
            path: "Tests/Support/JoinModel",
            exclude: ["README.md"]
        ),
        .executableTarget(
            name: "join-model",
            dependencies: ["JoinModel"],
            path: "Tests/tools/join-model"
        ),
        .testTarget(name: "JoinModelTests", dependencies: ["JoinModel", "TestSupport"]),
        .testTarget(name: "CommandTests", dependencies: ["bootcmd", "Basics", "TestSupport"]),
        .testTarget(
            name: "PowerCutTests",
            dependencies: [
                "bootcmd", "Basics", "YAML", "Units", "Cluster", "Etcd", "Desired", "Configure",
                "Join", "Linux", "TestSupport",
            ]
        ),
        .testTarget(
            name: "NodeTests",
            dependencies: [
                "bootcmd", "Basics", "Cluster", "Etcd", "Desired", "Configure", "Join",
                "TestSupport",
            ]
        ),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ]
    let isTesting = target.type == .test || target.path?.hasPrefix("Tests/") == true
    if !isTesting {
        target.swiftSettings?.append(.strictMemorySafety())
    }
    if target.name == "JoinModel" {
        // Without optimisation, what takes a minute takes an hour.
        target.swiftSettings?.append(
            .unsafeFlags([
                "-O", "-disable-batch-mode", "-wmo", "-num-threads", "2",
                "-enforce-exclusivity=unchecked",
            ])
        )
    }
    target.cSettings = [
        .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
    ]
}
