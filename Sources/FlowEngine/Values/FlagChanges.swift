package import CEL
package import FieldCoding
internal import FlowLanguage

/// What operators have changed of a call's flags since its input before (SEMANTICS.md, rule 67).
package struct FlagChanges: Hashable, Sendable {
  /// The flags that have another value now, as JSON has it.
  package var set: [String: CELValue]
  /// The flags that are again what their flow says.
  package var restored: [String]
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes changes.
  package init(set: [String: CELValue] = [:], restored: [String] = []) {
    self.set = set
    self.restored = restored
  }

  /// Nothing has changed.
  package static let none = FlagChanges()
}

extension FlagChanges: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      set: fields(1, "set", \.set),
      restored: fields(2, "restored", \.restored)
    )
  }
}

extension CallInput {
  /// The same where no flag has changed.
  var withoutFlags: CallInput { CallInput(at: time, content) }
}
