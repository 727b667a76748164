package import CallModel
package import FlowEngine

/// Something about a call for whoever watches: told after it is committed, sent or received.
///
/// It carries no secrets and no key to a ringing call.
package struct CallTrace: Hashable, Sendable {
  /// The call.
  package let callID: CallID
  /// The flow's name.
  package let flow: String
  /// When.
  package let time: Timestamp
  /// What.
  package let content: Content

  /// Makes a trace.
  package init(callID: CallID, flow: String, time: Timestamp, content: Content) {
    self.callID = callID
    self.flow = flow
    self.time = time
    self.content = content
  }

  /// What there is to tell.
  package enum Content: Hashable, Sendable {
    /// An input was handled and is committed.
    case input(CallInput)
    /// A step did something.
    case step(StepTrace)
    /// The flow or the machine said something.
    case log(LogEntry)
    /// A request goes out: its name, such as `play 3.1`, and its request line.
    case request(String, line: String)
    /// An answer came, or none: the request's name, and a status or a reason.
    case answer(String, String)
    /// The call needs nothing any more.
    case ended(CallEnd.Manner)
  }
}

extension CallInput {
  /// The input in a few words, without values.
  package var summary: String {
    let names = flags.set.keys.sorted() + flags.restored
    let parts = [
      happening, isSealed ? sealedText : nil,
      names.isEmpty ? nil : "flags \(names.joined(separator: ", "))",
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  private var happening: String {
    switch content {
    case .incoming(let call): call.summary
    case .started: "begun here"
    case .event(let event): event.summary
    case .answered(let context, _): "answered \(context)"
    case .refused(let context, let refusal): "refused \(context): \(refusal.summary)"
    case .httpFinished(let ordinal, let result): "http \(ordinal): \(result.summary)"
    case .timer(let id): "timer \(id)"
    case .signal(_, let name, _): "signal \(name)"
    case .observed(let observation): "read: \(observation.summary)"
    case .hangUpRequested: "hang-up by the operator"
    case .recordingReady(let files): "recording ready \(files.files.count)"
    case .recovered: "started again"
    }
  }
}

extension IncomingCall {
  /// Who called whom.
  fileprivate var summary: String {
    let meant = onBehalfOf.map { " on behalf of \($0.rawID)" } ?? ""
    return "IncomingCall from \(from.rawID) to \(to.rawID)\(meant)"
  }
}

extension StepTrace {
  /// What a step did, in a line.
  package var summary: String {
    switch mark {
    case .started: "\(place)  \(keyword)"
    case .skipped: "\(place)  \(keyword) is skipped"
    case .entered: "\(place)"
    case .ended(let outcome, let detail):
      "\(place)  \(keyword) ends as \(outcome)\(detail.isEmpty ? "" : " (\(detail))")"
    }
  }
}

extension CallEvent {
  /// The event in a few words: its type, its operation, its code and what that means.
  package var summary: String {
    let code = result.map { result in
      guard result.subCode != 0 else { return "\(result.code)" }
      let meaning = resultMeaning(ofSubCode: result.subCode).map { " (\($0))" } ?? ""
      return "\(result.code)/\(result.subCode)\(meaning)"
    }
    let parts = [typeName, context?.description, code, feedUpdate?.summary]
    return parts.compactMap(\.self).joined(separator: " ")
  }

  /// The type's name as on the wire, without its prefix.
  private var typeName: String {
    if case .unrecognized(let type) = content { type } else { kind.rawValue }
  }
}

extension Refusal {
  /// The status and the code with what it means, or the reason where there is none.
  package var summary: String {
    guard let status else { return message }
    guard let code else { return "\(status)" }
    let meaning = Int(code).flatMap(resultMeaning).map { " (\($0))" } ?? ""
    return "\(status)/\(code)\(meaning)"
  }
}

extension HTTPResult {
  fileprivate var summary: String {
    switch self {
    case .response(let answer): "\(answer.status)"
    case .timedOut: "timed out"
    case .failed(let message): "failed: \(message)"
    case .refused(let message): "not sent: \(message)"
    case .fetched(let names): "fetched \(names.count)"
    }
  }
}

extension Observation {
  fileprivate var summary: String {
    let parts = [
      call.map { "call \($0.rawValue)" },
      participants.map { "\($0.count) parties" },
      recording.map { "recording \($0.presence.rawValue)" },
      party.map { "the party is \($0.participant == nil ? "not " : "")in the call" },
    ]
    let known = parts.compactMap(\.self)
    return known.isEmpty ? "nothing" : known.joined(separator: ", ")
  }
}
