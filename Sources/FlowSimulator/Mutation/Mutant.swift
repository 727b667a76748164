package import Diagnostics
internal import FlowLanguage

/// A change of a flow in one place, which a scenario should notice.
package struct Mutant: Sendable {
  /// What is changed.
  package enum Kind: String, CaseIterable, Sendable {
    /// A step is left out.
    case step
    /// A `when` is dropped: the step runs whatever it says.
    case when
    /// A `when` or an `if` asks for the opposite.
    case condition
    /// Two entries of an `on:` have each other's handlers.
    case handlers
    /// Another key is pressed for a choice.
    case key
    /// A length of time is another.
    case time
    /// A prompt is another one.
    case prompt
    /// A block or a party is another one.
    case target
  }

  /// What is changed.
  package let kind: Kind
  /// The flow.
  package let flow: String
  /// Where.
  package let span: Span
  /// What it becomes, in a few words.
  package let change: String
  /// The innermost step that is changed; nil for what belongs to no step.
  let step: FlowPath?
}

/// Ways to change one place, the likeliest first: the first that compiles is the mutant.
struct Mutation {
  let kind: Mutant.Kind
  let span: Span
  let ways: [Way]

  struct Way {
    let edits: [Edit]
    let change: String
  }

  /// What stands at a span becomes something else.
  struct Edit {
    let span: Span
    let text: String

    init(_ span: Span, _ text: String) {
      self.span = span
      self.text = text
    }
  }

  init(_ kind: Mutant.Kind, _ span: Span, _ ways: [Way]) {
    self.kind = kind
    self.span = span
    self.ways = ways
  }
}

/// A text with changes made, which lie apart.
func applied(_ edits: [Mutation.Edit], to text: String) -> [UInt8] {
  var bytes: [UInt8] = []
  let old = Array(text.utf8)
  var place = 0
  for edit in edits.sorted(by: { $0.span.start < $1.span.start }) {
    bytes += old[place..<edit.span.start]
    bytes += edit.text.utf8
    place = edit.span.end
  }
  return bytes + old[place...]
}
