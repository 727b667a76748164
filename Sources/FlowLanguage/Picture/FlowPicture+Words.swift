internal import Diagnostics

extension FlowPicture {
  /// A step in a few words: the condition under which it runs, its keyword, and what stands beside it
  /// as it was written.
  static func words(of node: StepNode, in text: String) -> String {
    let keyword = node.step.keyword.rawValue
    let utf8 = text.utf8
    guard node.keywordSpan.start >= 0, node.span.end <= utf8.count,
      node.keywordSpan.end <= node.span.end
    else { return keyword }
    func place(_ offset: Int) -> String.Index { utf8.index(utf8.startIndex, offsetBy: offset) }
    var words = firstWords(of: text[place(node.keywordSpan.end)..<place(node.span.end)])
    // Its steps stand below it.
    if case .sensitive? = node.shape.enclosed { words = "" }
    if case .named(let prompt)? = node.shape.prompts.first?.content, words.hasPrefix("prompt:") {
      words = prompt
    }
    let whole = cut(words.isEmpty ? keyword : "\(keyword) \(words)", to: width)
    guard node.when != nil else { return whole }
    let start = min(node.span.start, node.keywordSpan.start)
    let condition = cut(
      condition(in: text[place(start)..<place(node.span.end)]),
      to: conditionWidth
    )
    return "when \(condition): \(cut(whole, to: width - condition.count))"
  }

  /// The first line of a step's value, without what YAML writes around it; the names that stand below
  /// it where it is but a key.
  private static func firstWords(of value: Substring) -> String {
    let lines = value.split(whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() {
      let comment = line.firstRange(of: " #")?.lowerBound ?? line.endIndex
      var words = line[..<comment].drop { ": {".contains($0) }
      // A brace at the end closes one that is not shown, unless one is open that is.
      var unopened = words.count { $0 == "}" } - words.count { $0 == "{" }
      while let last = words.last, last == " " || (last == "}" && unopened > 0) {
        if last == "}" { unopened -= 1 }
        words.removeLast()
      }
      guard !words.isEmpty else { continue }
      guard words.hasSuffix(":") else { return String(words) }
      let below = names(in: lines[(number + 1)...], below: indentation(of: line))
      return below.isEmpty ? String(words) : "\(words) \(below.joined(separator: ", "))"
    }
    return ""
  }

  /// The keys, or the items, of what is written below a line.
  private static func names(in lines: ArraySlice<Substring>, below outer: Int) -> [String] {
    let inner = lines.prefix { indentation(of: $0) > outer }
    let depth = inner.first.map(indentation) ?? 0
    return inner.filter { indentation(of: $0) == depth && !$0.drop { $0 == " " }.hasPrefix("#") }
      .map { String($0.dropFirst(depth).drop { "- ".contains($0) }.prefix { $0 != ":" }) }
  }

  private static func indentation(of line: Substring) -> Int { line.prefix { $0 == " " }.count }

  /// What a step has behind its own `when:`, which stands further left than those of steps within it.
  private static func condition(in step: Substring) -> String {
    let lines = step.split(whereSeparator: \.isNewline)
    let own = lines.filter { $0.drop { $0 == " " }.hasPrefix("when:") }
      .min { $0.prefix { $0 == " " }.count < $1.prefix { $0 == " " }.count }
    let line = own ?? step
    guard let key = line.firstRange(of: "when:") else { return "…" }
    let value = line[key.upperBound...].prefix { !$0.isNewline && (own != nil || $0 != "}") }
    let comment = value.firstRange(of: " #")?.lowerBound ?? value.endIndex
    return value[..<comment].unquoted
  }

  private static func cut(_ text: String, to width: Int) -> String {
    guard text.displayWidth > width else { return text }
    var shown = ""
    for character in text {
      guard (shown + String(character)).displayWidth < width else { break }
      shown.append(character)
    }
    return shown + "…"
  }

  private static let width = 48
  private static let conditionWidth = 28
}

extension Substring {
  /// The text without the blanks and the quotes around it.
  fileprivate var unquoted: String {
    var rest = drop { $0 == " " }
    while rest.last == " " { rest.removeLast() }
    guard rest.count > 1, let quote = rest.first, "\"'".contains(quote), rest.last == quote else {
      return String(rest)
    }
    return String(rest.dropFirst().dropLast())
  }
}
