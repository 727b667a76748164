import CallModel
import Diagnostics

/// The names a flow declares, known before its steps are read.
struct FlowNames: Sendable {
  /// An identity as declared, before an environment gives it a value.
  struct Identity {
    let kind: IdentifierKind
    let identifier: Identifier?
    let span: Span
  }

  /// A setting as declared.
  struct Setting {
    let type: FlowType
    let isSensitive: Bool
    let span: Span
  }

  /// A variable as declared, or what a flow is given, a parameter, or gives back, an output.
  struct Variable {
    var isParameter = false
    var isOutput = false
    let type: FlowType
    let initial: FirstValue?
    let isSensitive: Bool
    let span: Span

    /// Whether nobody else gives or reads it.
    var isOwn: Bool { !isParameter && !isOutput }
  }

  /// A signal as declared.
  struct Signal {
    /// What it brings: a record.
    let type: FlowType
    let span: Span
  }

  /// A step's id, with the keyword of the step that has it.
  struct StepID {
    let keyword: StepKeyword?
    let span: Span
  }

  var identities: [String: Identity] = [:]
  var settings: [String: Setting] = [:]
  var variables: [String: Variable] = [:]
  var flags: [String: Flag] = [:]
  var services: [String: HTTPService] = [:]
  /// What files say of the services, by the service's name.
  var apis: [String: ServiceAPI] = [:]
  var signals: [String: Signal] = [:]
  var prompts: [String: Span] = [:]
  var hours: [String: Span] = [:]
  var blocks: [String: Span] = [:]
  var stepIDs: [String: StepID] = [:]
  /// The answers that every menu takes besides its own.
  var everywhere: [EverywhereEntry] = []
  /// Where the flow joins a call that others have, if it does; such a call has no caller.
  var join: Span?
  /// Names whose declaration had an error, so that their uses are not errors too.
  var refused: Set<String> = []

  /// Names expressions use that a flow cannot declare (LANGUAGE: "Shape").
  static let reserved = [
    "caller", "everyone", "call", "now", "hours", "settings", "failure", "spoken", "recording",
    "flags",
  ]

  /// Where a name of the shared name space was declared, or nil.
  func declaration(of name: String) -> Span? {
    identities[name]?.span ?? variables[name]?.span ?? stepIDs[name]?.span
  }

  /// The names that can stand for a party.
  var parties: [String] {
    let brought = stepIDs.filter { $0.value.keyword?.shape.bringsParty == true }.keys
    return ["caller", "everyone"] + identities.keys.sorted() + brought.sorted()
  }
}
