internal import Diagnostics

/// Lines whose indentation or colon is not where it should be.
extension SyntaxProblem {
  /// A `: ` where no key can be.
  func strayColon() -> Diagnostic {
    let line = source.lineStart(of: offset)
    // `play: Note: this` has a key already, so the second colon belongs to the text.
    if let colon = keyColon(line, offset) {
      let text = source.skippingBlanks(from: colon + 1)
      return stepOnLine(ofKey: line..<colon, text) ?? colonInKey(line) ?? colonInText(text)
    }
    if let previous = previousLine(line) {
      // `play:welcome` above is a text for YAML, under which no key can stand: that line is the
      // mistake.
      if let forgotten = missingSpaceFinding(inLine: previous) { return forgotten }
      if let item = itemUnderItem(line, previous) { return item }
      if let bare = keyBesideBareWord(line, previous) { return bare }
      if isFirstOnLine(contentStart(line)) { return keyUnderText(line, previous) }
    }
    return finding(
      "this `:` makes a key where none can be",
      at: offset..<offset + 1,
      help: "put a text that holds `: ` in quotes"
    )
  }

  /// A blank that is none of YAML's in front of the line or of the one above it, which then stands
  /// elsewhere than it seems to; nil where there is none.
  func foreignIndentation() -> Diagnostic? {
    let line = source.lineStart(of: offset)
    let above = previousLine(line).map { source.lineStart(of: $0.lowerBound) }
    for start in [above, line].compactMap(\.self) {
      var place = start
      while let byte = source.byte(place), byte.isBlank || byte == UInt8(ascii: "-") { place += 1 }
      let text = source.string(place, source.lineEnd(from: place))
      let blanks = foreignBlanks(in: text)
      guard !blanks.isEmpty else { continue }
      let range = place..<place + blanks.utf8Count
      var result = finding(
        "\(foreignBlankName(blanks.first)) stands in front of this line",
        at: range,
        help: "write plain spaces: YAML counts no others"
      )
      result.fixes = [
        Diagnostic.Fix(
          "write plain spaces",
          at: span(range),
          replacement: String(repeating: " ", count: blanks.count)
        )
      ]
      return result
    }
    return nil
  }

  /// `then: play: Hello.`, where only steps can stand.
  private func stepOnLine(ofKey range: Range<Int>, _ text: Int) -> Diagnostic? {
    let key = String(source.string(range.lowerBound, range.upperBound).drop { " -".contains($0) })
    guard ["then", "else", "do", "default", "failed"].contains(key), text < offset,
      source[text..<offset].allSatisfy(\.isLetter)
    else { return nil }
    let step = source.string(text, offset)
    return finding(
      "`\(key)` and `\(step)` are two keys on one line",
      at: text..<offset,
      help: "steps stand in a list: `\(key): [{ \(step): … }]`"
    )
  }

  /// `sales: by key:` with lines below it that are further in: the whole is a key.
  private func colonInKey(_ line: Int) -> Diagnostic? {
    let lineEnd = source.lineEnd(from: offset)
    var key = contentStart(line)
    while isItem(at: key) { key = source.skippingBlanks(from: key + 1) }
    guard source.trimmedEnd(offset, lineEnd) == offset + 1, !isFlow,
      let next = nextLine(lineEnd)
    else { return nil }
    let (depth, text) = (contentStart(next) - next, contentStart(next))
    guard depth > key - line || depth == key - line && isItem(at: text) else { return nil }
    let quoted = quoteYAML(source.string(key, offset))
    var result = finding(
      "an unquoted key cannot hold `: `",
      at: key..<offset,
      help: "put the key in quotes: `\(quoted):`"
    )
    result.fixes = [
      Diagnostic.Fix("put the key in quotes", at: span(key..<offset), replacement: quoted)
    ]
    return result
  }

  /// The beginning of the nearest line that has any text behind an offset.
  private func nextLine(_ lineEnd: Int) -> Int? {
    var start = lineEnd
    while start < source.count {
      start += max(1, source.lineBreakLength(at: start))
      let end = source.lineEnd(from: start)
      if source.trimmedEnd(start, end) > start { return start }
      start = end
    }
    return nil
  }

  /// `play: Note: this`.
  private func colonInText(_ start: Int) -> Diagnostic {
    quoteFinding(
      "an unquoted text cannot hold `: `",
      at: offset..<offset + 1,
      text: plainRange(from: start)
    )
  }

  /// `- play: Hello.` further in than the `- answer` above it.
  private func itemUnderItem(_ line: Int, _ previous: Range<Int>) -> Diagnostic? {
    let start = contentStart(line)
    let column = previous.lowerBound - source.lineStart(of: previous.lowerBound)
    guard isItem(at: start), isItem(at: previous.lowerBound), start - line > column else {
      return nil
    }
    var result = finding(
      "this item is further in than the one above it",
      at: plainRange(from: start),
      help: "begin it in the column of the `-` above"
    )
    result.related = [Diagnostic.Label(span(previous), "the item above")]
    return result
  }

  private func isItem(at place: Int) -> Bool {
    source.byte(place) == UInt8(ascii: "-") && source.byte(place + 1) == UInt8(ascii: " ")
  }

  /// `- hangUp` with a key below it at the word's own column: the word is meant as a key too.
  private func keyBesideBareWord(_ line: Int, _ previous: Range<Int>) -> Diagnostic? {
    var word = previous.lowerBound
    while source.byte(word) == UInt8(ascii: "-") { word = source.skippingBlanks(from: word + 1) }
    let text = plainRange(from: word)
    guard word > previous.lowerBound, !text.isEmpty,
      word - source.lineStart(of: word) == contentStart(line) - line,
      source[text].allSatisfy({ $0.isWordByte })
    else { return nil }
    let written = source.string(text.lowerBound, text.upperBound)
    guard let colon = keyColon(line, source.lineEnd(from: line)) else { return nil }
    let key = source.string(contentStart(line), colon)
    var result = finding(
      "`\(written)` has no colon, and `\(key)` stands below it",
      at: text,
      help: "write `\(written):`, as for every key that has others beside it"
    )
    let end = span(text.upperBound..<text.upperBound)
    result.fixes = [Diagnostic.Fix("write the colon", at: end, replacement: ":")]
    return result
  }

  /// A key that is indented under a line that already has a value.
  private func keyUnderText(_ line: Int, _ previous: Range<Int>) -> Diagnostic {
    let start = contentStart(line)
    var result = finding(
      "`\(source.string(start, offset))` is indented under a line that already has a value",
      at: start..<offset,
      help: "give it the indentation of the keys it belongs to"
    )
    result.related = [Diagnostic.Label(span(previous), "the value here goes on over the line end")]
    return result
  }

  /// A line that had to be a key and has no `: `.
  func missingColon() -> Diagnostic {
    let range = plainRange(from: beginning)
    if let forgotten = missingSpaceFinding(inLine: range) { return forgotten }
    if isBesideItem(beginning) { return strayItem(range) }
    let written = source.string(range.lowerBound, range.upperBound)
    return finding(
      "`\(written)` is no key: it has no `:`",
      at: range,
      help: "write `\(written):`, or indent it under the key whose text it continues"
    )
  }

  /// Something that is not the next key, item or end its surroundings ask for.
  func misplaced() -> Diagnostic {
    // The text ended inside of something.
    if offset >= source.count { return unnamed(at: beginning) }
    if source.byte(offset) == UInt8(ascii: "}") || source.byte(offset) == UInt8(ascii: "]") {
      let written = source.string(offset, offset + 1)
      return finding(
        "this `\(written)` closes nothing",
        at: offset..<offset + 1,
        help: "remove it, or put the text in quotes"
      )
    }
    if let quote = strayQuoteEnd() { return quote }
    guard isFirstOnLine(offset) else {
      return finding(
        "this cannot follow the value before it",
        at: plainRange(from: offset),
        help: isBehindBrace
          ? "put the text in quotes, and an expression in `${ }`: `\"${caller} …\"`"
          : "put the whole value in quotes"
      )
    }
    return misindented()
  }

  /// Whether a text that begins with `{…}` goes on after it, which no mapping does.
  private var isBehindBrace: Bool {
    let start = source.trimmedEnd(source.lineStart(of: offset), offset)
    return start > 0 && source.byte(start - 1) == UInt8(ascii: "}")
  }

  /// Whether a list begins at a line right under `if: …`.
  private func isStepUnderIf(_ line: Int) -> Bool {
    guard let above = previousLine(line) else { return false }
    let text = source.string(above.lowerBound, above.upperBound).drop { "- ".contains($0) }
    let indentation = above.lowerBound - source.lineStart(of: above.lowerBound)
    return text.hasPrefix("if:") && contentStart(line) - line > indentation
  }

  private func misindented() -> Diagnostic {
    let line = source.lineStart(of: offset)
    let start = contentStart(line)
    let isDash = source.byte(start) == UInt8(ascii: "-")
    if isDash, let next = source.byte(start + 1), next.isWordByte {
      var result = finding(
        "a space is missing after this `-`",
        at: start..<start + 1,
        help: "begin the item with `- `"
      )
      let end = span(start + 1..<start + 1)
      result.fixes = [Diagnostic.Fix("insert a space", at: end, replacement: " ")]
      return result
    }
    // libyaml says it of the list that is open, whose items the line fits neither as item nor as
    // part.
    let inList = text == "did not find expected '-' indicator"
    if inList, let previous = previousLine(line),
      let found = itemUnderItem(line, previous) ?? keyBesideBareWord(line, previous)
    {
      return found
    }
    var result =
      inList && !isDash
      ? strayItem(plainRange(from: start))
      : finding(
        "the indentation of this line fits no line above it",
        at: plainRange(from: start),
        help: isDash && isStepUnderIf(line)
          ? "what is done stands under a key of its own: write `then:` below `if:`, at its column, and "
            + "these steps below that"
          : isDash && isDashedKey(start)
            ? "leave the dash out: what stands under a name of its own is no item of a list"
            : "indent it exactly as the lines it belongs with"
      )
    if beginning < line {
      let above = plainRange(from: beginning)
      let what = inList ? "the list begins here" : "what surrounds it begins here"
      result.related = [Diagnostic.Label(span(above), what)]
    }
    return result
  }

  /// Whether a line is a dash and a bare key, where the lines it belongs with are keys.
  private func isDashedKey(_ start: Int) -> Bool {
    let text = plainRange(from: source.skippingBlanks(from: start + 1))
    return source.byte(text.upperBound - 1) == UInt8(ascii: ":")
      && source[text.dropLast()].allSatisfy(\.isWordByte) && text.count > 1
  }

  /// A line between the items of a list that has no dash.
  private func strayItem(_ range: Range<Int>) -> Diagnostic {
    if source.string(range.lowerBound, range.upperBound).hasPrefix("//") {
      var result = finding(
        "`//` begins no comment in YAML",
        at: range.lowerBound..<range.lowerBound + 2,
        help: "write `#`"
      )
      result.fixes = [
        Diagnostic.Fix(
          "write `#`",
          at: span(range.lowerBound..<range.lowerBound + 2),
          replacement: "#"
        )
      ]
      return result
    }
    if let above = previousLine(source.lineStart(of: range.lowerBound)),
      let sign = source.byte(above.upperBound - 1),
      sign == UInt8(ascii: "|") || sign == UInt8(ascii: ">")
    {
      return finding(
        "the text under `\(source.string(above.upperBound - 1, above.upperBound))` is not indented",
        at: range,
        help: "indent it deeper than the key it belongs to"
      )
    }
    return finding(
      "this line stands among the items of a list and is none",
      at: range,
      help: "begin it with `- `, or indent it as deep as the item it belongs to"
    )
  }

  /// Whether the nearest line above begins with a dash in the column of an offset.
  private func isBesideItem(_ offset: Int) -> Bool {
    let line = source.lineStart(of: offset)
    guard let previous = previousLine(line) else { return false }
    let column = previous.lowerBound - source.lineStart(of: previous.lowerBound)
    return column == offset - line && source.byte(previous.lowerBound) == UInt8(ascii: "-")
      && source.byte(previous.lowerBound + 1).map(\.isBlank) == true
  }

  private func unnamed(at place: Int) -> Diagnostic {
    finding(
      "this is not finished",
      at: plainRange(from: place),
      help: "look for a bracket or quote that is not closed"
    )
  }

  /// `a: - b`.
  func strayDash() -> Diagnostic {
    finding(
      "a list cannot begin on the line of its key",
      at: offset..<offset + 1,
      help: "put each `- ` on a line of its own, or write `[a, b]`"
    )
  }

  private func missingSpaceFinding(inLine range: Range<Int>) -> Diagnostic? {
    var start = range.lowerBound
    // Past the dashes of items, which belong to no key.
    while let byte = source.byte(start), byte.isBlank || byte == UInt8(ascii: "-") { start += 1 }
    guard start < range.upperBound,
      let colon = missingSpace(in: source.string(start, range.upperBound))
    else { return nil }
    return FlowSyntax.missingSpaceFinding(
      key: source.string(start, start + colon),
      colon: span(start + colon..<start + colon + 1),
      before: source.string(start + colon + 1, range.upperBound)
    )
  }

  private func contentStart(_ line: Int) -> Int {
    source.skippingBlanks(from: line)
  }

  /// The text of the nearest line above that has any.
  private func previousLine(_ line: Int) -> Range<Int>? {
    var end = line
    while end > 0 {
      let start = source.lineStart(of: end - 1)
      let content = source.skippingBlanks(from: start)
      let contentEnd = source.trimmedEnd(content, end)
      if contentEnd > content { return content..<contentEnd }
      end = start
    }
    return nil
  }

  /// The first colon between two offsets that ends a key.
  func keyColon(_ start: Int, _ end: Int) -> Int? {
    (start..<min(end, source.count)).first { place in
      source[place] == UInt8(ascii: ":") && source.byte(place + 1).map(\.isBlank) == true
    }
  }
}
