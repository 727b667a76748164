import Foundation
import Testing

/// Adding a step is two files and four lines (ARCHITECTURE.md, part 6).
struct StepPlacesTests {
  /// A case of `Step` that nothing else is called, so that every switch over all steps has it.
  private let name = "goto"

  @Test func `only the catalogue and the engine's table have a row for each step`() throws {
    var places: [String: Int] = [:]
    for file in try SourceTree.swiftFiles(in: "Sources") {
      let rows = file.lines.filter { line in
        line.contains("case .\(name)") || line.contains(", .\(name)")
      }
      if !rows.isEmpty { places[file.path] = rows.count }
    }
    #expect(
      places == [
        "Sources/FlowLanguage/StepCatalog.swift": 2,
        "Sources/FlowEngine/Steps/StepExecution.swift": 1,
      ]
    )
  }

  /// What is asked of a step, its kind declares: a list of some would have to be thought of.
  @Test func `nobody keeps a list of some steps`() throws {
    for file in try SourceTree.swiftFiles(in: "Sources") {
      for (number, line) in file.lines.enumerated() where line.contains("StepKeyword") {
        let isList = line.contains(/(\[StepKeyword\]|Set<StepKeyword>)\??( =|\() *\[/)
        #expect(!isList, "\(file.path):\(number + 1)")
      }
    }
  }
}
