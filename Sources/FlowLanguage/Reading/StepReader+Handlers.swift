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
    guard let scalar = nodes.scalar(node, expected, help: handlerHelp(node)) else {
      return .placeholder
    }
    switch scalar.text {
    case "hangUp": return Handler(content: .hangUp, span: scalar.span)
    case "end": return Handler(content: .end, span: scalar.span)
    case "continue": return Handler(content: .continue, span: scalar.span)
    case "return":
      reportReturn(scalar)
      return Handler(content: .return, span: scalar.span)
    default:
      values.checkBlock(scalar, words: Handler.words)
      return Handler(content: .block(scalar.text), span: scalar.span)
    }
  }

  private func handlerHelp(_ node: SyntaxNode) -> String? {
    guard let key = node.entries?.first?.key.text, StepKeyword(rawValue: key) != nil else {
      return nil
    }
    return "begin the step with `- `"
  }

  private func reportReturn(_ scalar: SyntaxScalar) {
    nodes.report(
      Diagnostic(
        .fallsOffTheEnd,
        "there is nothing to return to",
        at: scalar.span,
        help: "end the way with a block's name, `hangUp` or `end`"
      )
    )
  }
}

extension ValueReader {
  /// Notes a name that no block has; `words` may stand there besides.
  func checkBlock(_ scalar: SyntaxScalar, words: [String] = []) {
    if names.blocks[scalar.text] != nil {
      use(.block, scalar.text, at: scalar.span)
    } else if StepKeyword(rawValue: scalar.text) != nil, !words.isEmpty {
      nodes.report(
        Diagnostic(
          .unknownName,
          "`\(scalar.text)` is a step, and a block's name is expected here",
          at: scalar.span,
          help: "put it into a list: `[\(scalar.text)]`"
        )
      )
    } else {
      reportUnknown(
        .block,
        scalar.text,
        among: names.blocks.keys.sorted() + words,
        at: scalar.span
      )
    }
  }
}

extension Handler {
  /// The words a handler can be; no block can have their names.
  static let words = ["hangUp", "end", "return", "continue"]

  /// What stands in for a handler that could not be read.
  static let placeholder = Handler(content: .block(""), span: .none)
}
