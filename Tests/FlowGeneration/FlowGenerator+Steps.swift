import CEL
import CallModel
import FlowLanguage
import TestSupport

extension FlowGenerator {
  /// A list of steps, and where the way goes on after it; nil where it does not.
  mutating func list(
    at start: Point,
    mustLeave: Bool,
    goingTo block: String? = nil,
    first: StepKeyword? = nil
  ) -> (drafts: [YAMLDraft], next: Point?) {
    var drafts: [YAMLDraft] = []
    var point = start
    if let first {
      let step = step(first, at: point, isUnconditional: true)
      drafts.append(step.draft)
      guard let next = step.next else { return (drafts, nil) }
      point = next
    }
    for _ in 0..<dice.number(in: first == nil ? 1...4 : 0...2) where budget > 0 {
      let step = step(keyword(at: point), at: point)
      drafts.append(step.draft)
      guard let next = step.next else { return (drafts, nil) }
      point = next
      if let reading = readingBack(at: point) { drafts.append(reading) }
    }
    guard !point.isBeside, mustLeave || drafts.isEmpty || dice.chance(15) else {
      return (drafts, point)
    }
    let last = lastStep(at: point, goingTo: block)
    return (drafts + [last.draft], last.next)
  }

  /// A step that reads what the one before it left, which is seldom asked for by chance.
  private mutating func readingBack(at point: Point) -> YAMLDraft? {
    guard let id = results.last?.id, point.results[id] != nil, dice.chance(40) else { return nil }
    let known = readables(at: point).filter { readable in
      readable.type == .string && readable.text.contains("\(id).")
    }
    guard let text = dice.pick(known)?.text else { return nil }
    return .map([("log", .text("${\(text)}"))])
  }

  /// A step after which the list is over.
  private mutating func lastStep(
    at point: Point,
    goingTo block: String?
  ) -> (draft: YAMLDraft, next: Point?) {
    if let block, point.phase == .connected {
      uses.formUnion(["goto", "goto.block"])
      return (
        dice.chance(50)
          ? .map([("goto", .text(block))]) : .map([("goto", .map([("block", .text(block))]))]), nil
      )
    }
    if point.phase == .connected, point.region != .recordingFailed, dice.chance(50),
      !broughtIn(at: point).isEmpty
    {
      uses.formUnion(["leave", "leave on failed"])
      let handlers = YAMLDraft.map([("failed", .plain(dice.pick(["hangUp", "end"]) ?? "end"))])
      return (.map([("leave", .absent), ("on", handlers)]), nil)
    }
    let keywords: [StepKeyword] =
      switch point.region {
      case .recordingFailed: [.hangUp]
      case .callEnded, .recordingReady: [.end]
      case .subroutine: [.return, .return, .hangUp, .end]
      case .blocks, .failed, .callerLeft: point.phase == .gone ? [.end] : [.hangUp, .end]
      }
    let keyword = dice.pick(keywords) ?? .end
    uses.insert(keyword.rawValue)
    return (.plain(keyword.rawValue), nil)
  }

  /// A keyword whose step can run at a point and is not the last of its list.
  mutating func keyword(at point: Point) -> StepKeyword {
    let last: Set<StepKeyword> = [
      .goto, .hangUp, .leave, .end, .reject, .redirect, .answer, .dial, .join, .return,
    ]
    // It has this one place, and stands there often enough to be met.
    if point.region == .recordingReady, dice.chance(40) { return .fetch }
    let all = StepKeyword.allCases.filter { keyword in
      guard !last.contains(keyword) else { return false }
      if point.isBeside { return keyword.shape.runsBeside.contains(.meanwhile) }
      if point.region == .recordingFailed {
        return keyword.shape.runsBeside.contains(.recordingFailed)
      }
      if point.depth > 2, [.if, .switch, .repeat, .sensitive].contains(keyword) { return false }
      if keyword == .sensitive, point.isHidden { return false }
      if keyword == .takeMessage, !mayTakeMessage(at: point) { return false }
      if keyword == .run, runnable(at: point).isEmpty, !canRunFlow(at: point) { return false }
      // What it would do to what whoever runs it does could surely be wrong.
      if isCalled, [.record, .stream, .transcribe].contains(keyword) { return false }
      if keyword == .set, variables.isEmpty { return false }
      if keyword == .stream, !feeds.contains(.streaming) { return false }
      if keyword == .transcribe, !hasEndpoint || !feeds.contains(.transcription) { return false }
      if keyword == .fetch, point.region != .recordingReady { return false }
      if keyword == .mute, profile != .callAutomation { return false }
      switch (keyword.definition.phase, point.phase) {
      case (.any, _), (.alive, .ringing), (.alive, .placing), (.alive, .connected),
        (.connected, .connected):
        return true
      case (.ringing, _), (.placing, _), (.connected, _), (.alive, .gone): return false
      }
    }
    return dice.pick(all) ?? .log
  }

  /// Whether what is said can be recorded: not inside of `sensitive`, where a block may be run.
  private func mayTakeMessage(at point: Point) -> Bool {
    if case .subroutine = point.region { false } else { !point.isHidden }
  }

  /// A step of a keyword, and where the way goes on after it.
  mutating func step(
    _ keyword: StepKeyword,
    at point: Point,
    isUnconditional: Bool = false
  ) -> (draft: YAMLDraft, next: Point?) {
    budget -= 1
    uses.insert(keyword.rawValue)
    serial += 1
    let id = ![.reject, .redirect].contains(keyword) && dice.chance(65) ? "s\(serial)" : nil
    var draft = StepDraft(keyword: keyword, id: id, point: point)
    draft.mayBeConditional = !isUnconditional
    if !isUnconditional, dice.chance(15) {
      uses.insert("step when")
      draft.when = condition(at: point)
    }
    if let id { draft.point.results[id] = nil }
    fillFields(&draft)
    if !draft.outcomes.isEmpty { handleOutcomes(&draft) }
    if let id, !draft.outcomes.isEmpty {
      uses.insert("step id")
      if keyword == .play || keyword == .record { stoppable.append(id) }
      results.append(
        DraftResult(
          id: id,
          outcomes: draft.outcomes.map(\.name),
          fields: draft.results.map { field in
            var field = field
            field.isSensitive = field.isSensitive || point.isHidden
            return field
          },
          bringsAParty: [.addAgent, .addParticipant, .dial].contains(keyword)
        )
      )
    }
    var ways = draft.ways
    if draft.when != nil { ways.append(point) }
    return (draft.yaml, Point.join(ways))
  }

  /// A condition; often of what is known of a step or a party.
  mutating func condition(at point: Point) -> String {
    let point = point.takingSensitive
    if let test = flagCondition(at: point) { return test }
    let known = point.results.keys.sorted()
    if let id = dice.pick(known), dice.chance(30), let outcomes = point.results[id]?.sorted() {
      uses.insert("CEL outcome ==")
      let one = dice.pick(outcomes) ?? ""
      return dice.chance(50)
        ? "\(id).outcome == '\(one)' || \(expression(.bool, at: point))"
        : "!(\(id).outcome in ['\(one)']) || \(expression(.bool, at: point))"
    }
    return expression(.bool, at: point)
  }

  /// Handlers for some of the outcomes, and the ways on.
  private mutating func handleOutcomes(_ draft: inout StepDraft) {
    var handlers: [(key: String, value: YAMLDraft)] = []
    let isBranching = [.if, .switch].contains(draft.keyword)
    if draft.keyword == .http, dice.chance(40) {
      draft.outcomes.append(
        DraftOutcome(name: dice.pick(["404", "503"]) ?? "404", isFailure: false)
      )
    }
    // The most particular first, so that `failed` knows which it takes.
    let failures = draft.outcomes.filter(\.isFailure).map(\.name)
    var open: [String] = []
    for outcome in draft.outcomes where outcome.name != "failed" {
      guard let after = draft.point(after: outcome.name) else { continue }
      if outcome.name == "done", isBranching { continue }
      let mustBeHandled = outcome.name == "timeout" || Int(outcome.name) != nil
      let isHandled =
        mustBeHandled
        || dice.chance(
          outcome.name == "done" && draft.keyword != .fetch ? 10 : 40
        )
      guard isHandled, ![.reject, .redirect].contains(draft.keyword) else {
        if outcome.isFailure { open.append(outcome.name) } else { draft.ways.append(after) }
        continue
      }
      uses.insert("\(draft.keyword.rawValue) on \(draft.word(for: outcome.name))")
      let handler = handler(at: after, mustLeave: after.phase != draft.mainPhase)
      handlers.append((outcome.name, handler.draft))
      handler.next.map { draft.ways.append($0) }
    }
    if failures.contains("failed") {
      handleFailure(&draft, open + ["failed"], &handlers)
    }
    if !handlers.isEmpty { draft.beside.append(("on", .map(handlers))) }
  }

  private mutating func handleFailure(
    _ draft: inout StepDraft,
    _ outcomes: [String],
    _ handlers: inout [(key: String, value: YAMLDraft)]
  ) {
    guard let after = draft.point(after: "failed", among: outcomes) else { return }
    let canDoWithout =
      [.play, .log, .hold, .unhold, .mute, .sendTones, .stream, .transcribe].contains(draft.keyword)
      || draft.isPlainRecordStart
    let mustHandle = draft.point.mustHandleFailures && draft.keyword != .answer && !canDoWithout
    guard mustHandle || dice.chance(50) else {
      if canDoWithout { draft.ways.append(after) }
      return
    }
    uses.insert("\(draft.keyword.rawValue) on failed")
    let handler = handler(at: after, mustLeave: after.phase != draft.mainPhase)
    handlers.append(("failed", handler.draft))
    handler.next.map { draft.ways.append($0) }
  }

  /// What a handler can be, and where the way goes on after it.
  mutating func handler(
    at point: Point,
    mustLeave: Bool,
    first: StepKeyword? = nil
  ) -> (draft: YAMLDraft, next: Point?) {
    var point = point
    point.depth += 1
    let isList = first != nil || (budget > 0 && point.depth < 5 && dice.chance(55))
    if isList {
      uses.insert("handler list")
      let list = list(at: point, mustLeave: mustLeave, first: first)
      var next = list.next
      next?.depth = point.depth - 1
      return (.list(list.drafts), next)
    }
    if point.isBeside { return (.text("continue"), point) }
    var words = mustLeave ? [] : ["continue"]
    if !point.isAfterCall, point.phase != .gone { words.append("hangUp") }
    if point.region != .recordingFailed { words.append("end") }
    if case .subroutine = point.region { words.append("return") }
    if point.phase == .connected { words += destinations(at: point) }
    let word = dice.pick(words) ?? "hangUp"
    uses.insert("handler \((blocks + subroutines).contains(word) ? "block" : word)")
    var next: Point? = word == "continue" ? point : nil
    next?.depth = point.depth - 1
    return (.text(word), next)
  }
}
