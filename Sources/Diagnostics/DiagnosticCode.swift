/// The stable names of all findings: kebab-case noun phrases that name the problem.
///
/// A code is never renamed or reused; `docs/diagnostics/<code>.md` is its page.
package enum DiagnosticCode: String, Sendable, CaseIterable {
  // Files.
  case notUTF8 = "not-utf8"
  case unreadableFile = "unreadable-file"
  case noFlows = "no-flows"
  case fileTooLarge = "file-too-large"

  // YAML.
  case yamlSyntax = "yaml-syntax"
  case duplicateKey = "duplicate-key"
  case depthLimit = "depth-limit"
  case nodeLimit = "node-limit"
  case aliasBudget = "alias-budget"
  case unknownAlias = "unknown-alias"
  case unusedAnchor = "unused-anchor"
  case severalDocuments = "several-documents"
  case emptyDocument = "empty-document"
  case cutOffComment = "cut-off-comment"
  case cutOffComma = "cut-off-comma"
  case missingSpace = "missing-space"
  case yamlTag = "yaml-tag"
  case nonScalarKey = "non-scalar-key"

  // Shapes.
  case unknownField = "unknown-field"
  case missingField = "missing-field"
  case wrongShape = "wrong-shape"
  case unknownStep = "unknown-step"
  case severalSteps = "several-steps"
  case exclusiveFields = "exclusive-fields"
  case unusedField = "unused-field"

  // Names.
  case unknownName = "unknown-name"
  case unusedName = "unused-name"
  case duplicateName = "duplicate-name"
  case reservedName = "reserved-name"
  case malformedName = "malformed-name"
  case unknownOutcome = "unknown-outcome"

  // Values and types.
  case malformedValue = "malformed-value"
  case valueOutOfRange = "value-out-of-range"
  case typeMismatch = "type-mismatch"
  case unknownCase = "unknown-case"
  case identifierKind = "identifier-kind"
  case disputedKind = "disputed-kind"
  case disputedStep = "disputed-step"
  case profileOption = "profile-option"
  case missingLocale = "missing-locale"
  case voiceLanguage = "voice-language"
  case spokenForm = "spoken-form"
  case unsetResult = "unset-result"
  case literalSecret = "literal-secret"
  case sensitiveValue = "sensitive-value"
  case missingValue = "missing-value"
  case missingEndpoint = "missing-endpoint"

  // Expressions.
  case expressionSyntax = "expression-syntax"
  case unknownFunction = "unknown-function"
  case expressionCost = "expression-cost"
  case partialExpression = "partial-expression"

  // The way through a flow.
  case fallsOffTheEnd = "falls-off-the-end"
  case unreachableStep = "unreachable-step"
  case unhandledFailure = "unhandled-failure"
  case unhandledChoice = "unhandled-choice"
  case unhandledTimeout = "unhandled-timeout"
  case callPhase = "call-phase"
  case endlessLoop = "endless-loop"
  case failingLoop = "failing-loop"
  case unchangingLoop = "unchanging-loop"
  case endlessPlay = "endless-play"
  case mediaConflict = "media-conflict"
  case interruptedPlay = "interrupted-play"
  case lostKeys = "lost-keys"
  case longSilence = "long-silence"
  case choiceConflict = "choice-conflict"
  case routeConflict = "route-conflict"
  case flagConflict = "flag-conflict"
  case redirectLoop = "redirect-loop"
  case hoursConflict = "hours-conflict"
  case skippedTime = "skipped-time"
  case pastDate = "past-date"
  case missingEnd = "missing-end"
  case runCircle = "run-circle"
  case recordingState = "recording-state"
  case recordedInput = "recorded-input"
  case missingSetUp = "missing-set-up"
  case feedState = "feed-state"
  case lateAnswer = "late-answer"
  case loneCaller = "lone-caller"
  case nobodyElse = "nobody-else"
  case noCaller = "no-caller"
  case handlerStep = "handler-step"
  case unknownKey = "unknown-key"
  case confirmIsHeard = "confirm-is-heard"

  // Tests.
  case failedScenario = "failed-scenario"

  // Comments.
  case unusedAllowance = "unused-allowance"

  /// Its page, as `docs/diagnostics` has it: what, why, a wrong and a right flow, the source.
  package var page: String { diagnosticPages[rawValue] ?? "" }

  /// What it says, in a sentence: the first of its page.
  package var summary: Substring {
    page.split(separator: "\n").dropFirst().first ?? ""
  }
}
