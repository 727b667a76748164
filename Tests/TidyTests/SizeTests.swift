import Testing

/// The hard limits of the style: what is longer is cut.
struct SizeTests {
  private let fileLines = 600
  private let functionLines = 70

  @Test func `no file is longer than 600 lines`() throws {
    for file in try SourceTree.swiftFiles(in: "Sources")
    where file.lines.count > fileLines && !file.isWritten {
      Issue.record("\(file.path) has \(file.lines.count) lines")
    }
  }

  @Test func `no function is longer than 70 lines`() throws {
    for file in try SourceTree.swiftFiles(in: "Sources") {
      for function in functions(of: file) where function.length > functionLines {
        Issue.record("\(file.path):\(function.line) has a function of \(function.length) lines")
      }
    }
  }

  /// The functions of a file, found by indentation, which the formatter guarantees.
  ///
  /// A function goes from its first line to the brace in the same column. Exempt are table
  /// switches, in which nearly every line is an arm.
  private func functions(of file: SourceTree.File) -> [(line: Int, length: Int)] {
    var found: [(line: Int, length: Int)] = []
    var open: (indent: Int, line: Int)?
    for (number, line) in file.lines.enumerated() {
      let indent = line.prefix { $0 == " " }.count
      let code = line.dropFirst(indent)
      if let start = open, code == "}", indent == start.indent {
        let body = file.lines[start.line...number]
        if !isTable(body) { found.append((start.line + 1, body.count)) }
        open = nil
      } else if open == nil, isFunctionStart(code) {
        open = (indent, number)
      }
    }
    return found
  }

  private func isFunctionStart(_ code: Substring) -> Bool {
    let words = code.split(separator: " ")
    let isFunction = words.contains("func") || words.contains { $0.hasPrefix("init(") }
    return isFunction && !code.hasPrefix("//") && !code.contains("= ") && !code.hasPrefix(".")
  }

  private func isTable(_ body: ArraySlice<Substring>) -> Bool {
    let arms = body.filter { $0.drop { $0 == " " }.hasPrefix("case ") }.count
    return arms * 3 >= body.count
  }
}

extension SourceTree.File {
  /// Whether a test writes it from documents: nobody reads it where it stands.
  fileprivate var isWritten: Bool {
    lines.prefix(2).contains {
      $0.hasPrefix("// Written from docs/") || $0.hasPrefix("// Written from templates/")
    }
  }
}
