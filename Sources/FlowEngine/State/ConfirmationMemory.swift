import CallModel
import FieldCoding
import FlowLanguage

/// What whoever joins is asked before they count, as the step's fields said when it began.
struct ConfirmationMemory: Hashable, Sendable {
  /// What they hear.
  let prompts: [PlaySource]
  /// The key that confirms.
  let key: Tone
  /// How long they may be silent, in seconds.
  let silenceSeconds: Int
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// One who has joined and has not confirmed.
  struct Asked: Hashable, Sendable {
    /// The operation that has brought them in.
    ///
    /// It is kept until they have confirmed or are out again: however the step is left, what is
    /// kept of an invitation is undone.
    let addition: Int
    /// Who it is.
    let party: Identifier
    /// How far it is with them.
    var stage: Stage
    /// What a later version stored.
    var unknownFields = UnknownFields()
  }

  /// How far it is with one who has joined.
  enum Stage: Hashable, Sendable {
    /// They are asked, by that operation, for so many times.
    case question(Int, attempt: Int)
    /// They did not confirm, and are taken out of the call by that operation.
    case removal(Int, InvitationMemory.LastFailure)
  }
}

extension ConfirmationMemory: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      prompts: fields(1, "prompts", \.prompts),
      key: fields(2, "key", \.key),
      silenceSeconds: fields(3, "silenceSeconds", \.silenceSeconds)
    )
  }
}

extension ConfirmationMemory.Asked: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      addition: fields(1, "addition", \.addition),
      party: fields(2, "party", \.party),
      stage: fields(3, "stage", \.stage)
    )
  }
}

extension ConfirmationMemory.Stage: FieldCases {
  enum Tag: Int, CaseIterable, Sendable {
    case question = 1
    case removal = 2
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .question(let operation, let attempt):
      try output.put(.question, ("operation", StoredOrdinal(operation)), ("attempt", attempt))
    case .removal(let operation, let failure):
      try output.put(.removal, ("operation", StoredOrdinal(operation)), ("failure", failure))
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .question: try .question(values.next(StoredOrdinal.self).stored, attempt: values.next())
    case .removal: try .removal(values.next(StoredOrdinal.self).stored, values.next())
    }
  }
}
