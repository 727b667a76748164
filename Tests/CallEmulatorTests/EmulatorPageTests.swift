import CallEmulator
import CallModel
import Diagnostics
import FlowSyntax
import Foundation
import TestSupport
import Testing

/// What docs/emulator.md says of scripts and faults is what there is.
@Suite struct EmulatorPageTests {
  private let page: String

  init() throws {
    let file = packageRoot.appending(path: "docs/emulator.md")
    page = try String(contentsOf: file, encoding: .utf8)
  }

  @Test func `its scripts are read, and have every key`() throws {
    let scripts = page.components(separatedBy: "\n```yaml\n").dropFirst().map {
      $0.components(separatedBy: "\n```")[0]
    }
    #expect(!scripts.isEmpty)
    for (index, text) in scripts.enumerated() {
      let file = SourceFile(id: FileID(UInt32(index)), name: "script", text: text)
      #expect(readCallerScript(file).findings.map(\.message) == [])
    }
    let stranger = SourceFile(id: FileID(0), name: "script", text: "caller: +14255550123\nx: 1")
    let help = try #require(readCallerScript(stranger).findings.first?.help)
    let keys = help.split(separator: "`").filter { $0.allSatisfy(\.isLetter) }
    #expect(keys.count == 12)
    for key in keys { #expect(page.contains("| `\(key)` |"), "\(key)") }
  }

  @Test func `it has every fault, and who is called where nobody is named`() {
    for fault in ServiceFaults.Kind.allCases {
      #expect(page.contains("| `\(fault.rawValue)` |"), "\(fault)")
    }
    let callee = EmulatorConfiguration(eventGridURL: "http://localhost").defaultCallee.rawID
    #expect(page.contains("`\(callee)` if left out"))
    #expect(page.contains(EmulatorConfiguration.developmentResourceID))
  }
}
