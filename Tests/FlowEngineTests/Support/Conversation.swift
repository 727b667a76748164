import CEL
import CallModel
import FieldCoding
import FlowLanguage
import JSON
import Testing

@testable import FlowEngine

/// A call as a conversation: inputs are fed, and every effect has to be asserted before the next.
///
/// Commands, reads, HTTP requests, withdrawals and log lines are compared as lines of text by
/// `expect`; timers are kept and fired by `wait`; traces are kept for `steps`.
struct Conversation {
  let program: Program
  var machine: CallMachine
  /// The time of the last input.
  private(set) var now = Timestamp(milliseconds: 1_800_000_000_000)
  /// What was asked and not asserted yet.
  private var pending: [String] = []
  /// The timers that are set, by id.
  private(set) var timers: [TimerID: Timestamp] = [:]
  /// What the steps did, in order.
  private(set) var steps: [String] = []
  /// All inputs so far.
  private(set) var inputs: [CallInput] = []
  /// All effects so far.
  private(set) var effects: [Effect] = []
  /// All that was told, behind `<`, and asked, behind `>`, whole.
  private(set) var transcript: [String] = []
  /// The flags that operators have given values, as JSON has them; the next input brings them.
  var flags: [String: CELValue] = [:]
  private var events = 0
  private var lists = 0

  static let caller = Identifier.phoneNumber("+14255550123")
  static let line = Identifier(rawID: "28:orgid:cc123456-5678-5678-1234-ccc123456789")
  static let connection = CallConnectionID("connection")

  /// Begins with a flow of these blocks, of which `flow` makes the rest, and others that it runs.
  init(
    _ blocks: String,
    top: String = "",
    voices: String = "{ en-US: en-US-NancyNeural }",
    running others: [String] = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = flow(blocks, top: top, voices: voices)
    self.init(program: try compiled(text, running: others, sourceLocation: sourceLocation))
  }

  /// Begins with a compiled flow.
  init(program: Program) {
    self.program = program
    machine = CallMachine(callID: CallID("00000000000000000000000000000001"))
  }

  /// Begins with a flow that answers and records, and goes on until its recording is ready.
  init(recording program: Program) {
    self.init(program: program)
    connect()
    ignore()
    accept(2, CommandAnswer(recordingID: RecordingID("r1")))
    ignore()
    event(.recordingStateChanged(RecordingID("r1"), .active))
    ignore()
    disconnect()
    ignore()
    feed(
      .recordingReady(
        RecordingFiles(
          recordingID: RecordingID("r1"),
          startedAt: nil,
          duration: nil,
          files: [
            RecordingFile(
              index: 0,
              content: "https://x/0",
              metadata: nil,
              format: "wav",
              delete: nil
            )
          ]
        )
      )
    )
  }

  /// Feeds an input now.
  mutating func feed(
    _ content: CallInput.Content,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(pending.isEmpty, "not asserted", sourceLocation: sourceLocation)
    let input = machine.noting(flags, in: CallInput(at: now, content), of: program)
    inputs.append(input)
    let new = machine.handle(input, in: program)
    effects += new
    transcript.append("< \(input.content.readableJSON.text())")
    transcript += new.map { "> \($0.told(at: now))" }
    for effect in new { note(effect) }
  }

  private mutating func note(_ effect: Effect) {
    switch effect {
    case .setTimer(let id, let due): timers[id] = due
    case .cancelTimer(let id): timers[id] = nil
    case .trace(let trace): steps.append(trace.line)
    case .send, .http, .fetch, .read, .withdraw, .release, .schedule, .log:
      pending.append(effect.line)
    }
  }

  /// The paths of the steps that wait, the outermost first.
  var waiting: [String] {
    machine.state.frames.waiting.compactMap { frame in
      if case .step(let path, _) = frame.content { path.text } else { nil }
    }
  }

  /// Asserts all that was asked since the last time.
  mutating func expect(_ lines: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(pending == lines, sourceLocation: sourceLocation)
    pending = []
  }

  /// Drops what was asked since the last time, for what a test is not about.
  mutating func ignore() {
    pending = []
  }

  /// Drops some of what was asked since the last time.
  mutating func keep(_ isKept: (String) -> Bool) {
    pending = pending.filter(isKept)
  }

  /// Lets time pass; timers that become due fire in the order of their due times.
  mutating func wait(_ time: Milliseconds, sourceLocation: SourceLocation = #_sourceLocation) {
    let end = now + time
    var fired = 0
    while let next = timers.min(by: { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }),
      next.value <= end
    {
      now = max(now, next.value)
      timers[next.key] = nil
      feed(.timer(next.key), sourceLocation: sourceLocation)
      fired += 1
      guard fired < 1000 else {
        Issue.record("the timers never come to rest", sourceLocation: sourceLocation)
        return
      }
    }
    now = end
  }

  /// Lets time pass without any timer firing, as while the host is down.
  mutating func sleep(_ time: Milliseconds) {
    now = now + time
  }

  /// Writes and reads the state, as a crash does.
  mutating func restart() throws {
    machine = try decoded(CallMachine.self, from: try encoded(machine))
  }

  /// The last event once more, as a second delivery brings it.
  mutating func repeatLast() {
    guard let last = inputs.last else { return }
    feed(last.content)
  }

  mutating func nextEventID() -> EventID {
    events += 1
    return EventID("event-\(events)")
  }

  mutating func nextList() -> Int {
    lists += 1
    return lists
  }
}

/// Compares dates of timers that carry the same time by id.
private func < (left: (Timestamp, String), right: (Timestamp, String)) -> Bool {
  left.0 == right.0 ? left.1 < right.1 : left.0 < right.0
}
