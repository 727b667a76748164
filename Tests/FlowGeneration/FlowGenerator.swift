import CallModel
import FlowLanguage
import TestSupport

/// Writes random flows that the checker accepts, from the step catalogue itself.
///
/// It walks the keywords and the shape of each (`StepKeyword.shape`), so that a new step or key is
/// written as soon as it is declared; what a shape cannot say (which kinds an action takes, which
/// variables have a value, how a step can have ended) it keeps account of as the checker does.
/// The same seed gives the same flow.
package struct FlowGenerator {
  var dice: SeededGenerator
  let profile: Profile
  let hasEndpoint: Bool
  let locales: [String]
  var identities: [Identity] = []
  var settings: [Setting] = []
  var variables: [Variable] = []
  var services: [String] = []
  var schedules: [String] = []
  var prompts: [String] = []
  var signals: [Signal] = []
  /// The blocks a step can go to; not the one that answers.
  var blocks: [String] = []
  /// The blocks that are run and come back; each goes to later ones only.
  var subroutines: [String] = []
  /// The results of the steps drafted so far.
  var results: [DraftResult] = []
  /// The ids of the steps drafted so far that play or record.
  var stoppable: [String] = []
  /// What of the language was used.
  var uses: Set<String> = []
  /// Counts what needs a name or a number of its own.
  var serial = 0
  /// How many steps may still be drafted.
  var budget = 40

  private let seed: UInt64
  /// Whether it writes a flow that others run.
  let isCalled: Bool
  /// The flow that this one runs, once it is written.
  var called: GeneratedFlow?
  /// Whether the flow places its calls, instead of taking those that come in.
  let placesCalls: Bool
  /// Whether it joins calls that others have, which have no caller.
  let joinsCalls: Bool
  /// The switches that operators flip.
  let flags: [Flag]
  /// What the calls are set up to send to sockets.
  let feeds: Set<Feed>

  /// Begins with a seed.
  package init(seed: UInt64) {
    self.seed = seed
    isCalled = false
    // Of the seed, not of the dice: what else is drawn stays what it was.
    placesCalls = seed % 6 == 5
    feeds = Set((seed % 8 == 1 ? [] : [.streaming]) + (seed % 8 == 2 ? [] : [.transcription]))
    flags = Self.flags(for: seed)
    dice = SeededGenerator(seed: seed)
    profile = dice.chance(50) ? .teamsPhone : .callAutomation
    joinsCalls = placesCalls && profile == .callAutomation && seed % 4 < 2
    hasEndpoint = dice.chance(85)
    locales = dice.chance(40) ? ["en-US", "es-MX"] : ["en-US"]
  }

  /// Begins with a seed, for a flow that another runs.
  private init(seed: UInt64, calledBy runner: FlowGenerator) {
    self.seed = seed
    isCalled = true
    placesCalls = false
    feeds = []
    flags = runner.flags
    dice = SeededGenerator(seed: seed)
    profile = runner.profile
    // It may run where there is no caller.
    joinsCalls = runner.joinsCalls
    hasEndpoint = runner.hasEndpoint
    locales = runner.locales
    budget = 12
  }

  /// Writes the flow that this one runs; half of all flows run one.
  private mutating func writeCalled() {
    guard !isCalled, seed % 2 == 0 || joinsCalls else { return }
    var generator = FlowGenerator(seed: seed ^ 0xCA11, calledBy: self)
    generator.identities = identities
    generator.settings = settings
    generator.signals = signals
    called = generator.flow()
    uses.formUnion(called?.uses ?? [])
  }

  /// The flow with its environment.
  package mutating func flow() -> GeneratedFlow {
    if isCalled { declareCalled() } else { declareAll() }
    writeCalled()
    blocks =
      isCalled ? [] : (0..<dice.number(in: 1...3)).map { ["talk", "menu-2", "línea"][$0] }
    subroutines = ["hear", "ask-2"].prefix(dice.below(3)).map { $0 }
    var entries = head()
    let steps = YAMLDraft.map(blockDrafts())
    let handlers = handlerDrafts()
    entries += [
      ("identities", identityDrafts()), ("settings", settingDrafts()),
    ]
    if !variables.isEmpty { entries.append(("variables", variableDrafts())) }
    if !flags.isEmpty {
      uses.insert("flow flags")
      entries.append(("flags", flagDrafts()))
    }
    if !services.isEmpty { entries.append(("services", serviceDrafts())) }
    if !schedules.isEmpty { entries.append(("hours", hoursDrafts())) }
    if !signals.isEmpty { entries.append(("signals", signalDrafts())) }
    // A block that is run must not lead to one that runs it.
    if subroutines.isEmpty, let block = blocks.first, dice.chance(50) {
      uses.insert("flow everywhere")
      entries.append(
        (
          "everywhere",
          .map([
            ("desk", .map([("press", .plain("0")), ("go", .text(block))])),
            ("onceMore", .map([("press", .plain("9")), ("again", .plain("true"))])),
          ])
        )
      )
    }
    entries += [("prompts", promptDrafts()), ("blocks", steps)]
    if !handlers.isEmpty { entries.append(("on", .map(handlers))) }
    return GeneratedFlow(
      seed: seed,
      text: YAMLDraft.map(entries).fileText,
      environment: environmentText(),
      uses: uses,
      hasEndpoint: hasEndpoint,
      others: (called.map { [$0.text] } ?? []) + (isCalled ? [] : [later])
    )
  }

  private mutating func head() -> [(key: String, value: YAMLDraft)] {
    var entries: [(key: String, value: YAMLDraft)] = [
      ("flow", .plain(isCalled ? Self.calledName : "generated")),
      ("profile", .plain(profile.rawValue)),
      ("locale", .plain(locales[0])),
      (
        "voices",
        .map(
          locales.map { locale in
            let name = locale == "en-US" ? "en-US-NancyNeural" : "es-MX-DaliaNeural"
            guard dice.chance(25) else { return (locale, .plain(name)) }
            uses.insert("custom voice")
            return (locale, .map([("name", .plain(name)), ("custom", .plain("voice-1"))]))
          }
        )
      ),
    ]
    if isCalled {
      uses.formUnion(["flow parameters", "flow outputs"])
      entries.append(
        (
          "parameters",
          .map([
            ("given", .plain("int")), ("named", .plain("string = nobody")),
            ("code", .plain("sensitive string = kept-at-first")),
          ])
        )
      )
      entries.append(
        (
          "outputs",
          .map([
            ("found", .plain("int = 0")), ("said", .text("string?")),
            ("told", .text("sensitive string?")),
          ])
        )
      )
    } else if placesCalls {
      uses.insert("flow parameters")
      let parameters: YAMLDraft = .map([
        ("patient", .plain("phoneNumber")), ("named", .plain("string = nobody")),
        ("note", .text("string?")), ("code", .plain("sensitive string = kept-at-first")),
      ])
      entries.append(("parameters", parameters))
    } else {
      entries.append(("routes", .list([.map([("to", .plain("line"))])])))
    }
    if dice.chance(30) { entries.append(("language", .plain("1"))) }
    if dice.chance(30) { entries.append(("description", .text("A flow of no use."))) }
    // Those of four hours go round in many a circle, which takes long to test.
    let lasts = dice.pick(["10m", "20m", "1h"]) ?? "1h"
    if dice.chance(60) || seed % 20 != 7 { entries.append(("maxDuration", .plain(lasts))) }
    if dice.chance(30) { entries.append(("start", .plain("main"))) }
    return entries
  }

  /// The blocks: the first answers, and every other begins with a step that waits, so that going
  /// to any of them from anywhere makes no loop that never waits.
  private mutating func blockDrafts() -> [(key: String, value: YAMLDraft)] {
    var drafts: [(key: String, value: YAMLDraft)] = [("main", .list(mainBlock()))]
    for (index, name) in blocks.enumerated() {
      let point = Point(phase: .connected, region: .blocks, assigned: alwaysAssigned)
      let first = step(dice.pick(Self.waiting) ?? .wait, at: point, isUnconditional: true)
      var steps = [first.draft]
      if let next = first.next {
        let later = blocks.dropFirst(index + 1)
        steps += list(at: next, mustLeave: true, goingTo: later.first).drafts
      }
      drafts.append((name, .list(steps)))
    }
    for (index, name) in subroutines.enumerated() {
      let point = Point(
        phase: .connected,
        region: .subroutine(index),
        assigned: alwaysAssigned,
        depth: 1
      )
      drafts.append((name, .list(list(at: point, mustLeave: false).drafts)))
    }
    return drafts
  }

  /// The blocks that `goto` can name at a point.
  func destinations(at point: Point) -> [String] {
    if case .subroutine(let index) = point.region { return Array(subroutines[(index + 1)...]) }
    return blocks
  }

  /// The name of a flow that others run.
  static let calledName = "helper"

  /// The name of a flow whose calls begin later.
  static let laterName = "later"

  private var later: String {
    let isTeamsPhone = profile == .teamsPhone
    let account = "28:orgid:0269be4d-5be0-4770-bf9c-a1bf50ee9999"
    return """
      flow: \(Self.laterName)
      profile: \(profile.rawValue)
      identities:
        account: { rawId: "\(isTeamsPhone ? account : "4:+12065559998")" }
        desk: +12065559999
      parameters: { count: int = 0, code: sensitive string = kept-at-first }
      blocks:
        main:
          - dial: { to: desk, as: account }
            on: { failed: end }
          - log: "${count} ${lastDigits(code, 2)}"
          - hangUp

      """
  }

  /// Whether another flow can be run at a point.
  func canRunFlow(at point: Point) -> Bool {
    called != nil && point.phase == .connected && !point.isBeside && !point.isHidden
  }

  /// The blocks that can be run at a point.
  func runnable(at point: Point) -> [String] {
    if case .subroutine = point.region { return destinations(at: point) }
    return point.phase == .connected ? subroutines : []
  }

  /// Steps at which a call always stands for a while.
  private static let waiting: [StepKeyword] = [.recognize, .wait, .http, .addAgent]

  /// The step with which the flow comes to its call.
  private var beginning: StepKeyword { joinsCalls ? .join : placesCalls ? .dial : .answer }

  private mutating func mainBlock() -> [YAMLDraft] {
    guard !isCalled else {
      let point = Point(phase: .connected, region: .subroutine(-1), assigned: alwaysAssigned)
      let outputs: YAMLDraft = .map([("found", .text("${given}")), ("told", .text("${code}"))])
      return [.map([("set", outputs)])]
        + list(at: point, mustLeave: false).drafts
    }
    let begin = placesCalls ? Point.Phase.placing : .ringing
    var point = Point(phase: begin, region: .blocks, assigned: alwaysAssigned)
    point.recording = [.off]
    var drafts = keptValues(&point)
    for _ in 0..<dice.below(3) {
      let early = step(keyword(at: point), at: point)
      drafts.append(early.draft)
      guard let next = early.next else { return drafts }
      point = next
    }
    if !placesCalls, dice.chance(8) {
      let keyword = dice.pick([StepKeyword.reject, .redirect]) ?? .reject
      drafts.append(step(keyword, at: point, isUnconditional: true).draft)
      // A refusal that fails leaves the call ringing.
    }
    let answer = step(beginning, at: point, isUnconditional: true)
    drafts.append(answer.draft)
    guard var next = answer.next else { return drafts }
    for feed in feeds { next.feeds[feed] = false }
    return drafts + list(at: next, mustLeave: true, goingTo: blocks.first).drafts
  }

  /// A step that gives each sensitive variable a value that the flow's calls then have.
  private mutating func keptValues(_ point: inout Point) -> [YAMLDraft] {
    let kept = variables.filter(\.isSensitive)
    guard !kept.isEmpty else { return [] }
    uses.insert("set")
    point.assigned.formUnion(kept.map(\.name))
    let values = kept.map { ($0.name, sensitiveLiteralValue($0.type)) }
    // The flow's own handler would talk to a caller who still rings.
    return [.map([("set", .map(values)), ("on", .map([("failed", .plain("end"))]))])]
  }

  /// The flow's own `on:`; drafted last, since they can read what any step left.
  private mutating func handlerDrafts() -> [(key: String, value: YAMLDraft)] {
    let regions: [(String, Point.Region, Int)] = [
      ("failed", .failed, 60), ("callerLeft", .callerLeft, 30), ("callEnded", .callEnded, 50),
      ("recordingFailed", .recordingFailed, 40), ("recordingReady", .recordingReady, 40),
    ]
    var drafts: [(key: String, value: YAMLDraft)] = []
    // Of a flow that others run only `failed` counts.
    for (name, region, percent) in regions where !isCalled || region == .failed {
      guard dice.chance(percent), !(joinsCalls && region == .callerLeft) else { continue }
      uses.insert("flow on \(name)")
      let point = Point(
        phase: [.callEnded, .recordingReady].contains(region) ? .gone : .connected,
        region: region,
        assigned: alwaysAssigned,
        depth: 1
      )
      // Drafted last, it would mostly be a word, and files be fetched nowhere.
      let first: StepKeyword? = region == .recordingReady ? .fetch : nil
      drafts.append((name, handler(at: point, mustLeave: false, first: first).draft))
    }
    return drafts
  }
}
