import Diagnostics
import FlowLanguage
import Foundation
import TestSupport
import Testing

/// What the help of an expression says to write, written in its place.
@Suite struct HelpTests {
  /// A part of a condition that is wrong, with what stands around it.
  struct Mistake: CustomTestStringConvertible, Sendable {
    let part: String
    var before = ""
    var after = ""

    var testDescription: String { "\(before)\(part)\(after)" }
  }

  static let mistakes = [
    Mistake(part: "call.callerName"),
    Mistake(part: "call.callerName ?? 'x'", before: "size(", after: ") > 1"),
    Mistake(part: "call.callerName || 'x'", before: "(", after: ") == 'y'"),
    Mistake(part: "call.callerName is None"),
    Mistake(part: "call.callerName == null"),
    Mistake(part: "call.id.length", after: " > 3"),
    Mistake(part: "now.hour", after: " > 3"),
    Mistake(part: "call.startedAt.year", after: " > 3"),
    Mistake(part: "isEmpty(call.id)"),
    Mistake(part: "call.headers['a']", after: " == 'b'"),
    Mistake(part: "caller.name", after: " == 'b'"),
    Mistake(part: "asked.body.n", after: " == 1"),
    Mistake(part: "got.n", after: " == 1"),
    Mistake(part: "text", after: " * 2 == 4"),
    Mistake(part: "count", after: " / 2.0 > 1.0"),
  ]

  @Test(arguments: mistakes)
  func `what the help says to write is right`(mistake: Mistake) throws {
    let before = compile(flow(mistake.before + mistake.part + mistake.after)).findings
    try #require(before.count == 1, "\(before.map(\.message))")
    // What is in back quotes is to be written; behind it stands what else there is to know.
    let help = try #require(before[0].help)
    let start = try #require(help.firstRange(of: "`")).upperBound
    let written = try #require(help[start...].split(separator: "`").first)
    let after = compile(flow(mistake.before + written + mistake.after)).findings
    #expect(after.isEmpty, "\(written): \(after.map(\.message))")
  }

  private func flow(_ condition: String) -> String {
    """
    flow: a
    variables: { text: string = x, count: int = 1 }
    blocks:
      main:
        - answer
        - set: { text: y, count: 2 }
        - http: { get: "https://a.example/b", response: { n: int } }
          id: asked
          on: { failed: continue }
        - http: { get: "https://a.example/b", response: { n: int } }
          id: got
          on: { failed: hangUp }
        - log: "${text} ${count}"
        - hangUp:
          when: \(condition)
        - hangUp
    """
  }
}
