// swift-tools-version: 6.2

import PackageDescription

// Apart from the agent's own package, whose plain build could not link these: libFuzzer brings
// `main`, and only with --sanitize=fuzzer. `run` builds and runs them.
let package = Package(
    name: "fuzz",
    dependencies: [.package(name: "bootcmd", path: "../..")]
)

for input in [
    "meta-data", "cluster-yaml", "cluster-string", "instance-data", "record", "unit-file",
] {
    package.targets.append(
        .executableTarget(
            name: input,
            dependencies: [.product(name: "Properties", package: "bootcmd")],
            swiftSettings: [.unsafeFlags(["-parse-as-library"])]
        )
    )
}

for target in package.targets {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .treatAllWarnings(as: .error),
        ]
}
