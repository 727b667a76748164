internal import FlowEngine
internal import FlowLanguage
internal import FlowRuntime
internal import Synchronization
internal import TestSupport

/// What goes wrong in a simulated world.
package enum Fault: String, CaseIterable, Sendable {
  // The network, for what the host asks.
  case notSent, resetBefore, resetAfter, timeoutBefore, timeoutAfter, slowAnswer
  case tooManyRequests, serverError, unavailable, errorAfter
  // The network, for what the service posts.
  case duplicate, lateEvent, lostEvent, earlyEvent, staleSequence, lostAcknowledgement
  case eventAfterEnd, nobodyListens
  // The disk.
  case slowDisk, diskFull, writeFailed, readFailed, journalLost
  case shortWrite, tornWrite, unacknowledgedWrite
  // The machine.
  case clockForward, clockBack, longOutage
  // What operators and other systems do.
  case signal, hangUpRequested, flagChange
}

/// Where a host can be killed.
package enum Boundary: String, CaseIterable, Sendable {
  case beforeCommit, duringCommit, afterCommit, journalRead
  case beforeRequest, requestUnderWay, requestDone, answerArrives
  case webRequestUnderWay
  case eventArrives, eventHandled
  case start, recovering, recovered
  case anywhere
  /// It is asked to stop, and drains.
  case stop
}

/// How often what has happened.
package struct Tally: Sendable {
  private var counts: [String: Int] = [:]

  /// Makes an empty one.
  package init() {}

  /// How often something happened.
  package subscript(what: String) -> Int { counts[what] ?? 0 }

  /// Notes that something happened.
  mutating func add(_ what: String, _ count: Int = 1) { counts[what, default: 0] += count }

  /// Adds what happened elsewhere.
  package mutating func merge(_ other: Tally) {
    counts.merge(other.counts, uniquingKeysWith: +)
  }

  /// What has to happen in a campaign: every fault and boundary, and every step at which a call can
  /// stand for a while.
  private static let required: [String] =
    Fault.allCases.map(\.name) + Boundary.allCases.map(\.name)
    + StepKeyword.allCases.filter(\.shape.waits).map { "step \($0.rawValue)" }

  /// What did not happen often enough: 20 times in 20,000 calls, and once in any campaign.
  package func missing(of calls: Int) -> [(what: String, times: Int)] {
    let least = max(1, calls * 20 / 20_000)
    return Self.required.map { ($0, self[$0]) }.filter { $0.1 < least }
  }

  /// One line each, in order.
  package var lines: [String] { counts.keys.sorted().map { "\($0): \(counts[$0] ?? 0)" } }
}

extension Fault {
  var name: String { "fault \(rawValue)" }
}

extension Boundary {
  var name: String { "killed at \(rawValue)" }
}

/// The dice of a world.
final class Dice: Sendable {
  private let generator: Mutex<SeededGenerator>

  init(seed: UInt64) { generator = Mutex(SeededGenerator(seed: seed)) }

  func roll<Result>(_ body: (inout SeededGenerator) -> Result) -> Result {
    generator.withLock { body(&$0) }
  }

  /// Whether something that happens so many times in a thousand happens now.
  func happens(_ perMille: Int) -> Bool { roll { $0.below(1000) < perMille } }

  func number(in range: ClosedRange<Int>) -> Int { roll { $0.number(in: range) } }

  func milliseconds(in range: ClosedRange<Int>) -> Duration { .milliseconds(number(in: range)) }
}

extension CallTrace.Content {
  /// What happened, in a line.
  var line: String {
    switch self {
    case .input(let input): "◆ \(input.summary)"
    case .step(let step): step.summary
    case .log(let entry): entry.text
    case .request(let label, let line): "→ \(label) \(line)"
    case .answer(let label, let result): "← \(label) \(result)"
    case .ended(let manner): "over: \(manner.rawValue)"
    }
  }
}
