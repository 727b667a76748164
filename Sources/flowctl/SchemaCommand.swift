import ArgumentParser
import FlowLanguage
import FlowSimulator

/// `flowctl schema`: the JSON schemas of the files that people write, for editors.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract:
      "Print the JSON schema of flow files, of files of scenarios or of callers, for editors."
  )

  /// What there is a schema of.
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case flow, scenarios, callers

    var text: String {
      switch self {
      case .flow: flowSchema()
      case .scenarios: scenarioSchema()
      case .callers: callersSchema()
      }
    }

    var path: String { "schemas/\(rawValue).schema.json" }
  }

  @Argument(help: "What the schema is of.")
  var kind = Kind.flow

  @Flag(help: "Write it to schemas/, as flow.schema.json, say, instead.")
  var write = false

  func run() throws {
    guard write else {
      print(kind.text, terminator: "")
      return
    }
    try makeFolder(at: "schemas")
    try writeFile(at: kind.path, with: kind.text)
  }
}
