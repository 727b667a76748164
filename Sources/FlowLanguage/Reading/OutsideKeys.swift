import Diagnostics
import FlowSyntax

/// The keys of a step that stand beside its keyword and belong inside its value.
///
/// What is said of them waits until the step is read: a key that would change nothing inside is not
/// to be moved there.
struct OutsideKeys {
  /// The entries, as they are written.
  let entries: [SyntaxEntry]
  /// The step's keyword.
  let owner: String
  /// Where it stands.
  let ownerSpan: Span
  /// The text that stands right behind the keyword; nil where there is none.
  let value: SyntaxNode?
  /// The field that the whole value stands for; nil where it is a mapping already.
  let main: String?
  /// Those that would change nothing, each with what it is for.
  private var unused: [(key: SyntaxScalar, use: String)] = []

  /// Names them.
  init(entries: [SyntaxEntry], owner: String, ownerSpan: Span, value: SyntaxNode?, main: String?) {
    self.entries = entries
    self.owner = owner
    self.ownerSpan = ownerSpan
    self.value = value
    self.main = main
  }

  /// Notes that a key would change nothing inside either; false if it is none of these.
  mutating func mark(unused key: SyntaxScalar, _ use: String) -> Bool {
    guard entries.contains(where: { $0.key.span == key.span }) else { return false }
    unused.append((key, use))
    return true
  }

  /// What is wrong with them: one finding for all that are to be moved, since they were indented too
  /// little together, and one for each that is of no use anywhere.
  var findings: [Diagnostic] {
    let moved = entries.filter { entry in !unused.contains { $0.key.span == entry.key.span } }
    let useless = unused.map { key, use in
      finding(key, "`\(key.text)` changes nothing here", help: "\(use); else delete it")
    }
    guard let first = moved.first else { return useless }
    let (verb, pronoun) = moved.count == 1 ? ("stands", "it") : ("stand", "them")
    let message = "\(quotedList(moved.map(\.key.text))) \(verb) inside `\(owner)`, not beside it"
    return [finding(first.key, message, help: help(moved, pronoun))] + useless
  }

  private func help(_ moved: [SyntaxEntry], _ pronoun: String) -> String {
    guard let value else { return "indent \(pronoun) by two more columns, below `\(owner):`" }
    guard let main else { return "move \(pronoun) into the value of `\(owner):`" }
    let fields = moved.map { "\($0.key.text): \($0.value.flowText)" }
    let all = ["\(main): \(value.flowText)"] + fields
    return "write `\(owner): { \(all.joined(separator: ", ")) }`"
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
