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
    guard let value = node[key], !value.isNothing else { return nil }
    guard let number = node.number(key) else {
      note(
        "`\(key)` of `\(owner)` is \(value.text.map { "`\($0)`, which is " } ?? "")no number; "
          + "it is left out",
        at: value.span
      )
      return nil
    }
    let cut = min(max(number, range.lowerBound), range.upperBound)
    if cut != number {
      note(
        "`\(key)` of `\(owner)` is \(number); a flow takes \(range.lowerBound) to "
          + "\(range.upperBound), and has \(cut)",
        at: value.span
      )
    }
    return cut
  }

  /// The keys under a word each of which ends what is entered; nil where there are none.
  mutating func stopKeys(_ key: String, of node: SyntaxNode, _ owner: String) -> String? {
    guard let value = node[key], let text = node.text(key) else { return nil }
    if let stop = phoneKey(text) { return stop }
    let keys = text.filter { $0 != "," && $0 != " " }
    if keys.allSatisfy({ phoneKey(String($0)) != nil }) { return quoted(keys) }
    note("`\(key)` of `\(owner)` is `\(text)`, which are no keys; it is left out", at: value.span)
    return nil
  }

  /// The key under a word that ends a message; nil where there is none.
  mutating func stopKey(_ key: String, of node: SyntaxNode, _ owner: String) -> String? {
    guard let value = node[key], let text = node.text(key) else { return nil }
    if let stop = phoneKey(text) { return stop }
    note(
      "`\(key)` of `\(owner)` is `\(text)`; one key ends a message in a flow, and it is pound",
      at: value.span
    )
    return nil
  }

  /// A text that a variable is given; what is no text is noted.
  mutating func value(of node: SyntaxNode?, for name: String, at place: Span) -> String {
    if let node, node.scalar == nil {
      note("`\(name)` is given what is no text; in the flow it is empty", at: place)
    }
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

/// The number of who called, and of who was called, where they have one.
func number(of party: String) -> String { "call.\(party).?number.orValue('')" }
