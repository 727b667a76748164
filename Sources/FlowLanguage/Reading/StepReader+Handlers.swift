import CallModel
import Diagnostics
import FlowSyntax

extension StepReader {
  /// Reads what a handler can be; its steps stand under a key of the step that is being read, or
  /// of the flow, and there under an entry if the key holds several.
  ///
  /// What cannot be read leaves a handler that goes nowhere, so that its outcome still counts as
  /// handled.
  func handler(_ node: SyntaxNode, under key: String, entry: String? = nil) -> Handler {
    if node.items?.isEmpty == false {
      let path = path?.list(under: key, entry: entry) ?? .flowHandler(entry ?? "")
      return stepList(node, path: path).map { Handler(content: .steps($0), span: node.span) }
        ?? .placeholder
    }
    let expected = "a block's name or a list of steps"
    if let entries = node.entries, entries.count == 1, entries[0].key.text == "goto",
      let block = entries[0].value.scalar
    {
      nodes.reportWrongShape(node, expected, help: "write `\(block.text)`")
      return handler(entries[0].value, under: key, entry: entry)
    }
    guard let scalar = nodes.scalar(node, expected, help: handlerHelp(node)) else {
      guard node.entries?.contains(where: { StepKeyword(rawValue: $0.key.text) != nil }) == true
      else { return .placeholder }
      // The step that it is, as the one of a list.
      return handler(SyntaxNode(.sequence([node]), span: node.span), under: key, entry: entry)
    }
    let isWord = Handler.words.contains(scalar.text)
    let name = isWord ? scalar.text : values.block(scalar, words: Handler.words)
    return Handler(content: Handler.Content(meaning: name), span: scalar.span)
  }

  private func handlerHelp(_ node: SyntaxNode) -> String? {
    guard let key = node.entries?.first?.key.text, StepKeyword(rawValue: key) != nil else {
      return node.scalar == nil ? nil : "write a block's name, `continue` or `[hangUp]`"
    }
    return "begin the step with `- `"
  }
}

extension ValueReader {
  /// The block that is named, or one of `words`; where there is none of the name, the one that
  /// was meant.
  func block(_ scalar: SyntaxScalar, words: [String] = []) -> String {
    if names.blocks[scalar.text] != nil {
      use(.block, scalar.text, at: scalar.span)
    } else if !words.isEmpty, scalar.isSaid {
      nodes.report(
        Diagnostic(
          .unknownName,
          "a text is no block's name",
          at: scalar.span,
          help: "to have it said, write `[{ play: \(quoteYAML(scalar.text)) }]`"
        )
      )
    } else if StepKeyword(rawValue: scalar.text) != nil, !words.isEmpty {
      nodes.report(
        Diagnostic(
          .unknownName,
          "`\(scalar.text)` is a step, and a block's name is expected here",
          at: scalar.span,
          help: "put it into a list: `[\(scalar.text)]`"
        )
      )
    } else if words.isEmpty, names.blocks[scalar.text] == nil,
      StepKeyword(rawValue: scalar.text) != nil, Handler.words.contains(scalar.text)
    {
      notes.misname(.block)
      nodes.report(
        Diagnostic(
          .unknownName,
          "`\(scalar.text)` is a step, and a block's name is expected here",
          at: scalar.span,
          help: "write the step itself: `- \(scalar.text)`"
        )
      )
    } else if !words.isEmpty, let advice = stepAdvice(scalar.text) {
      nodes.report(
        Diagnostic(
          .unknownName,
          "no block is named `\(scalar.text)`",
          at: scalar.span,
          help: advice.help
        )
      )
      return advice.meant ?? scalar.text
    } else if isFlow(scalar) {
      nodes.report(
        Diagnostic(
          .unknownName,
          "`\(scalar.text)` is another flow, and a block's name is expected here",
          at: scalar.span,
          help: "run it, and it comes back: `run: { flow: \(scalar.text) }`"
        )
      )
    } else if let block = gotoBlock(scalar.text) {
      let word = scalar.text.prefix { $0 != " " }
      nodes.report(
        Diagnostic(
          .unknownName,
          "a block is named here without `\(word)`",
          at: scalar.span,
          help: "write `\(block)`",
          fixes: [Diagnostic.Fix("write the block alone", at: scalar.span, replacement: block)]
        )
      )
      use(.block, block, at: scalar.span)
      return block
    } else {
      let meant = reportUnknown(
        .block,
        scalar.text,
        // A word of a few letters is near to many names.
        among: names.blocks.keys.sorted() + words.filter { isSlip(scalar.text, of: $0) },
        at: scalar.span
      )
      if let meant {
        if names.blocks[meant] != nil { use(.block, meant, at: scalar.span) }
        return meant
      }
    }
    return scalar.text
  }

  /// What to write instead of a word or a text that was meant as what is done.
  private func stepAdvice(_ text: String) -> (help: String, meant: String?)? {
    if ["ignore", "pass", "skip", "none", "next"].contains(text) {
      return ("write `continue`: the flow goes on with the next step", "continue")
    }
    let words = text.split(separator: " ", maxSplits: 1)
    guard words.count == 2, let step = StepKeyword(rawValue: String(words[0])), step != .goto,
      step != .run
    else { return nil }
    return ("a step stands in a list: `[{ \(step.rawValue): \(words[1]) }]`", nil)
  }

  /// Whether another flow has the name; that it is asked makes it known when it is read once more.
  private func isFlow(_ scalar: SyntaxScalar) -> Bool {
    use(.flow, scalar.text, at: scalar.span)
    guard case .known(let flows, _) = declared.others else { return false }
    return flows[scalar.text] != nil
  }

  /// The block of a text like `goto sales`, if there is one of that name.
  private func gotoBlock(_ text: String) -> String? {
    let words = text.split(separator: " ")
    guard words.count == 2, ["goto", "goto:", "run", "run:", "go", "->"].contains(words[0]),
      names.blocks[String(words[1])] != nil
    else { return nil }
    return String(words[1])
  }
}

extension Handler.Content {
  /// What one of the words, or else a block's name, says.
  fileprivate init(meaning text: String) {
    self =
      switch text {
      case "hangUp": .hangUp
      case "end": .end
      case "continue": .continue
      case "return": .return
      default: .block(text)
      }
  }
}

extension Handler {
  /// The words a handler can be; no block can have their names.
  static let words = ["hangUp", "end", "return", "continue"]

  /// Whether it could not be read, so that nobody knows where it leads.
  var isUnread: Bool {
    if case .block("") = content { true } else { false }
  }

  /// What stands in for a handler that could not be read.
  static let placeholder = Handler(content: .block(""), span: .none)

  /// What stands in for one that is not written: what comes after its step is not out of reach.
  static let missing = Handler(content: .continue, span: .none)
}

extension SyntaxScalar {
  /// Whether it is a sentence, which is none of the ways to name a block.
  fileprivate var isSaid: Bool {
    text.contains(" ") && text.last.map { ".!?".contains($0) } == true && !text.contains("${")
  }
}
