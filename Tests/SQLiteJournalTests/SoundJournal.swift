import CEL
import CallDispatch
import CallModel
import Cryptography
import FlowRuntime
import Foundation
import SQLiteJournal

@testable import FlowEngine

/// A journal with one of each kind of thing that can be stored, of which nothing is wrong.
enum SoundJournal {
  /// Goes on, with a recording, a timer and two lines; number 1.
  static let open = CallID(String(repeating: "a", count: 32))
  /// Has ended, with one line; number 2.
  static let ended = CallID(String(repeating: "b", count: 32))
  /// Is to begin later.
  static let later = CallID(String(repeating: "c", count: 32))
  /// The recording of the call that goes on.
  static let recording = RecordingID("r1")

  /// Writes it to a file, and closes it.
  static func write(to path: String) async throws {
    let journal = try SQLiteJournal(path: path)
    try await journal.take(try advances())
    try await journal.keep(
      StoredFlag(name: "emergency", value: try StoredForm.encode(CELValue.bool(true)), revision: 1)
    )
    try journal.close()
  }

  /// A call that begins, has a line more, and ends, of a version of its own.
  static func brief(_ number: Int, at time: Int64 = 9) throws -> [CallAdvance] {
    let digits = "\(number)"
    let id = String(repeating: "0", count: 32 - digits.count) + digits
    let own = StoredVersion(
      hash: VersionHash("v\(number) of \(id)"),
      flow: "greeting",
      environment: nil,
      files: version.files
    )
    var first = beginning(id, own)
    first.entries = [try entry(1)]
    first.state = try state(of: CallID(id), entries: 1)
    var last = ending(id, at: time)
    last.entries = [try entry(2)]
    last.state = try state(of: CallID(id), entries: 2)
    return [first, last]
  }

  /// A call that begins, has so many lines, of texts like that, and ends.
  static func long(_ number: Int, lines: Int, saying text: String = "") throws -> [CallAdvance] {
    var (first, last) = try (brief(number)[0], brief(number)[1])
    first.entries = try (1..<lines).map { try entry($0, saying: "\(text) \($0)") }
    last.entries = [try entry(lines)]
    last.state = try state(of: first.callID, entries: lines)
    return [first, last]
  }

  private static func advances() throws -> [CallAdvance] {
    let (key, laterKey) = (try SealingKey(), try SealingKey())
    var first = beginning(open.rawValue)
    first.entries = [try entry(1)]
    first.key = .drawn(key)
    first.state = try state(of: open, entries: 1, under: key, revision: 1)
    var other = beginning(ended.rawValue)
    other.entries = [try entry(1)]
    other.state = try state(of: ended, entries: 1)
    var second = following(open.rawValue)
    second.entries = [try entry(2)]
    second.state = try state(of: open, entries: 2, due: due, under: key, revision: 2)
    second.nextDue = due
    second.recordings = [recording]
    let call = ScheduledCall(id: later, flow: "greeting", arguments: [:], due: due)
    let bytes = try StoredForm.encode(call, under: laterKey, of: later, revision: 0)
    second.scheduled = [ScheduledRow(id: later, due: due, call: bytes, key: laterKey)]
    var last = ending(ended.rawValue)
    last.state = other.state
    return [first, other, second, last]
  }

  private static let due = Timestamp(milliseconds: 5_000)

  /// Where a call stands; nothing is left of it unless it is sealed.
  static func state(
    of id: CallID,
    entries: Int,
    due: Timestamp? = nil,
    isAtRest: Bool? = nil,
    under key: SealingKey? = nil,
    revision: Int = 0
  ) throws -> Data {
    var machine = CallMachine(callID: id)
    var timers: [TimerID: Timestamp] = [:]
    if let due {
      machine.state.recordings.note(recording, of: "whole")
      timers[TimerID("t")] = due
    }
    if isAtRest ?? (key == nil) {
      machine.state.advance(to: .gone)
      machine.state.callEndedHasBegun = true
    }
    if id == ended {
      let end = EndRecord(reason: .callerLeft, step: nil, at: Timestamp(milliseconds: 9))
      machine.state.ended = end
    }
    let outbox = Outbox(timers: timers)
    return try StoredForm.encode(
      StoredState(machine: machine, outbox: outbox, entryCount: entries),
      under: key,
      of: id,
      revision: revision
    )
  }

  /// A line.
  static func entry(_ sequence: Int, saying text: String? = nil) throws -> EntryRow {
    let signal = text.map { CallInput.Content.signal(id: EventID("1"), name: $0, fields: .null) }
    let input = CallInput(at: Timestamp(milliseconds: 1_000), signal ?? .hangUpRequested)
    return try JournalEntry(sequence: sequence, input: input, effects: []).row()
  }
}
