internal import Diagnostics

/// Writes the tokens of a text, each where its layout has it.
struct FormatWriter {
  let file: SourceFile
  let tokens: [SyntaxToken]
  let lines: TokenLines
  let layout: FormatLayout
  private var output = ""
  /// How many scalars the line has that is being written.
  private var width = 0
  private var breaks = 0
  /// The last token written that is no comment.
  private var previous: Int?
  /// The blocks that are open: their columns as written and as they are now, the innermost last.
  private var levels: [(written: Int, now: Int)] = []

  init(file: SourceFile, tokens: [SyntaxToken], lines: TokenLines, layout: FormatLayout) {
    self.file = file
    self.tokens = tokens
    self.lines = lines
    self.layout = layout
  }

  /// The whole text, with one line break at its end where it has anything.
  mutating func write() -> String {
    for index in tokens.indices {
      switch tokens[index].kind {
      case .blank: continue
      case .lineBreak: breaks += 1
      case .directive, .documentStart, .documentEnd, .indicator, .comment, .anchor, .tag, .alias,
        .text, .blockHeader, .unread:
        write(tokenAt: index)
      }
    }
    if !output.isEmpty, output.unicodeScalars.last != "\n" { output += "\n" }
    return output
  }

  private mutating func write(tokenAt index: Int) {
    let isComment = tokens[index].kind == .comment
    let isBlockText = layout.blockTexts[index] != nil
    if isBlockText {
      startLine(at: 0)
    } else if lines.isFirst[index] {
      startLine(at: isComment ? commentColumn(index) : layout.columns[index])
      if !isComment { enter(index) }
    } else {
      put(String(repeating: " ", count: blanks(before: index)))
      // The key after a dash opens a block of its own.
      if isSymbol(previous, "-") { enter(index) }
    }
    put(text(of: index))
    if !isComment { previous = index }
  }

  private mutating func startLine(at column: Int) {
    if !output.isEmpty {
      let kept = output.unicodeScalars.last == "\n" ? 1 : 0
      put(String(repeating: "\n", count: max(0, min(max(1, breaks), 2) - kept)))
    }
    breaks = 0
    put(String(repeating: " ", count: column))
  }

  private mutating func put(_ text: String) {
    output += text
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
    width = line.unicodeScalars.count + (line.count == text.count ? width : 0)
  }

  /// Notes that a line of a block begins there.
  private mutating func enter(_ index: Int) {
    let written = lines.column[index]
    while let last = levels.last, last.written >= written { levels.removeLast() }
    levels.append((written, lines.isFirst[index] ? layout.columns[index] : width))
  }

  /// A comment on a line of its own stands with the line below it; one that is further right than
  /// that ends the block above.
  private func commentColumn(_ index: Int) -> Int {
    let written = lines.column[index]
    let next = tokens[index...].firstIndex { !$0.isTrivia && $0.kind != .documentEnd }
    if let next, lines.column[next] >= written { return layout.columns[next] }
    let least = next.map { layout.columns[$0] } ?? 0
    return max(least, levels.last { $0.written <= written }?.now ?? 0)
  }
}

extension FormatWriter {
  /// How many blanks stand between a token and the one before it on its line.
  private func blanks(before index: Int) -> Int {
    guard let previous else { return 0 }
    let gap = lines.gap[index]
    if tokens[index].kind == .comment { return max(1, gap) }
    // What a dash or a colon belongs to is not lined up with anything.
    let canLineUp = !isSymbol(previous, "-") && !isSymbol(index, ":")
    if gap > 1, canLineUp, lines.isLinedUp(index) { return gap }
    return needsBlank(previous, index) ? 1 : 0
  }

  private func needsBlank(_ previous: Int, _ index: Int) -> Bool {
    if isSymbol(previous, ":") || isSymbol(previous, ",") { return true }
    // A name after `*` goes on until a blank.
    if isSymbol(index, ":") { return tokens[previous].kind == .alias }
    if isSymbol(index, ",") || isSymbol(index, "]") || isSymbol(previous, "[") { return false }
    if isSymbol(previous, "{") { return !isSymbol(index, "}") }
    return true
  }

  private func isSymbol(_ index: Int?, _ symbol: String) -> Bool {
    guard let index, tokens[index].kind == .indicator else { return false }
    return file.text(of: tokens[index].span) == symbol
  }

  private func text(of index: Int) -> String {
    let text = file.text(of: tokens[index].span)
    guard tokens[index].kind == .text,
      text.contains(where: \.isNewline) || layout.blockTexts[index] != nil
    else { return String(text) }
    let pieces = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    if let (written, now) = layout.blockTexts[index] {
      return pieces.map { moved($0, from: written, to: now) }.joined(separator: "\n")
    }
    let indentation = String(repeating: " ", count: layout.columns[index])
    let rest = pieces.dropFirst().map { piece in
      let content = piece.drop { $0 == " " || $0 == "\t" }
      return content.isEmpty ? "" : indentation + content
    }
    return ([String(pieces.first ?? "")] + rest).joined(separator: "\n")
  }

  /// A line of a block text; blanks alone are text only where they are more than its indentation.
  private func moved(_ line: Substring, from written: Int, to now: Int) -> String {
    let blanks = line.prefix { $0 == " " }.count
    guard blanks < line.count || blanks > written else { return "" }
    return String(repeating: " ", count: now) + line.dropFirst(min(blanks, written))
  }
}
