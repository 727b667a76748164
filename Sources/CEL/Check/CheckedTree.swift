package import Diagnostics

/// A tree with what the checker found out of each of its parts.
struct CheckedTree: Sendable {
  let root: Node
  /// What the names and calls mean, by node.
  let resolutions: [Resolution?]
  /// Whether a part can fail for itself, by node.
  let canFail: [Bool]
  /// The type of the whole.
  let type: CELType
  let references: [CELReference]
  let whenTrue: Narrowing
  let whenFalse: Narrowing
  /// The words the whole can give; nil where it can give any text.
  let vocabulary: CELVocabulary?
  /// What the whole says the kind of, if it says one.
  let subject: Discriminated?
  /// The time zones that are named, by name.
  let zones: [String: CELTimeZone]
  /// The types of all parts, by node, as far as they were found.
  let types: [CELType]

  /// Whether a part takes one item out of a list or a map.
  func isLookup(_ node: Node) -> Bool {
    switch node.kind {
    case .index(let operand, _, _), .select(let operand, _, _):
      switch types[operand.id] {
      case .list, .map: true
      default: false
      }
    default: false
    }
  }
}

/// What a name, a selection or a call turned out to mean.
enum Resolution: Sendable {
  case variable(CELEnvironment.Variable)
  /// A name that a macro introduced.
  case local(String)
  /// A type as a value.
  case type(String)
  /// A call, with the overloads that may fit.
  case call(CELFunction, [CELOverload], isMember: Bool)
  /// Something that fails when it is evaluated, because nothing was checked before.
  case failure(CELFailure)
}

/// A variable that an expression reads, with the fields of it that follow at once.
package struct CELReference: Hashable, Sendable {
  /// The variable and the fields: `["call", "from", "number"]`.
  package let path: [String]
  /// Where they stand.
  package let span: Span
  /// Whether the value itself goes nowhere from here: it is compared, measured, or only asked for.
  package var isOnlyCompared = false
}
