import Foundation
import Testing

/// The import table of ARCHITECTURE.md, target by target: imports go down or sideways, never up.
private let imports: [String: Set<String>] = {
  /// Words that know nothing of this program: every other target may use them.
  let shared: Set = ["JSON", "CivilTime", "FieldCoding"]
  let table: [String: Set<String>] = [
    "Diagnostics": ["Cryptography"],
    "CallModel": [],
    "Cryptography": ["CCrypto"],
    "FlowSyntax": ["Diagnostics", "CYAML"],
    "CEL": ["Diagnostics"],
    "FlowLanguage": ["Diagnostics", "FlowSyntax", "CEL", "CallModel", "Synchronization"],
    "ProjectTemplates": [],
    "FlowImport": ["FlowLanguage", "FlowSyntax", "CallModel", "Diagnostics"],
    "FlowComparison": ["FlowLanguage", "FlowSyntax", "CEL", "CallModel", "Diagnostics"],
    "FlowEngine": ["FlowLanguage", "CEL", "CallModel", "Diagnostics", "Cryptography"],
    "CallAutomation": ["CallModel", "Cryptography", "Foundation"],
    "CallEmulator": [
      "CallModel", "CallAutomation", "FlowSyntax", "Diagnostics", "Cryptography", "Foundation",
    ],
    "CallDispatch": [
      "FlowEngine", "FlowLanguage", "CEL", "CallModel", "CallAutomation", "Cryptography",
    ],
    "FlowSimulator": [
      "Diagnostics", "FlowSyntax", "CEL", "CallModel", "FlowLanguage", "FlowEngine",
      "CallAutomation", "CallEmulator", "CallDispatch",
    ],
    "HTTPTransport": [
      "Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore", "NIOPosix", "NIOHTTP1",
      "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "Logging", "ServiceLifecycle", "CCurl", "CShims",
      "Cryptography", "JSON", "Foundation", "Synchronization", "Glibc",
    ],
    "EmulatorServer": [
      "CallEmulator", "CallModel", "CallAutomation", "HTTPTransport", "Diagnostics", "FlowSyntax",
      "Cryptography", "Logging", "ServiceLifecycle", "Foundation", "Synchronization",
    ],
    "FlowRuntime": [
      "FlowEngine", "FlowLanguage", "CEL", "CallModel", "Diagnostics", "CallAutomation",
      "CallDispatch", "Cryptography", "CShims",
      "Logging", "Metrics", "ServiceLifecycle", "Foundation", "Synchronization", "Glibc",
    ],
    "FlowServer": [
      "FlowRuntime", "FlowEngine", "FlowLanguage", "CEL", "CallModel", "Diagnostics",
      "CallAutomation", "CallDispatch", "Cryptography", "HTTPTransport", "Logging", "Metrics",
      "ServiceLifecycle",
      "Foundation", "Synchronization",
    ],
    "SQLiteJournal": [
      "CEL", "FlowRuntime", "FlowEngine", "FlowLanguage", "CallModel", "CallDispatch",
      "Cryptography", "GRDB", "Foundation", "Synchronization", "Glibc",
    ],
  ]
  let below: [String: Set<String>] = ["JSON": [], "CivilTime": [], "FieldCoding": ["JSON"]]
  return table.mapValues { $0.union(shared) }.merging(below) { $1 }
}()

struct ImportTests {
  @Test func `every target imports only what the table lets it`() throws {
    let files = try SourceTree.swiftFiles(in: "Sources")
    #expect(files.count > 100)
    for file in files where file.target != "flowctl" {
      let allowed = try #require(imports[file.target], "\(file.target) is not in the table")
      for module in importedModules(file) where !allowed.contains(module) {
        Issue.record("\(file.path) imports \(module)")
      }
    }
  }

  @Test func `only the transport knows Hummingbird and libcurl`() throws {
    for file in try SourceTree.swiftFiles(in: "Sources") where file.target != "HTTPTransport" {
      let modules = importedModules(file)
      #expect(!modules.contains("Hummingbird") && !modules.contains("CCurl"), "\(file.path)")
    }
  }

  @Test func `the pure targets have no clock, randomness or concurrency`() throws {
    let pure = [
      "JSON", "CivilTime", "FieldCoding", "Diagnostics", "FlowSyntax", "CEL", "CallModel",
      "FlowLanguage", "ProjectTemplates", "FlowComparison", "FlowImport", "FlowEngine",
      "CallDispatch", "FlowSimulator",
    ]
    let banned = ["Date()", "UUID()", ".random(", "Task {", "async ", "await "]
    for file in try SourceTree.swiftFiles(in: "Sources") where pure.contains(file.target) {
      for (number, line) in file.lines.enumerated() where !line.contains("//") {
        for word in banned where line.contains(word) {
          Issue.record("\(file.path):\(number + 1) has `\(word)`")
        }
      }
    }
  }

  private func importedModules(_ file: SourceTree.File) -> [String] {
    file.lines.compactMap { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place <= 1, place + 1 < words.count,
        place == 0 || ["package", "internal", "@preconcurrency", "private"].contains(words[0])
      else { return nil }
      return String(words.last?.split(separator: ".").first ?? "")
    }
  }
}
