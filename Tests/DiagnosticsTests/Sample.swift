import Diagnostics

/// Files with marked ranges, to make findings about.
///
/// A range stands between `«` and `»` in the text given; both are taken out.
struct Sample {
  var files = SourceFiles()
  private(set) var spans: [Span] = []

  mutating func add(_ name: String, _ marked: String) {
    var text = String.UnicodeScalarView()
    var open: [Int] = []
    var found: [(start: Int, end: Int)] = []
    var offset = 0
    for scalar in marked.unicodeScalars {
      switch scalar {
      case "«": open.append(offset)
      case "»": found.append((open.popLast() ?? 0, offset))
      case _:
        text.append(scalar)
        offset += UTF8.width(scalar)
      }
    }
    let file = files.add(name: name, text: String(text))
    spans += found.map { Span(file: file.id, start: $0.start, end: $0.end) }
  }

  init(_ name: String, _ marked: String) {
    add(name, marked)
  }

  func text(_ findings: Diagnostic..., style: RenderStyle = .plain) -> String {
    renderText(findings, files: files, style: style)
  }
}
