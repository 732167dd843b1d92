// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "bootcmd",
    products: [
        .executable(name: "bootcmd", targets: ["bootcmd"]),
        .library(name: "BootPlan", targets: ["BootPlan", "YAML"]),
        .library(name: "Readback", targets: ["Readback"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
    ],
    targets: [
        .systemLibrary(
            name: "CSystemd",
            pkgConfig: "libsystemd",
            providers: [.apt(["libsystemd-dev"])]
        ),
        .systemLibrary(
            name: "CYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"])]
        ),
        .systemLibrary(name: "CLinux"),
        .target(name: "YAML", dependencies: ["CYAML"]),
        .target(name: "BootPlan", dependencies: ["YAML"]),
        .target(name: "BootHost", dependencies: ["BootPlan", "CSystemd", "CLinux"]),
        .executableTarget(
            name: "bootcmd",
            dependencies: [
                "BootHost", "BootPlan",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .target(
            name: "TestSupport",
            dependencies: ["BootHost", "CLinux", "CSystemd"],
            path: "Tests/TestSupport"
        ),
        .target(name: "Readback", dependencies: ["BootPlan", "YAML"], path: "Tests/Readback"),
        .testTarget(name: "YAMLTests", dependencies: ["YAML"]),
        .testTarget(name: "BootPlanTests", dependencies: ["BootPlan", "Readback", "TestSupport"]),
        .testTarget(
            name: "BootHostTests",
            dependencies: ["BootHost", "CSystemd", "TestSupport"]
        ),
        .testTarget(
            name: "ReadbackTests",
            dependencies: ["BootPlan", "Readback", "TestSupport", "YAML"]
        ),
        .testTarget(name: "CommandTests", dependencies: ["bootcmd", "TestSupport"]),
        .testTarget(
            name: "PowerCutTests",
            dependencies: ["bootcmd", "BootPlan", "YAML", "TestSupport"]
        ),
        .testTarget(name: "NodeTests", dependencies: ["bootcmd", "TestSupport"]),
    ]
)

let testing = ["Readback", "TestSupport"]

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ]
    if target.type != .test, !testing.contains(target.name) {
        target.swiftSettings?.append(.strictMemorySafety())
    }
}
