internal import CallModel
package import FlowEngine

/// A line of a call's journal, for people and for replay: an input with what it led to, both without
/// the key to the ringing call and what is sensitive (SEMANTICS.md, rule 18).
package struct JournalEntry: Hashable, Sendable {
  /// Its number in the call, from 1.
  package let sequence: Int
  /// What came in, without what is sealed of it.
  package let input: CallInput
  /// What was to be done about it, without what is sealed of it.
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

  /// The line in its stored form.
  package func row() throws(JournalError) -> EntryRow {
    EntryRow(
      sequence: sequence,
      time: input.time,
      input: try StoredForm.encode(input),
      effects: try StoredForm.encode(effects)
    )
  }
}
