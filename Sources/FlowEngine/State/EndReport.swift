import CEL
import CallModel
import FieldCoding

/// What the service said of a call's end: with the event that reported it, or that explains it, or
/// when it refused to take or to place the call.
struct EndReport: Hashable, Sendable {
  /// The service's code, or an HTTP status.
  let code: Int?
  /// The service's subcode.
  let subCode: Int?
  /// For people; nil where there is no text (SEMANTICS.md, rule 55).
  let message: String?
  /// The SIP status of the telephone leg that ended.
  let sipCode: Int?
  /// The cause of ITU-T Q.850 with which that leg ended.
  let q850Code: Int?
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension EndReport {
  /// What an event says of how it came to be.
  init(_ result: ResultInformation) {
    self.init(
      code: result.code,
      subCode: result.subCode,
      message: result.message.isEmpty ? nil : result.message,
      sipCode: result.sipCode,
      q850Code: result.q850Code
    )
  }

  /// What a refusal says.
  init(_ refusal: Refusal) {
    self.init(
      code: refusal.status,
      subCode: refusal.code.flatMap { Int($0) },
      message: refusal.message.isEmpty ? nil : refusal.message,
      sipCode: nil,
      q850Code: nil
    )
  }
}

extension EndReport: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      code: fields(1, "code", \.code),
      subCode: fields(2, "subCode", \.subCode),
      message: fields(3, "message", \.message),
      sipCode: fields(4, "sipCode", \.sipCode),
      q850Code: fields(5, "q850Code", \.q850Code)
    )
  }
}

extension EndReport? {
  /// The fields of `call.ended` that it gives; they are there, without a value, without a report.
  var fields: [String: CELValue] {
    [
      "code": .optional(self?.code.map { .int(Int64($0)) }),
      "subCode": .optional(self?.subCode.map { .int(Int64($0)) }),
      "message": .optional(self?.message.map(CELValue.string)),
      "sip": .optional(self?.sipCode.map { .int(Int64($0)) }),
      "q850": .optional(self?.q850Code.map { .int(Int64($0)) }),
    ]
  }
}
