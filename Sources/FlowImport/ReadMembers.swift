import Diagnostics
import FlowSyntax

/// What objects of documents hold, as far as flows can have it; what they cannot have is noted.
extension FlowDraft {
  /// The whole number under a key, cut to what a flow can have; nil where there is none.
  mutating func number(
    _ key: String,
    of node: SyntaxNode,
    in range: ClosedRange<Int>,
    _ owner: String
  ) -> Int? {
    guard let value = node[key] else { return nil }
    guard let number = node.number(key) else {
      note("`\(key)` of `\(owner)`: \(value.text ?? "no number")", at: value.span)
      return nil
    }
    let cut = min(max(number, range.lowerBound), range.upperBound)
    if cut != number {
      note("`\(key)` of `\(owner)` is \(number): a flow can have \(cut)", at: value.span)
    }
    return cut
  }

  /// The key under a word that ends what is entered; nil where there is none.
  mutating func stopKey(_ key: String, of node: SyntaxNode, _ owner: String) -> String? {
    guard let value = node[key], let text = node.text(key) else { return nil }
    if let stop = phoneKey(text) { return stop }
    note("`\(key)` of `\(owner)`: \(text), which is not one key", at: value.span)
    return nil
  }

  /// A text that a variable is given; what is no text is noted.
  mutating func value(of node: SyntaxNode?, for name: String, at place: Span) -> String {
    if let node, node.scalar == nil { note("what `\(name)` is given, which is no text", at: place) }
    return node?.text ?? ""
  }
}

/// A key as flows have it; nil for what is none.
func phoneKey(_ text: String) -> String? {
  switch text {
  case "#": "pound"
  case "*": "star"
  case "0", "1", "2", "3", "4", "5", "6", "7", "8", "9": text
  default: nil
  }
}
