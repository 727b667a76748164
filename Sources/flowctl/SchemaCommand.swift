import ArgumentParser
import FlowLanguage
import Foundation

/// `flowctl schema`: the JSON schema of flow files, for editors.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON schema of flow files, for editors."
  )

  @Flag(help: "Write it to schemas/flow.schema.json instead.")
  var write = false

  func run() throws {
    guard write else {
      print(flowSchema(), terminator: "")
      return
    }
    do {
      try flowSchema().write(
        toFile: "schemas/flow.schema.json",
        atomically: true,
        encoding: .utf8
      )
    } catch {
      throw Complaint("schemas/flow.schema.json cannot be written: \(error.localizedDescription)")
    }
  }
}
