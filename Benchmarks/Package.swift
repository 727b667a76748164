// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that peers stay out of the product's build. The sources it measures are
// the product's, by links.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func target(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// What libFuzzer follows, where it is asked for.
let coverage: [SwiftSetting] =
  Context.environment["FUZZ"] == nil ? [] : [.unsafeFlags(["-sanitize=fuzzer"])]

/// The libFuzzer target, only where it is asked for: it is not built as other programs are.
let fuzzing: [Target] =
  Context.environment["FUZZ"] == nil
  ? []
  : [
    .executableTarget(
      name: "CELFuzz",
      dependencies: ["CEL", "Diagnostics"],
      swiftSettings: settings + coverage + [.unsafeFlags(["-parse-as-library"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"]), .linkedLibrary("m")]
    )
  ]

let package = Package(
  name: "flowctl-benchmarks",
  targets: [
    target("JSON"),
    target("CivilTime"),
    target("FieldCoding", ["JSON"]),
    target("Cryptography", ["CCrypto"]),
    target("Diagnostics", ["Cryptography", "JSON"]),
    target("CallModel", ["FieldCoding", "JSON"]),
    target("FlowSyntax", ["Diagnostics", "CYAML"]),
    .target(
      name: "CEL",
      dependencies: ["CivilTime", "Diagnostics", "FieldCoding", "JSON"],
      swiftSettings: settings + coverage
    ),
    target(
      "FlowLanguage",
      ["JSON", "CivilTime", "FieldCoding", "Diagnostics", "FlowSyntax", "CEL", "CallModel"]
    ),
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
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "JSON", "FieldCoding", "Diagnostics", "CallModel", "FlowSyntax", "CEL", "FlowLanguage",
        "FlowEngine", "CallAutomation", "FlowSimulator", "Cryptography", "CYAML",
      ],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "CELBenchmark",
      dependencies: ["CEL", "Diagnostics"],
      swiftSettings: settings,
      linkerSettings: [.linkedLibrary("m")]
    ),
    .executableTarget(name: "YAMLScan", dependencies: ["CYAML"], swiftSettings: settings),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
  ] + fuzzing
)
