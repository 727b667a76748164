// swift-tools-version: 6.2

import PackageDescription

// A package of its own for the client and its peers, of which AsyncHTTPClient takes minutes to
// build. The sources it measures are the product's, by links.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
  name: "client-benchmark",
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    .target(name: "CivilTime", swiftSettings: settings),
    .target(name: "Cryptography", dependencies: ["CCrypto"], swiftSettings: settings),
    .target(
      name: "HTTPTransport",
      dependencies: [
        "CivilTime", "Cryptography", "CCurl", "CShims",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings
    ),
    .target(name: "CShims", dependencies: ["CCurl"]),
    .target(name: "CurlMulti", linkerSettings: [.linkedLibrary("curl")]),
    .executableTarget(
      name: "ClientBenchmark",
      dependencies: [
        "HTTPTransport", "CurlMulti",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      swiftSettings: settings
    ),
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
  ]
)
