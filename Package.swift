// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "bootcmd",
    products: [
        .executable(name: "bootcmd", targets: ["bootcmd"]),
        // For Tests/Fuzz, a package of its own, and for nobody else.
        .library(name: "BootPlan", targets: ["Diagnostics", "YAML", "BootPlan"]),
        .library(name: "Readback", targets: ["Readback"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
    ],
    targets: [
        .systemLibrary(name: "CYAML"),
        .target(name: "CLinux", linkerSettings: [.linkedLibrary("m")]),
        .target(name: "CSystemd"),
        .target(name: "CCrypto"),
        .target(name: "Diagnostics"),
        .target(name: "YAML", dependencies: ["CYAML", "Diagnostics"]),
        .target(name: "BootPlan", dependencies: ["Diagnostics", "YAML"]),
        .target(
            name: "BootLinux",
            dependencies: ["BootPlan", "CCrypto", "CLinux", "CSystemd", "Diagnostics"]
        ),
        .executableTarget(
            name: "bootcmd",
            dependencies: [
                "BootLinux", "BootPlan", "Diagnostics",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .target(
            name: "TestSupport",
            dependencies: ["BootLinux", "CLinux", "CSystemd"],
            path: "Tests/Support/TestSupport",
            linkerSettings: [.linkedLibrary("systemd")]
        ),
        .target(
            name: "Readback",
            dependencies: ["BootPlan", "Diagnostics", "YAML"],
            path: "Tests/Support/Readback"
        ),
        .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics", "YAML"]),
        .testTarget(name: "YAMLTests", dependencies: ["Diagnostics", "YAML"]),
        .testTarget(
            name: "BootPlanTests",
            dependencies: ["BootPlan", "Diagnostics", "Readback", "TestSupport", "YAML"]
        ),
        .testTarget(
            name: "BootLinuxTests",
            dependencies: ["BootLinux", "BootPlan", "Diagnostics", "TestSupport"]
        ),
        .testTarget(
            name: "ReadbackTests",
            dependencies: ["BootPlan", "Diagnostics", "Readback", "TestSupport", "YAML"]
        ),
        .testTarget(name: "CommandTests", dependencies: ["bootcmd", "Diagnostics", "TestSupport"]),
        .testTarget(
            name: "PowerCutTests",
            dependencies: ["bootcmd", "BootPlan", "Diagnostics", "YAML", "TestSupport"]
        ),
        .testTarget(name: "NodeTests", dependencies: ["bootcmd", "BootPlan", "TestSupport"]),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ]
    let isTesting = target.type == .test || target.path?.hasPrefix("Tests/") == true
    if !isTesting {
        target.swiftSettings?.append(.strictMemorySafety())
    }
    target.cSettings = [
        .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
    ]
}
