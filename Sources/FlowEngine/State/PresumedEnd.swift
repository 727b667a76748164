import CallModel
import FieldCoding

/// A call that counts as over until a read says otherwise: the service has refused something as if
/// there were no call (SEMANTICS.md, rule 52).
struct PresumedEnd: Hashable, Sendable {
  /// What was refused, in the order it was; what that means is not known before the read.
  private(set) var refused: [RefusedOperation] = []
  /// What was asked and need not be sent before that is known, by ordinal.
  let withdrawn: [Int]
  /// When the answer to the read is not awaited any longer.
  let due: Timestamp
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// An operation with its refusal.
  struct RefusedOperation: Hashable, Sendable {
    let ordinal: Int
    let refusal: Refusal
    /// What a later version stored.
    var unknownFields = UnknownFields()
  }

  /// Begins with what is not sent any more.
  init(withdrawing withdrawn: [Int], due: Timestamp) {
    self.withdrawn = withdrawn
    self.due = due
  }

  /// Whether what an operation's refusal means is not known yet.
  func awaits(_ ordinal: Int) -> Bool { refused.contains { $0.ordinal == ordinal } }

  /// Takes another refusal in.
  mutating func add(_ ordinal: Int, _ refusal: Refusal) {
    refused.append(RefusedOperation(ordinal: ordinal, refusal: refusal))
  }
}

extension PresumedEnd: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    let refused = try fields(1, "refused", \.refused)
    var value = try PresumedEnd(
      withdrawing: fields(2, "withdrawn") { $0.withdrawn.map { StoredOrdinal($0) } }.map(\.stored),
      due: fields(3, "due", \.due)
    )
    value.refused = refused
    return value
  }
}

extension PresumedEnd.RefusedOperation: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      ordinal: fields(1, "ordinal") { StoredOrdinal($0.ordinal) }.stored,
      refusal: fields(2, "refusal", \.refusal)
    )
  }
}
