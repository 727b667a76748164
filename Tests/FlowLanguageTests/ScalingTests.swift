import Diagnostics
import FlowLanguage
import Glibc
import Testing

/// Texts that are meant to be slow: four times the text takes about four times the time.
///
/// What is measured is the time of the thread on a core, which other work on the machine does not
/// add to, and the bound lies between four and the sixteen of quadratic time.
@Suite(.serialized) struct ScalingTests {
  /// A text by its number of pieces.
  struct Shape: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: @Sendable (Int) -> String
  }

  @Test(arguments: shapes)
  func `four times the text is not sixteen times the work`(shape: Shape) {
    let (few, many) = (shape.text(1_500), shape.text(6_000))
    // What is cut off by a limit is no larger for more.
    let small = best(of: few)
    let large = best(of: many)
    #expect(large < 10 * max(small, 0.004), "\(small) s, then \(large) s")
  }

  private func best(of text: String) -> Double {
    (0..<2).map { _ in
      let start = threadSeconds()
      let project = compile(text)
      _ = renderText(project.findings, files: project.files, style: .plain)
      return threadSeconds() - start
    }.min() ?? 0
  }

  private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  static let shapes: [Shape] = [
    lines("unknown keys") { "key\($0): v\n" },
    lines("near keys") { "block\($0): v\n" },
    lines("the same key") { _ in "flow: a\n" },
    lines("comments") { _ in "# flowctl:allow unused-name no reason\n" },
    declared("variables") { "  v\($0): strin\n" },
    declared("variables") { "  v\($0): string = x\n" },
    declared("settings") { "  v\($0): string\n" },
    declared("identities") { "  v\($0): 12\n" },
    declared("signals") { "  v\($0): { a: string }\n" },
    declared("services") { "  v\($0): { url: https://a.com, hedders: {} }\n" },
    declared("prompts") { "  v\($0): Hello there ${x}.\n" },
    declared("everywhere") { "  v\($0): { press: 1, go: main }\n" },
    declared("voices") { "  v\($0): x\n" },
    declared("routes") { _ in "  - to: line\n" },
    steps("steps") { "    - play: promt\($0)\n" }, steps("no steps") { "    - pla\($0): x\n" },
    steps("fields", after: "    - play:\n        prompt: Hello there.\n") { "        f\($0): 1\n" },
    steps("fields beside", after: "    - play: Hello there.\n") { "      f\($0): 1\n" },
    steps("handlers", after: "    - play: Hello there.\n      on:\n") {
      "        h\($0): hangUp\n"
    },
    steps("cases", after: "    - switch: call.id\n      cases:\n") { "        c\($0): hangUp\n" },
    steps("choices", after: "    - recognize:\n        prompt: Say.\n        choices:\n") {
      "          c\($0): { say: [word \($0)] }\n"
    },
    steps("triggers", after: "    - wait:\n        for:\n") { "          t\($0): { press: 1 }\n" },
    steps("variables set", after: "    - set:\n") { "        v\($0): x\n" },
    steps("unknown blocks") { "  b\($0):\n    - goto: blok\($0)\n" },
    steps("blocks") { "  b\($0):\n    - goto: b\($0 + 1)\n" },
    steps("expressions") { "    - log: \"${abcdef\($0) + 1}\"\n" },
    Shape(testDescription: "values in one text") {
      "flow: a\nblocks:\n  main:\n    - log: \"" + String(repeating: "${1} ", count: $0) + "\"\n"
    },
    Shape(testDescription: "values that do not end") {
      "flow: a\nblocks:\n  main:\n    - log: \"" + String(repeating: "${", count: $0) + "\"\n"
    },
    Shape(testDescription: "a sum") {
      let sum = Array(repeating: "1", count: $0).joined(separator: "+")
      return "flow: a\nblocks:\n  main:\n    - log: \"${string(\(sum))}\"\n"
    },
    Shape(testDescription: "hours") { count in
      let spans = (0..<count).map { "Mon 00:\($0 % 50 + 10)-24:00" }.joined(separator: ", ")
      return "flow: a\nhours:\n  o:\n    timeZone: UTC\n    open: [\(spans)]\n"
    },
  ]

  private static func lines(
    _ name: String,
    _ line: @escaping @Sendable (Int) -> String
  ) -> Shape {
    Shape(testDescription: name) { "flow: a\n" + (0..<$0).map(line).joined() }
  }

  private static func declared(
    _ kind: String,
    _ line: @escaping @Sendable (Int) -> String
  ) -> Shape {
    Shape(testDescription: "\(kind): \(line(0).dropLast())") {
      "flow: a\nblocks: { main: [answer, hangUp] }\n\(kind):\n" + (0..<$0).map(line).joined()
    }
  }

  private static func steps(
    _ name: String,
    after head: String = "",
    _ line: @escaping @Sendable (Int) -> String
  ) -> Shape {
    Shape(testDescription: name) {
      "flow: a\nblocks:\n  main:\n    - answer\n\(head)" + (0..<$0).map(line).joined()
    }
  }
}
