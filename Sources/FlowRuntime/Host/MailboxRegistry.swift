internal import CallModel

/// The mailboxes of the calls in memory.
///
/// There is at most one per call, and one task that reads it. A mailbox is taken away only under
/// the lock and only when it is empty and its last letter is dealt with, so two tasks never work on
/// one call.
final class MailboxRegistry: Sendable {
  /// A mailbox that wants a task to read it.
  struct Opened: Sendable {
    let callID: CallID
    let letters: AsyncStream<Letter>
  }

  /// What became of putting a letter in.
  enum Posting {
    /// It is in.
    case posted
    /// The mailbox is full.
    case full
    /// No letters are taken any more.
    case closed
  }

  private struct Mailbox {
    let letters: AsyncStream<Letter>.Continuation
    /// Letters put in that are not dealt with yet.
    var open = 0
    /// When the last one was dealt with.
    var idleSince: Timestamp
  }

  private struct State {
    var mailboxes: [CallID: Mailbox] = [:]
    var isClosed = false

    mutating func remove(_ id: CallID) {
      mailboxes.removeValue(forKey: id)?.letters.finish()
    }
  }

  /// The mailboxes in the order in which they were opened; ends when the registry is closed.
  let opened: AsyncStream<Opened>
  private let openings: AsyncStream<Opened>.Continuation
  private let state = Guarded(State())

  /// Makes a registry without mailboxes.
  init() {
    (opened, openings) = AsyncStream.makeStream()
  }

  /// Puts a letter into a call's mailbox, opening it where there is none.
  func post(_ letter: Letter, to id: CallID, at time: Timestamp) -> Posting {
    state.withLock { state in
      guard !state.isClosed else { return .closed }
      guard var mailbox = state.mailboxes[id] ?? open(id, at: time) else { return .closed }
      guard mailbox.open < HostLimits.mailboxLetters else { return .full }
      mailbox.open += 1
      // A task that was cancelled reads no more.
      guard case .enqueued = mailbox.letters.yield(letter) else { return .closed }
      state.mailboxes[id] = mailbox
      return .posted
    }
  }

  /// Notes that a letter is dealt with; if it is the last one worth keeping in memory for, an empty
  /// mailbox goes.
  func dealtWith(_ id: CallID, at time: Timestamp, isLast: Bool) {
    state.withLock { state in
      guard var mailbox = state.mailboxes[id] else { return }
      mailbox.open -= 1
      mailbox.idleSince = time
      state.mailboxes[id] = mailbox
      if mailbox.open == 0, isLast || state.isClosed { state.remove(id) }
    }
  }

  /// Takes away the mailboxes that are empty since that time or longer.
  func evict(idleSince time: Timestamp) {
    state.withLock { state in
      for (id, mailbox) in state.mailboxes where mailbox.open == 0 && mailbox.idleSince <= time {
        state.remove(id)
      }
    }
  }

  /// Takes no more letters; mailboxes go as soon as they are empty.
  func close() {
    state.withLock { state in
      state.isClosed = true
      for (id, mailbox) in state.mailboxes where mailbox.open == 0 { state.remove(id) }
    }
    openings.finish()
  }

  /// How many calls are in memory.
  var count: Int {
    state.withLock { $0.mailboxes.count }
  }

  /// A new mailbox; nil where nobody takes up the reading of new ones any more.
  private func open(_ id: CallID, at time: Timestamp) -> Mailbox? {
    let (stream, letters) = AsyncStream.makeStream(of: Letter.self)
    guard case .enqueued = openings.yield(Opened(callID: id, letters: stream)) else { return nil }
    return Mailbox(letters: letters, idleSince: time)
  }
}

extension MailboxRegistry {
  /// How many letters of a call are not dealt with yet.
  func openLetters(of id: CallID) -> Int {
    state.withLock { $0.mailboxes[id]?.open ?? 0 }
  }
}
