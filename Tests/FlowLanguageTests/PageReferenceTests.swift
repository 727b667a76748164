import Diagnostics
import Foundation
import TestSupport
import Testing

/// The pages that the program has with it, which are those of `docs/diagnostics`.
@Suite struct PageReferenceTests {
  @Test func `the pages in the program are those in the folder`() throws {
    var text = """
      // swift-format-ignore-file
      // Written from docs/diagnostics by UPDATE_FIXTURES=1, and never by hand.

      /// The pages of `docs/diagnostics` by code.
      let diagnosticPages: [String: String] = [

      """
    for code in DiagnosticCode.allCases {
      let page = try packageText("docs/diagnostics/\(code.rawValue).md")
      text += "  \"\(code.rawValue)\":\n    #\"\"\"\n\(literal(page))    \"\"\"#,\n"
    }
    text += "]\n"
    let difference = try checkGolden("Sources/Diagnostics/DiagnosticPages.swift", text)
    #expect(difference == nil, "\(difference ?? "")")
    guard difference == nil else { return }
    for code in DiagnosticCode.allCases {
      #expect(code.page == (try packageText("docs/diagnostics/\(code.rawValue).md")))
      #expect(code.page.contains("\n\(code.summary)\n"))
    }
  }

  /// A page between the quotes of a literal; its end of line is kept by an empty last line.
  private func literal(_ page: String) -> String {
    page.components(separatedBy: "\n").flatMap(wrapped)
      .map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
  }

  /// A line as lines of at most 100 columns, of which all but the last end where a word does.
  private func wrapped(_ line: String) -> [String] {
    var lines: [String] = []
    var rest = line[...]
    while rest.count > 96 {
      let space = rest.prefix(94).lastIndex(of: " ") ?? rest.index(rest.startIndex, offsetBy: 93)
      lines.append(rest[...space] + "\\#")
      rest = rest[rest.index(after: space)...]
    }
    return lines + [String(rest)]
  }
}
