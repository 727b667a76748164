import CEL
import CallModel
import FlowLanguage

/// A step as it is written.
struct StepDraft {
  let keyword: StepKeyword
  let id: String?
  /// What is known where its fields are computed.
  var point: Point
  /// Whether it can have a `when`.
  var mayBeConditional = true
  var when: String?
  /// The fields in its value.
  var inside: [(key: String, value: YAMLDraft)] = []
  /// What stands for the whole value.
  var main: YAMLDraft?
  /// What stands beside the keyword.
  var beside: [(key: String, value: YAMLDraft)] = []
  /// How it can end.
  var outcomes: [DraftOutcome] = []
  /// The outcomes that the author named: choices, triggers.
  var named: Set<String> = []
  /// What its result holds.
  var results: [DraftResult.Field] = []
  /// What its result holds besides what the shape says.
  var extra: [DraftResult.Field] = []
  /// Whether it asks the service to report keys.
  var listensForKeys = false
  /// The words of its cases.
  var words: [String] = []
  /// Whether data offers its choices.
  var isOffered = false
  /// Whether what it sends can be read by anyone.
  var isInClear = false
  /// The branches it has.
  var branches: Set<String> = []
  /// The variables it sets.
  var sets: Set<String> = []
  /// The ways on.
  var ways: [Point] = []

  /// Where what it sends is computed.
  var sentPoint: Point { isInClear ? point : point.takingSensitive }

  /// The phase in which the flow goes on after it.
  var mainPhase: Point.Phase { connects ? .connected : point.phase }

  /// Whether the call is connected after it.
  private var connects: Bool { [.answer, .dial, .join].contains(keyword) }

  /// Whether its number of rounds is an expression.
  var computesTimes: Bool {
    if case .text? = inside.first(where: { $0.key == "times" })?.value { true } else { false }
  }

  /// Whether it surely starts a recording, which a call can do without.
  var isPlainRecordStart: Bool {
    guard keyword == .record else { return false }
    let action = main ?? inside.first { $0.key == "action" }?.value
    switch action {
    case nil: return true
    case .plain("start"): return true
    case .plain, .text, .list, .map, .absent: return false
    }
  }

  /// Whether it may record a channel for each party, as written.
  var keepsVoicesApart: Bool {
    switch inside.first(where: { $0.key == "channels" })?.value {
    case nil, .plain("mixed")?: false
    case .plain?, .text?, .list?, .map?, .absent?: true
    }
  }

  /// Whether the recording it starts is paused at first.
  private var startsPaused: Bool {
    if case .plain("true")? = inside.first(where: { $0.key == "paused" })?.value {
      true
    } else {
      false
    }
  }

  /// What is known after an outcome; nil where the flow does not go on.
  func point(after outcome: String, among outcomes: [String]? = nil) -> Point? {
    var after = point
    if let id { after.results[id] = Set(outcomes ?? [outcome]) }
    let isFailure = Outcome(outcome).isFailure
    if !isFailure { after.assigned.formUnion(sets) }
    // A flow that is run, and a block, can have done anything to it.
    if keyword == .run { after.recording = [.off, .on, .paused] }
    if connects { after.phase = isFailure ? .gone : .connected }
    // What it interrupted may not have begun anew.
    if keyword == .takeMessage, isFailure { after.recording.insert(.off) }
    if keyword == .record { after.recording = recording(isFailure: isFailure) }
    if keyword == .stream { after.feeds[.streaming] = isFailure ? nil : isOn }
    if keyword == .transcribe, changesFeed { after.feeds[.transcription] = isFailure ? nil : isOn }
    return [.reject, .redirect].contains(keyword) && !isFailure ? nil : after
  }

  /// What is asked of a feed.
  private var action: YAMLDraft? { main ?? inside.first { $0.key == "action" }?.value }

  /// Whether a feed is begun or ended, and not only its language changed.
  private var changesFeed: Bool { action != nil }

  /// Whether a feed is on after it was asked to be; nil where that is computed.
  private var isOn: Bool? {
    switch action?.plainText {
    case "start": true
    case "stop": false
    default: nil
    }
  }

  /// What the recording can be after a `record`.
  private func recording(isFailure: Bool) -> Set<Point.Recording> {
    let action = main ?? inside.first { $0.key == "action" }?.value
    let changed: Set<Point.Recording>
    switch action {
    case nil, .plain("start")?: changed = startsPaused ? [.paused] : [.on]
    case .plain("stop")?: changed = [.off]
    case .plain("pause")?: changed = Set(point.recording.map { $0 == .on ? .paused : $0 })
    case .plain("resume")?: changed = Set(point.recording.map { $0 == .paused ? .on : $0 })
    case .plain?, .text?, .list?, .map?, .absent?: return [.off, .on, .paused]
    }
    return isFailure ? changed.union(point.recording).union([.off]) : changed
  }

  /// The outcome's word for coverage.
  func word(for outcome: String) -> String {
    named.contains(outcome) ? "named" : Int(outcome) == nil ? outcome : "status"
  }

  /// The step as YAML.
  var yaml: YAMLDraft {
    var entries: [(key: String, value: YAMLDraft)] = []
    if let main {
      entries.append((keyword.rawValue, main))
    } else {
      entries.append((keyword.rawValue, inside.isEmpty ? .absent : .map(inside)))
    }
    if let id { entries.append(("id", .plain(id))) }
    if let when { entries.append(("when", .text(when))) }
    entries += beside
    if entries.count == 1, case .absent = entries[0].value { return .plain(keyword.rawValue) }
    return .map(entries)
  }
}
