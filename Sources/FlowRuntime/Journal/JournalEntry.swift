internal import CallModel
package import FlowEngine

/// A line of a call's journal, for people and for replay: an input with what it led to.
package struct JournalEntry: Hashable, Sendable {
  /// Its number in the call, from 1.
  package let sequence: Int
  /// What came in; the key to a ringing call is blotted out.
  package let input: CallInput
  /// What was to be done about it.
  package let effects: [Effect]

  /// Makes a line.
  package init(sequence: Int, input: CallInput, effects: [Effect]) {
    self.sequence = sequence
    self.input = input
    self.effects = effects
  }

  /// Reads a line.
  package init(_ row: EntryRow) throws(JournalError) {
    sequence = row.sequence
    input = try StoredForm.decode(from: row.input)
    effects = try StoredForm.decode(from: row.effects)
  }

  /// The line in its stored form, with the key to the ringing call blotted out
  /// (SEMANTICS.md, rule 18).
  package func row() throws(JournalError) -> EntryRow {
    EntryRow(
      sequence: sequence,
      time: input.time,
      input: try StoredForm.encode(input.redacted),
      effects: try StoredForm.encode(effects.map(\.redacted))
    )
  }
}

extension CallInput {
  /// The input without the key to the ringing call.
  var redacted: CallInput {
    guard case .incoming(let call) = content else { return self }
    return with(.incoming(call.redacted))
  }
}

extension IncomingCall {
  /// The call without the key to it.
  fileprivate var redacted: IncomingCall {
    IncomingCall(
      to: to,
      from: from,
      callerName: callerName,
      context: .blotted,
      correlationID: correlationID,
      serverCallID: serverCallID,
      sipHeaders: sipHeaders,
      voipHeaders: voipHeaders,
      rungAt: rungAt
    )
  }
}

extension Effect {
  /// The effect without the key to the ringing call; what is dispatched keeps it.
  var redacted: Effect {
    guard case .send(let send) = self, let command = send.command.redacted else { return self }
    return .send(
      SendEffect(
        context: send.context,
        command: command,
        firstSent: send.firstSent,
        deadline: send.deadline
      )
    )
  }
}

extension CallCommand {
  /// The command without the key to the ringing call; nil where it has none.
  fileprivate var redacted: CallCommand? {
    guard policy.secret == .ringKey else { return nil }
    return sealed(with: .blotted)
  }
}

extension IncomingCallContext {
  /// What stands where the key stood.
  fileprivate static let blotted = IncomingCallContext("‹sealed›")
}
