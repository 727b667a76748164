package import CallDispatch
package import FieldCoding
package import FlowEngine

/// What is stored of a call in one piece: where its machine stands, what it has asked for that is not
/// answered, and its timers.
package struct StoredState: Hashable, Sendable {
  /// The interpreter's state; nil once it is given up.
  package let machine: CallMachine?
  /// What is not answered yet, and the timers.
  package let outbox: Outbox
  /// How many lines the call's journal has.
  package let entryCount: Int
  /// What a later version stored.
  package var unknownFields: UnknownFields

  /// Makes a state.
  package init(
    machine: CallMachine?,
    outbox: Outbox,
    entryCount: Int,
    unknownFields: UnknownFields = UnknownFields()
  ) {
    self.machine = machine
    self.outbox = outbox
    self.entryCount = entryCount
    self.unknownFields = unknownFields
  }
}

extension StoredState {
  /// Whether something in it may be sensitive: until the call is at rest, or its machine is given up.
  package var isToBeSealed: Bool { machine.map { !ActiveCall($0, outbox).isAtRest } ?? false }
}

extension StoredState: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      machine: fields(1, "machine", \.machine),
      outbox: fields(2, "outbox", \.outbox),
      entryCount: fields(3, "entries", \.entryCount, default: 0)
    )
  }
}
