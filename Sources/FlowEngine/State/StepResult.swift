import CEL
import CallModel
import FieldCoding
import FlowLanguage

/// The words for why a step failed (LANGUAGE: "Outcomes and handlers").
enum ReasonWord: String, Hashable, Sendable, CaseIterable {
  case refused, state, limit, expression, lost, unknown, canceled, recording, status, timeout
  case shape, invalid
}

extension ReasonWord: FieldWord {}

/// Why a step failed.
struct StepReason: Hashable, Sendable {
  /// The word flows decide by.
  let word: ReasonWord
  /// The service's code, or an HTTP status.
  var code: Int?
  /// The service's subcode.
  var subCode: Int?
  /// For people; never a value of the flow.
  let message: String
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// Makes a reason.
  init(_ word: ReasonWord, code: Int? = nil, subCode: Int? = nil, _ message: String) {
    self.word = word
    self.code = code
    self.subCode = subCode
    self.message = message
  }

  /// No reason is known.
  static let none = StepReason(.unknown, "no reason is known")

  /// The reason of a failure that an event reports.
  init(_ result: ResultInformation?, _ message: String, word: ReasonWord = .refused) {
    self.init(
      word,
      code: result?.code,
      subCode: result?.subCode,
      result.map(\.message).flatMap { $0.isEmpty ? nil : $0 } ?? message
    )
  }

  /// The reason of a refused command.
  init(_ refusal: Refusal) {
    self.init(
      .refused,
      code: refusal.status,
      subCode: refusal.code.flatMap { Int($0) },
      refusal.message
    )
  }

  /// As `failure.reason` and a result's `reason` in expressions.
  var value: CELValue {
    .record(
      CELRecord(
        typeName: "reason",
        fields: [
          "word": .string(word.rawValue),
          "code": .int(Int64(code ?? 0)),
          "subCode": .int(Int64(subCode ?? 0)),
          "message": .string(message),
        ]
      )
    )
  }

  /// For the journal: the word and the codes.
  var detail: String {
    guard let code else { return word.rawValue }
    return "\(word.rawValue) \(code)" + (subCode.map { "/\($0)" } ?? "")
  }
}

extension StepReason: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      fields(1, "word", \.word),
      code: fields(2, "code", \.code),
      subCode: fields(3, "subCode", \.subCode),
      fields(4, "message", \.message)
    )
  }
}

/// Why a step cannot start or go on: it ends as `failed` with this reason.
struct StepFailure: Error, Hashable, Sendable {
  /// The reason.
  let reason: StepReason

  /// Makes a failure.
  init(_ word: ReasonWord, _ message: String) {
    reason = StepReason(word, message)
  }

  /// Makes a failure that something else has come to.
  init(_ reason: StepReason) {
    self.reason = reason
  }
}

/// How a step ended, with what its result holds.
struct StepResult: Hashable, Sendable {
  /// The outcome.
  let outcome: Outcome
  /// Why it failed, if it did.
  var reason: StepReason?
  /// What the result holds besides outcome and reason.
  var outputs: [String: CELValue] = [:]

  /// Success.
  static func done(_ outputs: [String: CELValue] = [:]) -> StepResult {
    StepResult(outcome: .done, outputs: outputs)
  }

  /// Failure of no more particular kind.
  static func failed(_ reason: StepReason, _ outputs: [String: CELValue] = [:]) -> StepResult {
    StepResult(outcome: .failed, reason: reason, outputs: outputs)
  }

  /// Failure.
  static func failed(
    _ outcome: Outcome,
    _ reason: StepReason,
    _ outputs: [String: CELValue] = [:]
  ) -> StepResult {
    StepResult(outcome: outcome, reason: reason, outputs: outputs)
  }

  /// As the value that is read under the step's id.
  func value(of id: String) -> CELValue {
    var fields = outputs
    fields["outcome"] = .string(outcome.name)
    if let reason { fields["reason"] = reason.value }
    return .record(CELRecord(typeName: "result of \(id)", fields: fields))
  }
}
