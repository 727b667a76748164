import CallModel
import FieldCoding
import FlowLanguage

extension HandledInput {
  /// What a second delivery of the input does.
  func changesByRepetition(in program: Program) -> [String] {
    if case .recovered = input.content { return [] }
    var again = after
    // A timer that was set anew meanwhile is set anew once more, so that no host loses it.
    let effects = again.handle(input, in: program).filter { effect in
      guard case .setTimer(let id, let due) = effect else { return true }
      return !after.state.timers.contains(SetTimer(id: id, due: due))
    }
    return effects.isEmpty && again == after ? [] : [input.content.words]
  }

  /// Whether the same input gives the same a second time.
  func differences(in program: Program) -> [String] {
    var again = before
    let effects = again.handle(input, in: program)
    return effects == self.effects && again == after ? [] : [input.content.words]
  }

  /// Whether the call is read as it was stored, and stored again as it was.
  func changesByStoring() -> [String] {
    do throws(FieldFailure) {
      let stored = try storeFields(after)
      let read: CallMachine = try readFields(from: stored)
      let again = try storeFields(read)
      return read == after && again == stored ? [] : [input.content.words]
    } catch {
      return ["\(input.content.words): \(error)"]
    }
  }

  /// The steps that begin after `callEnded`, where nothing may but `recordingReady`; or that
  /// `callEnded` begins again.
  func stepsAfterEnd() -> [String] {
    guard before.state.callEndedHasBegun else { return [] }
    let isDone: Bool
    if case .recordingReady = input.content { isDone = false } else { isDone = before.isAtRest }
    let marks = effects.compactMap { effect in
      if case .trace(let trace) = effect { trace } else { nil }
    }
    let again = marks.filter { $0.path == .flowHandler("callEnded") }
    let late = marks.filter { isDone && $0.mark == .started }
    return (again + late).map(\.path.text)
  }
}

extension CallInput.Content {
  /// What it is, without values.
  fileprivate var words: String {
    switch self {
    case .incoming: "the incoming call"
    case .started: "the beginning"
    case .event(let event): "the event \(event.kind.rawValue)"
    case .answered(let context, _): "the answer to \(context)"
    case .refused(let context, _): "the refusal of \(context)"
    case .httpFinished(let ordinal, _): "the answer to request \(ordinal)"
    case .timer(let id): "the timer \(id)"
    case .signal(_, let name, _): "the signal \(name)"
    case .observed: "what was read"
    case .hangUpRequested: "an operator's hanging up"
    case .recordingReady: "files of a recording"
    case .recovered: "a start"
    }
  }
}
