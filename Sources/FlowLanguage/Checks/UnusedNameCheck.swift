import CEL
import Diagnostics

/// Findings about names that are declared and never used.
///
/// Nothing is said of a kind where a use may have been lost: in a step or an expression that could
/// not be read, or in a name of the kind that is misspelt.
func unusedNameFindings(
  _ read: ReadFlow,
  uses: [NameUse],
  references: Set<[String]>,
  _ compiled: [CELExpression?]
) -> [Diagnostic] {
  let names = read.names
  let isWhole = compiled.allSatisfy { $0 != nil }
  guard isWhole, read.unreadSteps.isEmpty, names.refused.isEmpty else { return [] }
  let first = Set(references.compactMap(\.first)).union(read.mentioned)
  func fields(of name: String) -> Set<String> {
    Set(references.filter { $0.first == name }.compactMap(\.last))
  }

  func unused(
    _ kind: NamedKind,
    _ declared: [String: Span],
    _ used: @autoclosure () -> Set<String>
  ) -> [Diagnostic] {
    guard !declared.isEmpty, !read.misnamed.contains(kind) else { return [] }
    let used = used()
    let named = Set(uses.lazy.filter { $0.kind == kind }.map(\.name))
    let lost = declared.filter { !used.contains($0.key) && !named.contains($0.key) }
    let told = lost.sorted { $0.value.start < $1.value.start }.prefix(FlowLimits.findings + 1)
    return told.map {
      Diagnostic(
        .unusedName,
        .warning,
        "the \(kind.word) `\($0.key)` is never \(kind == .variable ? "read" : "used")",
        at: $0.value,
        help: "delete it, or use it"
      )
    }
  }
  let identities = read.misnamed.contains(.party) ? [:] : names.identities.mapValues(\.span)
  return unused(.prompt, names.prompts, [])
    + unused(.identity, identities, first)
    + unused(.parameter, names.variables.filter(\.value.isParameter).mapValues(\.span), first)
    + unused(.variable, names.variables.filter(\.value.isOwn).mapValues(\.span), first)
    + unused(.setting, names.settings.mapValues(\.span), fields(of: "settings"))
    + unused(.flag, names.flags.mapValues(\.span), fields(of: "flags"))
    + unused(.service, names.services.mapValues(\.span), [])
    + unused(.schedule, names.hours, fields(of: "hours"))
    + unused(.signal, names.signals.mapValues(\.span), [])
}
