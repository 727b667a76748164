package import CEL
import CallModel
import Diagnostics
import FlowSyntax

/// A flow's identities and settings with an environment's values put in.
struct EnvironmentValues: Hashable, Sendable {
  var identities: [String: Identifier] = [:]
  var settings: [String: CELValue] = [:]
  var secrets: [String: SecretReference] = [:]
}

/// What an environment gives a flow.
struct FlowBinding: Hashable, Sendable {
  /// The values it has there.
  var values = EnvironmentValues()
  /// What is wrong with them.
  var findings: [Diagnostic] = []
  /// The declared things that they name.
  var uses: [NameUse] = []
}

extension FlowSignature {
  /// Puts an environment's values in and checks them against what the flow declares.
  ///
  /// Without an environment nothing is asked, unless values are required.
  func binding(to environments: EnvironmentFile, comparedNames: Int) -> FlowBinding {
    var names = FlowNames()
    names.identities = identities
    names.settings = settings
    let reader = ValueReader(
      nodes: NodeReader(isComplete: isComplete, comparedNames: comparedNames),
      declared: FlowDeclarations(FlowHead(), names),
      notes: ValueNotes()
    )
    let values = reader.values(of: environments)
    return FlowBinding(values: values, findings: reader.nodes.findings, uses: reader.notes.uses)
  }
}

extension ValueReader {
  fileprivate func values(of environments: EnvironmentFile) -> EnvironmentValues {
    var values = EnvironmentValues()
    let environment = environments.chosen
    let isAsked =
      nodes.isComplete && environments.isComplete
      && (environment != nil || environments.demand != nil)
    for (name, declared) in names.identities.sorted(by: { $0.key < $1.key }) {
      values.identities[name] =
        declared.identifier ?? identity(name, declared, environments, isAsked: isAsked)
    }
    for (name, declared) in names.settings.sorted(by: { $0.key < $1.key }) {
      guard let node = environment?.settings[name] else {
        if isAsked {
          reportMissing(.setting, name, at: declared.span, environments)
        }
        continue
      }
      if declared.isSensitive {
        values.secrets[name] = secret(node, declared)
      } else {
        values.settings[name] = setting(node, declared.type)
      }
    }
    return values
  }

  private func identity(
    _ name: String,
    _ declared: FlowNames.Identity,
    _ environments: EnvironmentFile,
    isAsked: Bool
  ) -> Identifier? {
    guard let value = environments.chosen?.identities[name] else {
      if isAsked, environments.chosen?.refused.contains(name) != true {
        reportMissing(.identity, name, at: declared.span, environments)
      }
      return nil
    }
    guard value.identifier.kind != declared.kind else { return value.identifier }
    nodes.report(
      Diagnostic(
        .identifierKind,
        "`\(name)` must be a `\(declared.kind)`, and this is a `\(value.identifier.kind)`",
        at: value.span,
        related: [Diagnostic.Label(declared.span, "declared as `\(declared.kind)` here")],
        help: "give a `\(declared.kind)`, or declare `\(name)` as what it is"
      )
    )
    return nil
  }

  private func reportMissing(
    _ kind: NamedKind,
    _ name: String,
    at span: Span,
    _ environments: EnvironmentFile
  ) {
    let environment = environments.chosen
    let given =
      kind == .setting
      ? environment?.settings.keys.sorted() : environment?.identities.keys.sorted()
    let section = kind == .setting ? "settings" : "identities"
    let place = environment.map { "in the environment `\($0.name)`" } ?? "without an environment"
    let others = (given ?? []).filter { names.identities[$0] == nil && names.settings[$0] == nil }
    let near = nodes.nearest(to: name, among: others)
    nodes.report(
      Diagnostic(
        .missingValue,
        environment == nil ? environments.demand ?? .error : .error,
        "the \(kind.word) `\(name)` has no value \(place)",
        at: span,
        related: environment.map { [Diagnostic.Label($0.span, "this environment")] } ?? [],
        help: environment == nil
          ? "give it one in `flowctl.yaml`, and name the environment with `--environment`"
          : near.map { "the environment has `\($0)`: did you mean that name?" }
            ?? "add it under the environment's `\(section):`"
      )
    )
  }

  /// Where a secret is read: `{ env: NAME }` or `{ file: PATH }`.
  private func secret(_ node: SyntaxNode, _ declared: FlowNames.Setting) -> SecretReference? {
    guard let entries = node.entries, entries.count == 1, let entry = entries.first,
      let scalar = entry.value.scalar, !scalar.isAbsent,
      ["env", "file"].contains(entry.key.text)
    else {
      guard nodes.isComplete || node.scalar?.isAbsent != true else { return nil }
      nodes.report(
        Diagnostic(
          .literalSecret,
          "a sensitive setting is never written down",
          at: node.headSpan,
          related: [Diagnostic.Label(declared.span, "declared `sensitive` here")],
          help: "write `{ env: NAME }` or `{ file: PATH }`"
        )
      )
      return nil
    }
    return entry.key.text == "env" ? .environment(scalar.text) : .file(scalar.text)
  }

  /// A setting's value, read by the type the flow declares.
  private func setting(_ node: SyntaxNode, _ type: FlowType) -> CELValue? {
    if let entries = node.entries, entries.count == 1,
      ["env", "file"].contains(entries[0].key.text),
      type.isScalar
    {
      nodes.report(
        Diagnostic(
          .wrongShape,
          "only a sensitive setting is read from `\(entries[0].key.text)`",
          at: node.headSpan,
          help: "write the value itself, or declare the setting as `sensitive \(type.name)`"
        )
      )
      return nil
    }
    let before = notes.expressions.count
    let value = typedValue(node, type)
    guard notes.expressions.count == before else {
      nodes.report(
        Diagnostic(
          .wrongShape,
          "a setting's value cannot have `${ }` in it",
          at: node.headSpan,
          help: "write the value itself"
        )
      )
      return nil
    }
    return value?.constant.map(type.normalized)
  }
}

extension ValueTemplate {
  /// The value, if nothing in it depends on a call.
  var constant: CELValue? {
    switch self {
    case .literal(let value): value.celValue
    case .text(let template): template.literal.map(CELValue.string)
    case .expression: nil
    case .list(let items): .list(items.compactMap(\.constant))
    case .map(let entries):
      .map(
        CELMap(
          entries.compactMap { entry in
            entry.value.constant.map { (key: CELValue.string(entry.key), value: $0) }
          }
        )
      )
    }
  }
}

extension FlowType {
  /// Whether its values are written as one text.
  fileprivate var isScalar: Bool {
    switch self {
    case .optional(let wrapped): wrapped.isScalar
    case .list, .map, .record: false
    case _: true
    }
  }

  /// A constant as values of the type are held: an optional is wrapped, a mapping for a record is
  /// one.
  func normalized(_ value: CELValue) -> CELValue {
    switch (self, value) {
    case (.optional, .optional), (.optional, .null): return .optional(nil)
    case (.optional(let wrapped), let value): return .optional(wrapped.normalized(value))
    case (.list(let item), .list(let items)): return .list(items.map(item.normalized))
    case (.map(let type), .map(let map)):
      return .map(CELMap(map.entries.map { (key: $0.key, value: type.normalized($0.value)) }))
    case (.record(let fields), .map(let map)):
      var values: [String: CELValue] = [:]
      for field in fields {
        values[field.name] = field.type.normalized(map[field.name] ?? .null)
      }
      return .record(CELRecord(typeName: "record", fields: values))
    case (_, let value): return value
    }
  }
}

extension LiteralValue {
  /// The value as expressions see it.
  package var celValue: CELValue {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .int(let value): .int(value)
    case .double(let value): .double(value)
    case .string(let value): .string(value)
    case .duration(let milliseconds):
      CELDuration(milliseconds: milliseconds).map(CELValue.duration) ?? .null
    case .timestamp(let time): .timestamp(time)
    case .identifier(let rawID): IdentifierType.value(of: Identifier(rawID: rawID))
    }
  }
}
