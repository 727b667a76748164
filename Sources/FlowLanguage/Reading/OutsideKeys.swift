import Diagnostics
import FlowSyntax

/// The keys of a step that stand beside its keyword and belong inside its value.
///
/// What is said of them waits until the step is read: a key that would change nothing inside is not
/// to be moved there.
struct OutsideKeys {
  /// The keys, as they are written.
  let keys: [SyntaxScalar]
  /// The step's keyword.
  let owner: String
  /// Where it stands.
  let ownerSpan: Span
  /// Whether a text stands right behind the keyword.
  let hasText: Bool
  /// The field that the whole value stands for; nil where it is a mapping already.
  let main: String?
  /// Those that would change nothing, each with what it is for.
  private var unused: [(key: SyntaxScalar, use: String)] = []

  /// Names them.
  init(keys: [SyntaxScalar], owner: String, ownerSpan: Span, hasText: Bool, main: String?) {
    self.keys = keys
    self.owner = owner
    self.ownerSpan = ownerSpan
    self.hasText = hasText
    self.main = main
  }

  /// Notes that a key would change nothing inside either; false if it is none of these.
  mutating func mark(unused key: SyntaxScalar, _ use: String) -> Bool {
    guard keys.contains(where: { $0.span == key.span }) else { return false }
    unused.append((key, use))
    return true
  }

  /// What is wrong with them: one finding for all that are to be moved, since they were indented too
  /// little together, and one for each that is of no use anywhere.
  var findings: [Diagnostic] {
    let moved = keys.filter { key in !unused.contains { $0.key.span == key.span } }
    let useless = unused.map { key, use in
      finding(key, "`\(key.text)` changes nothing here", help: "\(use); else delete it")
    }
    guard let first = moved.first else { return useless }
    let (verb, pronoun) = moved.count == 1 ? ("stands", "it") : ("stand", "them")
    let message = "\(quotedList(moved.map(\.text))) \(verb) inside `\(owner)`, not beside it"
    return [finding(first, message, help: help(moved.map(\.text), pronoun))] + useless
  }

  private func help(_ names: [String], _ pronoun: String) -> String {
    guard hasText else { return "indent \(pronoun) by two more columns, below `\(owner):`" }
    guard let main else { return "move \(pronoun) into the value of `\(owner):`" }
    let fields = ([main] + names).map { "\($0): …" }.joined(separator: ", ")
    return "write `\(owner): { \(fields) }`"
  }

  private func finding(_ key: SyntaxScalar, _ message: String, help: String) -> Diagnostic {
    Diagnostic(
      .unknownField,
      message,
      at: key.span,
      related: [Diagnostic.Label(ownerSpan, "the step")],
      help: help
    )
  }
}
