import CEL
import CallModel
import Diagnostics

/// Findings about flags that two flows declare otherwise: a flag is the project's, and an operator
/// gives it one value for all flows (SEMANTICS.md, rule 67).
func flagFindings(_ units: [FlowUnit]) -> [Diagnostic] {
  var first: [String: DeclaredFlag] = [:]
  var findings: [Diagnostic] = []
  for unit in units {
    guard let signature = unit.flow?.signature else { continue }
    for (name, flag) in signature.flags.sorted(by: { $0.value.span.start < $1.value.span.start }) {
      let declared = DeclaredFlag(
        flag: flag,
        flow: signature.name,
        identities: unit.dependencies?.binding.values.identities ?? [:]
      )
      guard let other = first[name] else {
        first[name] = declared
        continue
      }
      guard let difference = declared.difference(from: other) else { continue }
      findings.append(
        Diagnostic(
          .flagConflict,
          "the flag `\(name)` has another \(difference) in `\(other.flow)`",
          at: flag.span,
          related: [Diagnostic.Label(other.flag.span, "the other one")],
          help:
            "a flag is the same in all flows of a project: declare it alike, or name it otherwise"
        )
      )
    }
  }
  return findings
}

/// A flag where a flow declares it.
private struct DeclaredFlag {
  let flag: FlowNames.Flag
  let flow: String
  let identities: [String: Identifier]

  /// The value it begins with; nil where the environment that gives it is not known.
  private var value: CELValue? { flag.type.firstValue(flag.initial, identities) }

  /// In what it differs from another declaration; nil for nothing.
  func difference(from other: DeclaredFlag) -> String? {
    guard flag.type == other.flag.type else { return "type" }
    if let value, let others = other.value { return value == others ? nil : "value" }
    return flag.initial == other.flag.initial ? nil : "value"
  }
}
