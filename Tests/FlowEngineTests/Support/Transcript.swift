import CallModel
import FieldCoding
import FlowLanguage
import JSON

@testable import FlowEngine

/// What was told to the machine and asked by it while a step was at work, whole, as lines of text.
struct Transcript {
  /// How the step ended, at first; nil where it did not.
  private(set) var outcome: String?
  /// What happened: `<` before what was told, `>` before what was asked.
  private(set) var lines: [String] = []
  /// How much could have happened at each turn.
  private(set) var widths: [Int] = []
  /// The turn with which the step began.
  private(set) var start = 0

  /// Runs a call until the step at a path has ended.
  init(of program: Program, _ path: FlowPath, told: [Int]) {
    var machine = CallMachine(callID: CallID("00000000000000000000000000000001"))
    var service = ToldService(told: told)
    var input: CallInput? = service.begin(program)
    var hasStarted = false
    var turns = 0
    while let next = input, outcome == nil, turns < 80 {
      turns += 1
      if hasStarted { lines.append("< \(next.content.readableJSON.text())") }
      let effects = machine.handle(next, in: program)
      service.take(effects)
      for effect in effects where outcome == nil {
        if case .trace(let trace) = effect, trace.path == path {
          switch trace.mark {
          case .started: (hasStarted, start) = (true, service.widths.count)
          case .ended(let outcome, _): self.outcome = outcome
          case .skipped, .entered: break
          }
        }
        if hasStarted { lines.append("> \(effect.told(at: next.time))") }
      }
      input = service.next()
    }
    widths = service.widths
  }

  /// The shortest transcript for each way in which a step ends, by its outcome: what goes well is
  /// told first, then one thing that does not, then two, then three.
  static func all(
    of program: Program,
    _ path: FlowPath,
    wanted: Set<String>
  ) -> [String: Transcript] {
    var found: [String: Transcript] = [:]
    var waiting: [[Int]] = [[]]
    var next = 0
    while next < waiting.count, next < 1500, !wanted.isSubset(of: found.keys) {
      let told = waiting[next]
      next += 1
      let transcript = Transcript(of: program, path, told: told)
      if let outcome = transcript.outcome, found[outcome] == nil { found[outcome] = transcript }
      let deviations = told.filter { $0 != 0 }.count
      guard deviations < 3 else { continue }
      // Before the step all goes well.
      let first = max(told.count, transcript.start)
      for place in first..<max(first, transcript.widths.count) {
        for choice in 1..<max(1, transcript.widths[place]) {
          waiting.append(told + Array(repeating: 0, count: place - told.count) + [choice])
        }
      }
    }
    return found
  }
}

extension Effect {
  /// The effect whole; times as they lie from now.
  func told(at now: Timestamp) -> String {
    func after(_ time: Timestamp) -> String { "+\(time.milliseconds - now.milliseconds)" }
    switch self {
    case .send(let send):
      let command = send.command.readableJSON.text()
      return "send \(send.context) until \(after(send.deadline)) \(command)"
    case .setTimer(let id, let due): return "timer \(id) \(after(due))"
    case .schedule(let call): return "schedule \(after(call.due)) \(call.readableJSON.text())"
    case .trace(let trace): return trace.line
    case .http, .fetch, .read, .cancelTimer, .withdraw, .release, .log: return readableJSON.text()
    }
  }
}
