// swift-tools-version: 6.2

import PackageDescription

// The HTTP client and server with their tests, for sanitizers: everything under them is built anew,
// and the product is not. All sources are links. `scripts/check-threads` builds and runs it.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle",
  package: "swift-service-lifecycle"
)

func target(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "sanitizers",
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    target("JSON"),
    target("CivilTime"),
    target("Cryptography", ["CCrypto"]),
    target("Diagnostics", ["Cryptography", "JSON"]),
    target("FlowSyntax", ["Diagnostics", "CYAML"]),
    target(
      "HTTPTransport",
      [
        "CivilTime", "Cryptography", "JSON", .product(name: "Hummingbird", package: "hummingbird"),
        logging,
        lifecycle, "CCurl", "CShims",
      ]
    ),
    .target(
      name: "TestSupport",
      dependencies: ["Cryptography", "Diagnostics", "FlowSyntax", "HTTPTransport", logging],
      // What knows calls: they are not tried here.
      exclude: ["ForwardingJournal.swift", "ManualClock.swift"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "HTTPTransportTests",
      dependencies: [
        "HTTPTransport", "CivilTime", "TestSupport", "MutexNotes", logging, lifecycle,
      ],
      swiftSettings: settings
    ),
    .target(name: "MutexNotes"),
    .target(name: "CShims", dependencies: ["CCurl"]),
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
  ]
)
