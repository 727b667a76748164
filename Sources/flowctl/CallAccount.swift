import CallModel
import Diagnostics
import FlowEngine
import FlowRuntime
import Foundation
import Synchronization

/// A readable account of calls as they happen: one line a thing, with the time since the call began.
///
///     0.000  call   IncomingCall from 4:+14255550123 to 28:orgid:…
///     0.001  step   main/0 answer
///     0.001  send   answer 1.1  POST /calling/callConnections:answer
///     0.012  got    answer 1.1  200
///     0.013  event  CallConnected
struct CallAccount: Sendable {
  /// When each call began.
  private let beginnings = FirstTraceTimes()
  private let usesColor: Bool

  /// Makes an account for the terminal, or for a file where color has no place.
  init(usesColor: Bool) {
    self.usesColor = usesColor
  }

  /// Prints what there is to tell of a trace; several calls are told apart by their digests.
  func tell(_ trace: CallTrace) {
    guard let (kind, text) = line(for: trace.content) else { return }
    let elapsed = beginnings.elapsed(of: trace.callID, at: trace.time)
    let seconds = String(format: "%8.3f", Double(elapsed) / 1000)
    let shown = quoted(text.replacing(trace.callID.rawValue, with: trace.callID.digest), limit: 400)
    print("\(trace.callID.digest.prefix(6)) \(seconds)  \(painted(kind))  \(shown)")
    // Whoever reads along through a pipe wants each line now.
    fflush(nil)
  }

  private func line(for content: CallTrace.Content) -> (Kind, String)? {
    switch content {
    case .input(let input): line(for: input)
    case .step(let trace): (.step, trace.summary)
    case .log(let entry): (.log, "\(entry.level.rawValue): \(entry.text)\(entry.fieldsText)")
    case .request(let name, let line): (.send, "\(name)  \(line)")
    case .answer(let name, let status): (.got, "\(name)  \(status)")
    case .ended(let manner): (.end, "the call is over (\(manner))")
    }
  }

  /// Answers and refusals stand in the account already, as what was got; but flags that came with one
  /// do not.
  private func line(for input: CallInput) -> (Kind, String)? {
    switch input.content {
    case .incoming, .started: (.call, input.summary)
    case .event: (.event, input.summary)
    case .answered, .refused, .httpFinished:
      input.flags == .none ? nil : (.input, input.summary)
    case .timer, .signal, .observed, .hangUpRequested, .recovered, .recordingReady:
      (.input, input.summary)
    }
  }

  private func painted(_ kind: Kind) -> String {
    let word = kind.rawValue.padding(toLength: 5, withPad: " ", startingAt: 0)
    return usesColor ? "\u{1B}[\(kind.color)m\(word)\u{1B}[0m" : word
  }

  /// What a line is about.
  private enum Kind: String {
    case call, step, send, got, event, input, log, end

    var color: String {
      switch self {
      case .call, .end: "1"
      case .step: "36"
      case .send: "33"
      case .got: "2"
      case .event: "32"
      case .input: "35"
      case .log: "37"
      }
    }
  }
}

/// When each call was first told of.
private final class FirstTraceTimes: Sendable {
  private let times = Mutex<[CallID: Timestamp]>([:])

  /// Milliseconds since the call was first told of.
  func elapsed(of call: CallID, at time: Timestamp) -> Int64 {
    times.withLock { times in
      let beginning = times[call] ?? time
      times[call] = beginning
      return max(0, (time - beginning).count)
    }
  }
}

extension LogEntry {
  fileprivate var fieldsText: String {
    fields.sorted { $0.key < $1.key }.map { "  \($0.key)=\($0.value)" }.joined()
  }
}
