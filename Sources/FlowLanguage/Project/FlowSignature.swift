import CallModel
import Diagnostics

/// What a flow is to the rest of its project, and what it asks of it: all that is known of a flow
/// before any body is checked.
struct FlowSignature: Sendable {
  /// The name other flows and the operator know it by; empty where it has none.
  let name: String
  /// Where the name stands.
  let nameSpan: Span
  /// The called parties whose calls it takes.
  let routes: [FlowTree.Route]
  /// The parties it names; those without an identifier get theirs from the environment.
  let identities: [String: FlowNames.Identity]
  /// The settings the environment must give.
  let settings: [String: FlowNames.Setting]
  /// Whether the flow was read to its end; if not, nothing is reported missing.
  let isComplete: Bool
  /// The flags it reads, which are the project's.
  let flags: [String: FlowNames.Flag]
}

extension ReadFlow {
  /// The flow's signature.
  var signature: FlowSignature {
    FlowSignature(
      name: tree.name,
      nameSpan: tree.nameSpan,
      routes: tree.routes,
      identities: names.identities,
      settings: names.settings,
      isComplete: isComplete,
      flags: names.flags
    )
  }
}
