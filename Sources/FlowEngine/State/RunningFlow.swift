import CEL
import CallModel
import FieldCoding
import FlowLanguage

/// What a flow that another runs has of its own, for as long as it runs (SEMANTICS.md 1.2).
///
/// The flow that the call began with has the same in the call's state itself.
struct RunningFlow: Hashable, Sendable {
  /// The number of the frame of the step that runs it.
  let runner: Int
  /// Its name.
  let name: String
  /// Its parameters, outputs and variables that have a value.
  var variables: [String: CELValue]
  /// What its steps have come to.
  var records = StepRecords()
  /// The failure that its own `on: failed:` deals with.
  var failure: FailureRecord?
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// What its values take of the call's room.
  var weight: Int { variables.weight + records.weight }
}

extension RunningFlow: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      runner: fields(1, "runner", \.runner),
      name: fields(2, "name", \.name),
      variables: fields(3, "variables", \.variables),
      records: fields(4, "records", \.records, default: StepRecords()),
      failure: fields(5, "failure", \.failure)
    )
  }
}

extension [String: CELValue] {
  /// What the values take of the call's room.
  var weight: Int { values.reduce(0) { $0 + $1.weight } }
}
