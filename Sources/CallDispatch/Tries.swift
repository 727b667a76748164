package import CallModel
package import FlowEngine

/// The tries of something under way: until when, how many at most, and how long between two
/// (SEMANTICS.md 1.6, rule 30).
package struct Tries: Sendable {
  /// Tries of a flow's request; those of all else are bounded by time alone.
  package static let ofRequest = 3
  /// How much longer than others a command that ends the call is sent: no caller is left on a line
  /// that nobody holds.
  private static let ofEnding = Milliseconds.seconds(60)

  /// When the last try may begin, and what it is given to end.
  package let deadline: Timestamp
  private let limit: Int
  private var backoff: Backoff
  private var count = 0

  /// Tries until a time; `random` gives numbers from 0 up to but not 1, `longestPause` bounds the
  /// back-off.
  package init(
    until deadline: Timestamp,
    atMost limit: Int = .max,
    longestPause: Duration = .seconds(5),
    random: @escaping @Sendable () -> Double
  ) {
    self.deadline = deadline
    self.limit = limit
    backoff = Backoff(random: random, longest: longestPause)
  }

  /// Tries of a command that is to be sent from a time on: until its deadline, and longer if it ends
  /// the call.
  package init(
    of send: SendEffect,
    from time: Timestamp,
    random: @escaping @Sendable () -> Double
  ) {
    let isEnding = send.command.policy.endsCall
    let deadline = isEnding ? max(send.deadline, time + Self.ofEnding) : send.deadline
    self.init(until: deadline, random: random)
  }

  /// Tries of a flow's request that is to be made from a time on: its time-out bounds them all
  /// together, so that the step ends when its author expects it to.
  package init(
    of request: HTTPEffect,
    from time: Timestamp,
    random: @escaping @Sendable () -> Double
  ) {
    self.init(until: time + request.timeout, atMost: Self.ofRequest, random: random)
  }

  /// Whether a try may begin at a time.
  package func areOpen(at time: Timestamp) -> Bool { time < deadline }

  /// How long to wait after a try that has come to nothing, and never less than asked; nil where
  /// there is to be no other.
  package mutating func pause(atLeast asked: Duration? = nil, at time: Timestamp) -> Duration? {
    count += 1
    let delay = backoff.delay(atLeast: asked)
    return count < limit && areOpen(at: time + Milliseconds(delay)) ? delay : nil
  }

  /// The same after a try of a flow's request; nil too where what came of it settles it.
  package mutating func pause(
    after result: SendResult,
    of request: HTTPEffect,
    at time: Timestamp
  ) -> Duration? {
    guard request.mayRetry(after: result) else { return nil }
    return pause(atLeast: result.retryAfter, at: time)
  }
}

extension SendResult {
  /// How long an answer asks to wait before the next try, if it does.
  fileprivate var retryAfter: Duration? {
    if case .answer(let answer) = self { answer.retryAfter } else { nil }
  }
}
