import ArgumentParser
import FlowLanguage

/// `flowctl graph`: a flow as a picture.
struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draw a flow: its blocks, their steps, and where each way leads.",
    discussion: "Of a flow with errors the findings are printed instead."
  )

  /// The forms a picture is written in.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case svg, mermaid, dot
  }

  @Argument(help: "A flow.", completion: .file())
  var flow: String

  @Option(help: "How it is drawn.")
  var format = Format.svg

  @Option(help: "The environment of flowctl.yaml the flow is checked with.")
  var environment: String?

  func run() throws {
    let programs = try readPrograms(at: flow, environment: environment)
    guard let program = programs.first, programs.count == 1 else {
      throw Complaint("`\(flow)` has \(programs.count) flows; name the file of one")
    }
    let picture = FlowPicture(of: program)
    switch format {
    case .svg: print(picture.svg, terminator: "")
    case .mermaid: print(picture.mermaid, terminator: "")
    case .dot: print(picture.dot, terminator: "")
    }
  }
}
