internal import Diagnostics

/// One of the documents of a fixture file, which a line `---` separates.
struct FixtureCase {
  /// The index, from 0, of its first line in the file.
  let firstLine: Int
  /// Its lines, without line ends.
  let lines: [String]

  /// Splits a file at its lines `---`.
  static func split(_ text: String) -> [FixtureCase] {
    var cases: [FixtureCase] = []
    var lines: [String] = []
    var firstLine = 0
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      guard line == "---" else {
        lines.append(String(line))
        continue
      }
      cases.append(FixtureCase(firstLine: firstLine, lines: lines))
      (lines, firstLine) = ([], index + 1)
    }
    return cases + [FixtureCase(firstLine: firstLine, lines: lines)]
  }

  /// The case as a file in which everything stands where it stands in the whole: what comes before
  /// it is blank.
  func source(name: String, after earlier: [FixtureCase]) -> SourceFile {
    let blank = earlier.flatMap { $0.lines + ["---"] }
      .map { String(repeating: " ", count: $0.utf8.count) + "\n" }
    var files = SourceFiles()
    return files.add(name: name, text: blank.joined() + lines.joined(separator: "\n"))
  }

  /// What its comments expect.
  func expectations() -> [FixtureExpectation] {
    var reader = AnnotationReader()
    for (index, line) in lines.enumerated() {
      reader.read(line, number: firstLine + index + 1)
    }
    return reader.expectations.sorted()
  }

  /// The case without its expectations.
  func bare() -> FixtureCase {
    var reader = AnnotationReader()
    let kept = lines.enumerated().filter { !reader.read($1, number: firstLine + $0 + 1) }
    return FixtureCase(firstLine: firstLine, lines: kept.map(\.element))
  }
}
