package import CEL
package import CallModel
import Diagnostics
import FlowSyntax

/// Reads the fields of one step and records what it was asked for.
///
/// The recording is the step's shape: what the schema, the reference, and the findings of unknown
/// and missing fields are made from. Over an empty mapping it records the same and finds nothing.
package struct FieldReader {
  /// What was asked for so far.
  var shape = StepShape()
  private let steps: StepReader
  /// Whether a missing field is a finding; not for the blank shape.
  let isBlank: Bool
  let owner: String
  let ownerSpan: Span
  private let value: SyntaxNode?
  private let beside: [SyntaxEntry]
  /// Whether a key of the step has no meaning that is known; a field that is missing may be it.
  let hasStranger: Bool
  /// Whether the step's whole value stands for its main field.
  private var isMainAlone = false
  /// The keys that stood beside the keyword and belong inside.
  private var outsiders: OutsideKeys?

  /// Reads a step: the value under its keyword, and the entries beside it.
  init(of source: StepSource, with steps: StepReader) {
    self.owner = source.keyword.rawValue
    self.ownerSpan = source.span
    self.value = source.value
    self.beside = source.beside
    self.hasStranger = source.hasStranger
    self.outsiders = source.outsiders
    self.steps = steps
    self.isBlank = false
    shape.fields.reserveCapacity(source.keyword.keys.fieldCount)
  }

  /// Reads nothing, for the shape alone.
  init(blank owner: String) {
    self.owner = owner
    self.ownerSpan = .none
    self.value = nil
    self.beside = []
    self.hasStranger = false
    self.steps = StepReader(
      ValueReader(nodes: NodeReader(), declared: FlowDeclarations(), notes: ValueNotes())
    )
    self.isBlank = true
  }

  /// Reads what is no more than text.
  var nodes: NodeReader { steps.nodes }

  /// Reads values with the names of the flow.
  var values: ValueReader { steps.values }

  var declared: FlowDeclarations { steps.values.declared }

  /// The answers that every menu takes besides its own.
  package var everywhere: [EverywhereEntry] { declared.names.everywhere }

  /// Reads a field that must be there; where it is not, a placeholder stands in and a finding is
  /// noted.
  package mutating func required<Value>(
    _ name: String,
    _ type: FieldType<Value>,
    _ documentation: String,
    at place: FieldShape.Place = .inside
  ) -> Value {
    shape.fields.append(
      FieldShape(
        name: name,
        place: place,
        isRequired: true,
        value: type.shape,
        documentation: documentation
      )
    )
    guard let node = node(name, place) else {
      reportMissing(name, place)
      return type.placeholder
    }
    return type.read(node, with: steps) ?? type.placeholder
  }

  /// Reads a field that may be there.
  package mutating func optional<Value>(
    _ name: String,
    _ type: FieldType<Value>,
    _ documentation: String,
    at place: FieldShape.Place = .inside
  ) -> Value? {
    shape.fields.append(
      FieldShape(
        name: name,
        place: place,
        isRequired: false,
        value: type.shape,
        documentation: documentation
      )
    )
    return node(name, place).flatMap { type.read($0, with: steps) }
  }

  /// Reads the step's whole value, which has no fields of its own.
  package mutating func whole<Value>(
    _ type: FieldType<Value>,
    _ documentation: String
  ) -> Value {
    shape.fields.append(
      FieldShape(
        name: "",
        place: .main,
        isRequired: true,
        value: type.shape,
        documentation: documentation
      )
    )
    isMainAlone = true
    guard let value, value.scalar?.isAbsent != true else {
      reportMissing(owner, .main)
      return type.placeholder
    }
    return type.read(value, with: steps) ?? type.placeholder
  }

  /// Says something the step's result holds after these outcomes (none: after all); a type of nil
  /// says that this step, as written, does not give it.
  package mutating func output(
    _ name: String,
    _ type: CELType?,
    _ outcomes: [Outcome],
    _ documentation: String,
    words: OutputShape.Words = .any
  ) {
    shape.outputs.append(
      OutputShape(
        name: name,
        type: type,
        outcomes: outcomes,
        words: words,
        documentation: documentation
      )
    )
  }

  /// Says that exactly one of these fields must be there, or these two together.
  package mutating func exactlyOne(
    of names: [String],
    or pair: [String] = [],
    help: String = "add one of them"
  ) {
    shape.exclusive.append(names)
    let present = names.filter { isPresent($0) }
    guard !isBlank, present.count != 1, pair.isEmpty || present != pair,
      !hasStrayValue
    else { return }
    let list = alternatives(names)
    if present.count > 1 {
      let keys = present.compactMap { key($0)?.span }
      nodes.report(
        Diagnostic(
          .exclusiveFields,
          "`\(owner)` takes only one of \(list)"
            + (pair.isEmpty ? "" : ", or " + pair.map { "`\($0)`" }.joined(separator: " and ")),
          at: keys.last ?? ownerSpan,
          related: keys.dropLast().map { Diagnostic.Label($0, "the other one") },
          help: "delete one of them"
        )
      )
    } else if nodes.isComplete, !hasStranger {
      nodes.report(
        Diagnostic(
          .exclusiveFields,
          "`\(owner)` needs \(list)",
          at: ownerSpan,
          help: help
        )
      )
    }
  }

  /// Says that at least one of these fields must be there.
  package func needsOne(of names: [String]) {
    guard !isBlank, nodes.isComplete, !hasStrayValue, !hasStranger,
      !names.contains(where: isPresent)
    else { return }
    nodes.report(
      Diagnostic(
        .missingField,
        "`\(owner)` needs " + names.map { "`\($0)`" }.joined(separator: " or "),
        at: ownerSpan,
        help: "add one of them, or both"
      )
    )
  }

  /// The type of whoever one of these parties is, after an action that takes only some kinds.
  package func partyType(of parties: [FieldValue<Party>], for action: PartyAction) -> CELType {
    var kinds: Set<IdentifierKind> = []
    for party in parties {
      guard case .literal(.identity(let name)) = party,
        let kind = declared.names.identities[name]?.kind
      else {
        kinds.formUnion(
          AdmissionTable.rows.filter {
            $0.profile == declared.head.profile && $0.action == action && $0.verdict != .no
          }.map(\.kind)
        )
        continue
      }
      kinds.insert(kind)
    }
    return IdentifierType.celType(of: kinds)
  }

  /// Says that a field, if it is there, changes nothing unless this holds; `use` says what for.
  package mutating func field(_ name: String, isUsed: Bool, _ use: String) {
    guard !isUsed, let key = key(name), outsiders?.mark(unused: key, use) != true else { return }
    nodes.reportUnused(key, use)
  }

  /// Notes a value where the step takes none, and keys that stand beside it and belong inside.
  func finish() {
    reportStrayValue()
    for finding in outsiders?.findings ?? [] { nodes.report(finding) }
  }
}

extension FieldReader {
  /// Whether the step has a value that is no mapping although it has no main field.
  private var hasStrayValue: Bool {
    guard let value, value.scalar?.isAbsent != true, value.entries == nil else { return false }
    return !shape.fields.contains { $0.place == .main }
  }

  private func reportStrayValue() {
    guard hasStrayValue, let value else { return }
    let inside = StepKeys(shape).inside
    nodes.report(
      Diagnostic(
        .wrongShape,
        inside.isEmpty
          ? "`\(owner)` takes no value"
          : "expected the fields of `\(owner)`, found \(value.shapeName)",
        at: value.headSpan,
        help: inside.isEmpty
          ? "write `- \(owner)` and nothing after it" : "its fields are \(quotedList(inside))"
      )
    )
  }

  /// What stands under a key of the step's value; nil where nothing does.
  func field(_ name: String) -> SyntaxNode? {
    value?[name].flatMap { $0.scalar?.isAbsent == true ? nil : $0 }
  }

  /// Reports what needs a caller in a flow whose calls have none.
  func reportNoCaller(_ what: String, at span: Span, help: String) {
    steps.values.reportNoCaller(what, at: span, help: help)
  }

  /// The field's node: under its name, or for the main field the step's whole value.
  private mutating func node(
    _ name: String,
    _ place: FieldShape.Place
  ) -> SyntaxNode? {
    if place == .main, let main = shape.fields.last { isMainAlone = main.isAlone(value) }
    let found: SyntaxNode? =
      switch place {
      case .beside: beside.value(of: name)
      case .inside: isMainAlone ? nil : value?[name]
      case .main: isMainAlone ? value : value?[name]
      }
    return found?.scalar?.isAbsent == true ? nil : found
  }

  func isPresent(_ name: String) -> Bool {
    guard let field = shape.fields.first(where: { $0.name == name }) else { return false }
    if field.place == .main, isMainAlone { return true }
    return value?[name].map { $0.scalar?.isAbsent != true } == true
  }

  /// The entries of the mapping that a field holds.
  func entries(inside name: String) -> [SyntaxEntry] {
    value?[name]?.entries ?? []
  }

  func key(_ name: String) -> SyntaxScalar? {
    value?.entries?.first { $0.key.text == name }?.key
  }

  private func reportMissing(_ name: String, _ place: FieldShape.Place) {
    guard !isBlank, nodes.isComplete, !hasStrayValue, !hasStranger else { return }
    nodes.report(
      Diagnostic(
        .missingField,
        name == owner ? "`\(owner)` needs a value" : "`\(owner)` needs `\(name)`",
        at: ownerSpan,
        help: missingHelp(name, place)
      )
    )
  }

  private func missingHelp(_ name: String, _ place: FieldShape.Place) -> String {
    switch place {
    case .beside: "write `\(name):` below `\(owner):`, at the same column"
    case .inside: "add `\(name): …` to it"
    case .main:
      name == owner ? "write `\(owner): …`" : "write `\(owner): …`, or `\(owner): { \(name): … }`"
    }
  }
}

/// The names in back quotes as one of several: `a`, `b` or `c`.
private func alternatives(_ names: [String]) -> String {
  let first = names.dropLast().map { "`\($0)`" }.joined(separator: ", ")
  let last = names.last.map { "`\($0)`" } ?? ""
  return first.isEmpty ? last : "\(first) or \(last)"
}
