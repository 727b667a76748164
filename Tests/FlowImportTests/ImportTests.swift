import Diagnostics
import FlowImport
import FlowLanguage
import FlowRuntime
import Foundation
import TestSupport
import Testing

/// What becomes of documents of other products, those below `Documents` and broken ones.
@Suite struct ImportTests {
  private static let documents: [(ImportSource, String)] = [
    (.studio, "studio.json"), (.connect, "connect.json"), (.swml, "swml.yaml"),
  ]

  @Test(arguments: documents)
  func `a document becomes the flow and the notes of its golden files`(
    source: ImportSource,
    name: String
  ) throws {
    let flow = try importFlow(source, Array(try document(name)), zones: SystemZones())
    let notes = flow.notes.map { "\(name):\($0.line):\($0.column): \($0.text)\n" }.joined()
    let folder = "Tests/FlowImportTests/Documents"
    for (ending, text) in [("flow.yaml", flow.text), ("notes.txt", notes)] {
      let difference = try checkGolden("\(folder)/\(source.rawValue).\(ending)", text)
      #expect(difference == nil, "\(difference ?? "")")
    }
    expectValid(flow)
  }

  @Test(arguments: documents)
  func `every widget, action and method is in the flow or among the notes`(
    source: ImportSource,
    name: String
  ) throws {
    let text = String(decoding: try document(name), as: UTF8.self)
    let flow = try importFlow(source, Array(text.utf8), zones: SystemZones())
    let words = text.matches(of: /"?(?:[tT]ype)"?: "([A-Za-z-]+)"/).map { String($0.1) }
    for line in text.split(separator: "\n").enumerated() where line.element.contains("\"hints\"") {
      #expect(flow.notes.contains { $0.line == line.offset + 1 && $0.text.contains("hints") })
    }
    for word in ["enqueue-call", "InvokeLambdaFunction", "TransferContactToQueue", "regex"]
    where words.contains(word) {
      #expect(flow.notes.contains { $0.text.contains(word) }, "\(word)")
    }
    if source == .swml { #expect(flow.notes.contains { $0.text.contains("`ai`") }) }
  }

  @Test(arguments: [
    (ImportSource.studio, "{}", "1:1: it is no flow of Studio: it has no `states`"),
    (.studio, "{\"states\": []}", "1:1: there is no trigger among its states"),
    (.connect, "[]", "1:1: it is no object"),
    (.connect, "{\"Actions\": []}", "1:1: it has no `StartAction`"),
    (.swml, "version: 1.0.0\nsections: { other: [] }", "1:1: it has no section `main`"),
    (.swml, "", "1:1: it is no object"),
  ])
  func `a document that is not what it says ends with its place`(
    source: ImportSource,
    text: String,
    complaint: String
  ) {
    do {
      _ = try importFlow(source, Array(text.utf8), zones: SystemZones())
      Issue.record("\(text) was taken")
    } catch {
      #expect("\(error.line):\(error.column): \(error.text)" == complaint)
    }
  }

  @Test func `what broken documents become validates`() throws {
    for (source, name) in Self.documents {
      let original = Array(try document(name))
      let tree = YAMLTree(reading: String(decoding: original, as: UTF8.self))
      for seed in 1...60 as ClosedRange<UInt64> {
        var random = SeededGenerator(seed: seed)
        var changed = tree
        changed.mutate(using: &random)
        let bytes =
          seed % 3 == 0
          ? mutatedBytes(original, using: &random)
          : Array(changed.written(isFlow: source != .swml).utf8)
        do throws(ImportFailure) {
          expectValid(try importFlow(source, bytes, zones: SystemZones()))
        } catch {
          #expect(error.line >= 1 && error.column >= 1 && !error.text.isEmpty, "seed \(seed)")
        }
      }
    }
  }

  private func expectValid(_ flow: ImportedFlow) {
    let project = compileProject(
      ProjectSources(
        files: [ProjectFile(path: "flow.yaml", bytes: Array(flow.text.utf8))],
        environment: nil,
        requiresValues: false,
        zones: SystemZones()
      )
    )
    let shown = renderText(project.findings, files: project.files, style: .plain)
    #expect(!project.findings.hasErrors, "\(shown)\n\(flow.text)")
  }

  private func document(_ name: String) throws -> Data {
    try Data(contentsOf: packageRoot.appending(path: "Tests/FlowImportTests/Documents/\(name)"))
  }
}
