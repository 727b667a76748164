package import CEL
internal import FieldCoding

/// The values that operators have given flags, as the journal keeps them (SEMANTICS.md, rule 67).
///
/// A change is seen here once it is durable; a call is not woken by it, but takes it in with its
/// next input. Values are JSON as flows see it: which type a flag has, each version of a flow says
/// for itself. A value stays until it is changed or taken back, also while no flow declares the flag.
package final class FlagBoard: Sendable {
  fileprivate struct State {
    var values: [String: CELValue] = [:]
    /// The change that each flag has its value from, or none since.
    var revisions: [String: Int] = [:]
    /// The newest change that was begun.
    var revision = 0
  }

  private let journal: any Journal
  private let outcome: @Sendable (JournalError?) -> Void
  private let state = Guarded(State())

  /// Makes a board without values; `outcome` is told what came of each change that was to be kept.
  init(journal: any Journal, outcome: @escaping @Sendable (JournalError?) -> Void = { _ in }) {
    self.journal = journal
    self.outcome = outcome
  }

  /// The values, by the flags' names.
  package var values: [String: CELValue] { state.withLock { $0.values } }

  /// Gives a flag a value, or takes it back with nil; when this returns it is durable.
  ///
  /// Of changes that are made at once the one that began last is what stays, here and in the
  /// journal.
  package func change(_ name: String, to value: CELValue?) async throws(JournalError) {
    let bytes = try value.map { value throws(JournalError) in try StoredForm.encode(value) }
    let revision = state.withLock { state in
      state.revision += 1
      return state.revision
    }
    do throws(JournalError) {
      try await journal.keep(StoredFlag(name: name, value: bytes, revision: revision))
    } catch {
      outcome(error)
      throw error
    }
    outcome(nil)
    state.withLock { $0.note(name, value, revision) }
  }

  /// Takes what the journal has; to be done before calls are taken up.
  func restore(_ stored: [StoredFlag]) throws(JournalError) {
    var values: [(name: String, value: CELValue?, revision: Int)] = []
    for flag in stored {
      let value = try flag.value.map { bytes throws(JournalError) in
        try StoredForm.decode(CELValue.self, from: bytes)
      }
      values.append((flag.name, value, flag.revision))
    }
    state.withLock { state in
      for flag in values { state.note(flag.name, flag.value, flag.revision) }
    }
  }
}

extension FlagBoard.State {
  fileprivate mutating func note(_ name: String, _ value: CELValue?, _ revision: Int) {
    self.revision = max(self.revision, revision)
    guard revisions[name] ?? 0 < revision else { return }
    revisions[name] = revision
    values[name] = value
  }
}
