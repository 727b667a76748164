import ArgumentParser
import Diagnostics

/// `flowctl explain`: the page of a finding's code.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Print what a finding's code means, why, and a wrong and a right flow."
  )

  @Argument(
    help: "The code, as findings show it in brackets.",
    completion: .list(DiagnosticCode.allCases.map(\.rawValue))
  )
  var code: String?

  @Flag(help: "Name all codes, each with what it says.")
  var list = false

  func validate() throws {
    guard list == (code == nil) else {
      throw ValidationError("name one code, or write `--list`")
    }
  }

  func run() throws {
    guard let code else {
      let width = DiagnosticCode.allCases.map(\.rawValue.count).max() ?? 0
      for code in DiagnosticCode.allCases {
        let gap = String(repeating: " ", count: width + 2 - code.rawValue.count)
        print(code.rawValue + gap + code.summary)
      }
      return
    }
    print(try namedCode(code).page, terminator: "")
  }
}

/// The code of that name; a complaint names the one that was probably meant.
func namedCode(_ word: String) throws -> DiagnosticCode {
  if let code = DiagnosticCode(rawValue: word) { return code }
  let near = nearestName(to: word, among: DiagnosticCode.allCases.map(\.rawValue))
  let guess = near.map { "; did you mean `\($0)`?" } ?? ""
  throw Complaint("there is no finding `\(word)`\(guess)")
}
