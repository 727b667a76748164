// swift-tools-version: 6.2

import PackageDescription

/// The same for every target of ours; `scripts/test` turns warnings into errors.
let settings: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + (Context.environment["WARNINGS_AS_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// A target of the product; which imports it may have, TidyTests checks.
func target(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A test target beside the target it is named for.
func tests(
  _ name: String,
  _ dependencies: [Target.Dependency] = [],
  exclude: [String] = []
) -> Target {
  .testTarget(
    name: name + "Tests",
    dependencies: [.target(name: name)] + dependencies,
    exclude: exclude,
    swiftSettings: settings
  )
}

/// A C library that Debian packages.
func library(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle",
  package: "swift-service-lifecycle"
)
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(
  name: "ArgumentParser",
  package: "swift-argument-parser"
)

let package = Package(
  name: "flowctl",
  products: [.executable(name: "flowctl", targets: ["flowctl"])],
  dependencies: [
    .package(
      url: "https://github.com/hummingbird-project/hummingbird",
      from: "2.28.1",
      traits: []
    ),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // Words.
    target("JSON"),
    target("CivilTime"),
    target("FieldCoding", ["JSON"]),
    target("Diagnostics", ["Cryptography", "JSON"]),
    target("CallModel", ["FieldCoding", "JSON"]),
    target("Cryptography", ["CCrypto"]),

    // Languages.
    target("FlowSyntax", ["Diagnostics", "CYAML"]),
    target("CEL", ["CivilTime", "Diagnostics", "FieldCoding", "JSON"]),
    target(
      "FlowLanguage",
      ["JSON", "CivilTime", "FieldCoding", "Diagnostics", "FlowSyntax", "CEL", "CallModel"]
    ),

    target("ProjectTemplates"),
    target("FlowImport", ["CallModel", "Diagnostics", "FlowLanguage", "FlowSyntax", "JSON"]),
    target(
      "FlowComparison",
      ["CEL", "CivilTime", "CallModel", "Diagnostics", "FlowLanguage", "FlowSyntax", "JSON"]
    ),

    // Machines.
    target(
      "FlowEngine",
      ["Cryptography", "JSON", "FieldCoding", "FlowLanguage", "CEL", "CallModel", "Diagnostics"]
    ),
    target("CallAutomation", ["JSON", "CivilTime", "CallModel", "Cryptography"]),
    target(
      "CallEmulator",
      [
        "JSON", "CivilTime", "CallModel", "CallAutomation", "Cryptography", "FlowSyntax",
        "Diagnostics",
      ]
    ),
    target(
      "CallDispatch",
      [
        "JSON", "FieldCoding", "FlowEngine", "FlowLanguage", "CEL", "CallModel", "CallAutomation",
        "Cryptography",
      ]
    ),
    target(
      "FlowSimulator",
      [
        "JSON", "CivilTime", "FieldCoding", "Diagnostics", "FlowSyntax", "CEL", "CallModel",
        "FlowLanguage", "FlowEngine", "CallAutomation", "CallEmulator", "CallDispatch",
        "Cryptography",
      ]
    ),

    // Hosts.
    target(
      "HTTPTransport",
      ["CivilTime", "Cryptography", "JSON", hummingbird, logging, lifecycle, "CCurl", "CShims"]
    ),
    target(
      "FlowRuntime",
      [
        "JSON", "CivilTime", "FieldCoding", "FlowEngine", "FlowLanguage", "CEL", "CallModel",
        "Diagnostics",
        "CallAutomation", "CallDispatch", "Cryptography", "CShims", logging, metrics, lifecycle,
      ]
    ),
    target(
      "SQLiteJournal",
      [
        "FieldCoding", "FlowRuntime", "FlowEngine", "FlowLanguage", "CEL", "CallDispatch",
        "CallModel", "Cryptography", grdb,
      ]
    ),
    target(
      "FlowServer",
      [
        "JSON", "FlowRuntime", "FlowEngine", "FlowLanguage", "CEL", "CallModel", "Diagnostics",
        "CallAutomation", "CallDispatch", "Cryptography", "HTTPTransport", logging, metrics,
        lifecycle,
      ]
    ),
    target(
      "EmulatorServer",
      [
        "JSON", "CallEmulator", "CallModel", "CallAutomation", "Cryptography", "FlowSyntax",
        "Diagnostics", "HTTPTransport", logging, lifecycle,
      ]
    ),

    // Program.
    .executableTarget(
      name: "flowctl",
      dependencies: [
        "JSON", "CivilTime", "FieldCoding", "Diagnostics", "CallModel", "CEL", "FlowSyntax",
        "FlowLanguage",
        "FlowEngine", "CallAutomation", "CallDispatch", "CallEmulator", "FlowSimulator",
        "ProjectTemplates", "FlowComparison", "FlowImport", "FlowRuntime", "FlowServer",
        "SQLiteJournal",
        "EmulatorServer",
        "HTTPTransport", "CShims",
        arguments, logging, lifecycle, signals,
      ],
      swiftSettings: settings,
      // At a fixed address, as programs of Go are: 121,000 addresses need not be written before
      // `main`, which was a quarter of a run of `validate`. Libraries, heap and stack stay random.
      linkerSettings: [
        .unsafeFlags(["-Xclang-linker", "-no-pie"], .when(configuration: .release))
      ]
    ),

    // C.
    library("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
    // Its header alone: libcurl is opened while the program runs, so pkg-config must not link it.
    library("CCurl", apt: "libcurl4-openssl-dev"),
    library("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
    .target(name: "CShims", dependencies: ["CCurl"]),

    // Tests.
    .target(
      name: "TestSupport",
      dependencies: [
        "CallModel", "Cryptography", "Diagnostics", "FlowRuntime", "FlowSyntax", "HTTPTransport",
        logging,
      ],
      path: "Tests/TestSupport",
      swiftSettings: settings
    ),
    .target(
      name: "FlowGeneration",
      dependencies: ["FlowLanguage", "CEL", "CallModel", "TestSupport"],
      path: "Tests/FlowGeneration",
      swiftSettings: settings
    ),
    .target(
      name: "HostSimulation",
      dependencies: [
        "JSON", "Diagnostics", "CallModel", "CEL", "FlowLanguage", "FlowEngine", "CallAutomation",
        "CallDispatch", "CallEmulator", "Cryptography", "FlowRuntime", "SQLiteJournal",
        "FlowGeneration", "TestSupport", logging,
      ],
      path: "Tests/HostSimulation",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "soak",
      dependencies: ["HostSimulation"],
      path: "Tests/Soak",
      swiftSettings: settings
    ),
    tests("Diagnostics", ["TestSupport"], exclude: ["Rendered"]),
    tests("CallModel", ["FieldCoding", "JSON"]),
    tests("ProjectTemplates", ["TestSupport"]),
    tests(
      "FlowComparison",
      ["Diagnostics", "FlowLanguage", "FlowRuntime", "TestSupport"],
      exclude: ["Changes"]
    ),
    tests(
      "FlowImport",
      ["Diagnostics", "FlowLanguage", "FlowRuntime", "TestSupport"],
      exclude: ["Documents"]
    ),
    tests("JSON", ["TestSupport"]),
    tests("CivilTime", ["TestSupport"]),
    tests("FieldCoding", ["JSON", "TestSupport"]),
    tests("Cryptography"),
    tests("FlowSyntax", ["Diagnostics", "TestSupport"]),
    tests("CEL", ["Diagnostics", "FieldCoding", "JSON"]),
    tests(
      "FlowLanguage",
      ["Diagnostics", "FlowSyntax", "CEL", "CallModel", "JSON", "TestSupport"]
    ),
    tests(
      "FlowEngine",
      [
        "JSON", "FieldCoding", "Diagnostics", "FlowLanguage", "CEL", "CallModel", "TestSupport",
        "FlowGeneration",
      ],
      exclude: ["Stored", "Transcripts"]
    ),
    tests(
      "CallAutomation",
      ["JSON", "CallModel", "Cryptography", "TestSupport"],
      exclude: ["Fixtures"]
    ),
    tests(
      "CallEmulator",
      [
        "JSON", "CallModel", "CallAutomation", "Cryptography", "FlowSyntax", "Diagnostics",
        "TestSupport",
      ]
    ),
    tests("HTTPTransport", ["CivilTime", "TestSupport", logging, lifecycle]),
    tests(
      "EmulatorServer",
      [
        "JSON", "CallEmulator", "CallModel", "CallAutomation", "Cryptography", "HTTPTransport",
        logging, lifecycle,
      ]
    ),
    tests(
      "FlowSimulator",
      [
        "JSON", "FlowEngine", "FlowLanguage", "FlowSyntax", "CEL", "CallModel", "Diagnostics",
        "CallAutomation", "CallEmulator", "FlowRuntime", "TestSupport",
      ]
    ),
    tests(
      "FlowRuntime",
      [
        "JSON", "FlowEngine", "FlowLanguage", "CEL", "CallModel", "Diagnostics", "CallAutomation",
        "CallDispatch", "Cryptography", "FlowGeneration", "TestSupport", logging, metrics,
        lifecycle,
      ]
    ),
    tests(
      "SQLiteJournal",
      [
        "FlowRuntime", "FlowEngine", "FlowLanguage", "CEL", "CallDispatch", "CallModel",
        "Cryptography", "TestSupport", grdb,
      ]
    ),
    tests(
      "FlowServer",
      [
        "JSON", "FlowRuntime", "FlowEngine", "FlowLanguage", "CallModel", "Diagnostics",
        "CallAutomation",
        "Cryptography",
        "HTTPTransport", "SQLiteJournal", "TestSupport", grdb, logging, metrics, lifecycle,
      ]
    ),
    .testTarget(
      name: "EndToEndTests",
      dependencies: ["flowctl", "HTTPTransport", "TestSupport"],
      swiftSettings: settings
    ),
    tests("HostSimulation", ["soak", "TestSupport"]),
    .testTarget(name: "TidyTests", swiftSettings: settings),
  ]
)
