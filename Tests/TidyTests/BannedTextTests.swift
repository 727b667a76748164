import Testing

/// Text that has no place in the sources, each with what stands in for it.
struct BannedTextTests {
  private let banned: [(text: String, instead: String)] = [
    ("try!", "handle the error"),
    ("as!", "use a type that needs no cast"),
    ("@unchecked Sendable", "use a value, a Mutex or an actor"),
    ("nonisolated(unsafe)", "use a value, a Mutex or an actor"),
    ("public ", "use `package`: nobody outside links us"),
    ("TODO", "open an issue"),
    ("FIXME", "open an issue"),
    ("print(", "return a value; only flowctl prints"),
  ]

  @Test func `nothing banned stands in the sources`() throws {
    for file in try SourceTree.swiftFiles(in: "Sources") {
      for (number, line) in file.lines.enumerated() {
        let code = line.drop { $0 == " " }
        guard !code.hasPrefix("//") else { continue }
        for (text, instead) in banned where code.contains(text) {
          if text == "print(", file.target == "flowctl" || code.contains(".print(") { continue }
          // What may be inlined elsewhere needs its imports public; that shows nothing to anybody.
          if text == "public ", !code.hasPrefix("public ") || code.hasPrefix("public import ") {
            continue
          }
          Issue.record("\(file.path):\(number + 1) has `\(text)`: \(instead)")
        }
      }
    }
  }

  @Test func `every package declaration has a documentation comment`() throws {
    let requirements = try protocolRequirements()
    for file in try SourceTree.swiftFiles(in: "Sources") {
      for (number, line) in file.lines.enumerated() {
        let code = line.drop { $0 == " " }
        guard code.hasPrefix("package "), !code.hasPrefix("package import"),
          !isWitness(code), !requirements.contains(where: { code.hasPrefix("package " + $0) }),
          !hasDocumentation(file.lines, above: number)
        else { continue }
        Issue.record("\(file.path):\(number + 1) has no `///`")
      }
    }
  }

  /// What our protocols require: its documentation stands there.
  private func protocolRequirements() throws -> [String] {
    try SourceTree.swiftFiles(in: "Sources").flatMap { file -> [String] in
      guard file.text.contains("protocol ") else { return [] }
      return file.lines.compactMap { line in
        let code = line.drop { $0 == " " }
        if line.hasPrefix("  func ") || line.hasPrefix("  static func ") {
          return code.firstIndex(of: "(").map { String(code[...$0]) }
        }
        // A property that is only required has its accessors on the same line.
        guard line.hasPrefix("  var ") || line.hasPrefix("  static var "), line.hasSuffix("get }")
        else { return nil }
        return code.firstIndex(of: ":").map { String(code[...$0]) }
      }
    }
  }

  /// Declarations whose protocol or type says all there is to say.
  private func isWitness(_ code: Substring) -> Bool {
    let witnesses = [
      "package static let summary", "package static let phase", "package init(from fields",
      "package let rawValue", "package init(rawValue", "package static func <",
      "package static func ==", "package func hash(", "package init(from decoder",
      "package func encode(to", "package var description", "package init(stringLiteral",
    ]
    return witnesses.contains { code.hasPrefix($0) }
  }

  private func hasDocumentation(_ lines: [Substring], above number: Int) -> Bool {
    var index = number - 1
    while index >= 0, lines[index].drop(while: { $0 == " " }).hasPrefix("@") { index -= 1 }
    return index >= 0 && lines[index].drop { $0 == " " }.hasPrefix("///")
  }
}
