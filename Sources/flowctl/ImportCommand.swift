import ArgumentParser
import Diagnostics
import FlowImport
import FlowRuntime
import Foundation

/// `flowctl import`: a flow made of another product's document.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a flow of a document of Twilio Studio, Amazon Connect or SWML.",
    discussion: """
      The flow validates; what was not translated is said on standard error, each with its place in \
      the document, which may be an answer of the API that has it. The flow has no `routes`: say \
      which calls it takes.
      """
  )

  @Argument(help: "What the document is: studio, connect or swml.")
  var source: ImportSource

  @Argument(help: "The document.", completion: .file())
  var file: String

  @Option(
    help: "The file the flow is written to, which must not be there; else it is printed.",
    completion: .file()
  )
  var to: String?

  func run() throws {
    let flow = try imported(try contents(of: file))
    if let to {
      try createFiles([(path: to, text: flow.text)])
    } else {
      print(flow.text, terminator: "")
    }
    for note in flow.notes {
      let text = quoted(note.text, limit: QuotingLimits.sentence)
      complain("\(file):\(note.line):\(note.column): \(text)")
    }
  }

  private func imported(_ bytes: [UInt8]) throws -> ImportedFlow {
    do throws(ImportFailure) {
      return try importFlow(source, bytes, zones: SystemZones())
    } catch {
      throw Complaint("\(file):\(error.line):\(error.column): \(error.text)")
    }
  }
}

extension ImportSource: ExpressibleByArgument {}
