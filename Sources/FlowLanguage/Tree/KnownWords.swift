/// Words that expressions can read and that the engine says, in the order of LANGUAGE.md; a test of
/// the engine compares them with what it can say.
package enum KnownWords {
  /// Why a step failed (LANGUAGE: "Outcomes and handlers").
  package static let reasons = [
    "refused", "state", "limit", "expression", "lost", "unknown", "canceled", "recording", "status",
    "timeout", "shape", "invalid",
  ]

  /// Why a call ended (SEMANTICS.md, rule 4).
  package static let ends = [
    "callerLeft", "hungUp", "transferred", "left", "rejected", "redirected", "abandoned",
    "notConnected", "failed", "maxDuration", "operator", "lost",
  ]
}
