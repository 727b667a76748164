package import CallModel
import Diagnostics

/// What a step says of itself besides its fields.
extension FieldReader {
  /// Says the phases of a call in which the step may run.
  mutating func needs(_ phase: PhaseRequirement) {
    shape.phase = phase
  }

  /// Says an outcome the step can have, and what comes of it; one that it cannot have as written
  /// is not `possible`.
  package mutating func outcome(
    _ outcome: Outcome,
    _ documentation: String,
    isPossible: Bool = true,
    _ effect: OutcomeEffect = OutcomeEffect()
  ) {
    shape.outcomes.append(
      OutcomeShape(
        outcome: outcome,
        documentation: documentation,
        isPossible: isPossible,
        effect: effect
      )
    )
  }

  /// Says what of the result must not be shown, by path in it.
  package mutating func hides(_ paths: [[String]]) {
    shape.sensitiveOutputs += paths
  }

  /// Says that the step takes what must not be recorded.
  package mutating func takesSensitiveInput(_ takes: Bool) {
    shape.takesSensitiveInput = takes
  }

  /// Says whether any speech is an answer.
  package mutating func hears(anySpeech: Bool) {
    shape.hearsAnySpeech = anySpeech
  }

  /// Says that each choice of a menu is an outcome, and without any what success is.
  package mutating func choiceOutcomes(_ choices: [Choice], _ otherwise: String) {
    shape.choices = choices
    shape.namedOutcomes =
      "each of `choices` by its name: it was chosen. Written choices have no `done`."
    shape.outcomes += choices.map {
      OutcomeShape(
        outcome: Outcome($0.name),
        documentation: "The choice `\($0.name)`.",
        isNamedByAuthor: true
      )
    }
    if choices.isEmpty { outcome(.done, otherwise) }
  }

  /// Says that answers of the flow's `everywhere` are outcomes too, which lead where it says.
  package mutating func sharedOutcomes(_ entries: [EverywhereEntry]) {
    for entry in entries {
      guard case .go(let block) = entry.action else { continue }
      shape.outcomes.append(
        OutcomeShape(
          outcome: Outcome(entry.choice.name),
          documentation: "The answer `\(entry.choice.name)` of `everywhere`.",
          isNamedByAuthor: true,
          effect: OutcomeEffect(onward: .block(block), takesHandler: false)
        )
      )
    }
  }

  /// Says that each trigger of a wait is an outcome, and what its result holds.
  package mutating func triggerOutcomes(_ triggers: [WaitStep.Trigger]) {
    shape.namedOutcomes =
      "each of `for` by its name: it came true. Under that name the result holds the fields of a "
      + "`signal`, the `tones` of a `press`, or the `party` that `left`."
    for trigger in triggers {
      shape.outcomes.append(
        OutcomeShape(
          outcome: Outcome(trigger.name),
          documentation: "`\(trigger.name)` came true.",
          isNamedByAuthor: true,
          effect: OutcomeEffect(
            company: trigger.condition.isLeaving ? [.alone, .together] : nil
          )
        )
      )
      if case .signal(_, let type) = trigger.condition {
        hides(type.sensitivePaths.map { [trigger.name] + $0 })
      }
      output(trigger.name, trigger.resultType, [Outcome(trigger.name)], "What came true.")
    }
    if triggers.isEmpty { outcome(.done, "The time is over.") }
  }

  /// Says that a three-digit status can be an outcome.
  package mutating func statusOutcomes() {
    shape.takesStatuses = true
  }

  /// Says that the step chooses between ways by itself.
  package mutating func decides(
    _ question: StepDecision.Question,
    _ branches: [StepDecision.Branch]
  ) {
    shape.decision = StepDecision(question: question, branches: branches)
    outcome(.done, "One of its branches was taken.", OutcomeEffect(takesHandler: false))
  }

  /// Says which steps the step runs inside of it.
  package mutating func encloses(_ steps: EnclosedSteps) {
    shape.enclosed = steps
  }

  /// Says which prompts the step can say.
  package mutating func says(_ prompts: [PromptReference]) {
    shape.prompts += prompts
  }

  /// Says which parties are spoken or listened to alone.
  package mutating func aims(at parties: [FieldValue<Party>], onlyInGroup: Bool = false) {
    shape.ears += parties.map { Ear(party: $0, onlyInGroup: onlyInGroup) }
  }

  /// Says that what the step plays goes on while the flow does.
  package mutating func playsOn(_ afterplay: Afterplay) {
    shape.afterplay = afterplay
  }

  /// Says which variables the step gives values.
  package mutating func assigns(_ variables: [String]) {
    shape.assigned += variables
  }

  /// Says that the step asks for something, so that other inputs come in while it runs, and
  /// whether a call can stand at it for a while.
  package mutating func waits(_ waits: Bool = true) {
    shape.waits = waits
    shape.letsInputsIn = true
  }

  /// Says that the sources disagree whether the service takes what the step asks in a profile
  /// (SEMANTICS.md, rule 43).
  package func isDisputed(in profile: Profile) {
    guard !isBlank, declared.head.profile == profile else { return }
    nodes.report(
      Diagnostic(
        .disputedStep,
        .hint,
        "the service may refuse `\(owner)` in a `\(profile)` flow",
        at: Diagnostic.Label(
          ownerSpan,
          "the service's documentation disagrees with itself here"
        ),
        help: "try it with the real service, and say what comes of `failed`"
      )
    )
  }

  /// Says that the step is refused in a profile in which the table has nobody for its action.
  package func isRefusedWhereNobody(is action: PartyAction) {
    let profile = declared.head.profile
    guard !isBlank, AdmissionTable.kinds(for: action, in: profile).isEmpty else { return }
    let others = Profile.allCases.compactMap { other -> String? in
      let kinds = AdmissionTable.kinds(for: action, in: other).map { "a `\($0)`" }
      return kinds.isEmpty
        ? nil : "only in a `\(other)` flow, \(action.rule) \(kinds.joined(separator: " or "))"
    }
    nodes.report(
      Diagnostic(
        .profileOption,
        "nobody can be \(action.participle) in a `\(profile)` flow",
        at: ownerSpan,
        help: others.joined(separator: "; ")
      )
    )
  }

  /// Says that the step is refused in a profile, and why.
  package func isRefused(in profile: Profile, _ help: String) {
    guard !isBlank, declared.head.profile == profile else { return }
    nodes.report(
      Diagnostic(
        .profileOption,
        "`\(owner)` is refused in a `\(profile)` flow",
        at: ownerSpan,
        help: help
      )
    )
  }

  /// Says that the caller is meant where a field is left out: somebody has to be named where there
  /// is none.
  package func needsCaller(unless field: String) {
    guard !isBlank, self.field(field) == nil else { return }
    reportNoCaller(
      "`\(owner)` is for the caller where nobody is named",
      at: ownerSpan,
      help: "add `\(field):`"
    )
  }

  /// Says that a field is for the caller's ears.
  package func needsCaller(for field: String) {
    guard !isBlank, let node = self.field(field) else { return }
    reportNoCaller(
      "`\(field)` is for the caller to hear",
      at: node.headSpan,
      help: "leave it out, or `play` it to everyone in the background"
    )
  }

  /// Says what the step does to a feed; without an action it changes its language.
  package mutating func changes(_ feed: Feed, _ action: FieldValue<FeedAction>?) {
    let asked: FeedChange.Action =
      switch action {
      case .literal(.start)?: .start
      case .literal(.stop)?: .stop
      case .expression?: .computed
      case nil: .update
      }
    shape.feedChange = FeedChange(feed: feed, action: asked)
  }

  /// Says whether what is said is written down.
  package mutating func hears(transcribedSpeech: Bool) {
    shape.hearsTranscribedSpeech = transcribedSpeech
  }

  /// Says what the step does to the recording; a start may be of one that is paused.
  package mutating func records(_ action: FieldValue<RecordStep.Action>, isPaused: Bool) {
    if case .literal(let action) = action {
      shape.recordingChange = isPaused && action == .start ? .startsPaused : .asked(action)
    } else {
      shape.recordingChange = .computed
    }
  }

  /// Says that the step stops a recording of the call, and has it begin anew afterwards.
  package mutating func interruptsRecording() {
    shape.recordingChange = .interrupts
  }

  /// Says how long the step takes at most; an expression is not counted.
  package mutating func takes(atMost time: FieldValue<Milliseconds>) {
    if case .literal(let time) = time { shape.longestTime = time }
  }

  /// Says that the step brings a party into the call, for whom its id can stand.
  package mutating func bringsParty() {
    shape.bringsParty = true
  }

  /// Says that the step leaves those who are in the call to one another.
  package mutating func leavesCompany() {
    shape.leavesCompany = true
  }

  /// Says beside what the step may run.
  package mutating func runsBeside(_ places: Beside...) {
    shape.runsBeside.formUnion(places)
  }

  /// Says which values leave for other systems.
  package mutating func sends(_ values: [ExpressionID]) {
    shape.sent += values
  }

  /// Says which values are written to the log.
  package mutating func logs(_ values: [ExpressionID]) {
    shape.logged += values
  }

  /// Says what the step tells whom it reaches.
  mutating func tells(_ parties: [FieldValue<Party>], _ context: CallContextFields?) {
    shape.telling = context.map { Telling(parties: parties, context: $0) }
  }

  /// Says that the step takes its time and says nothing meanwhile: at most so long, or for as long as
  /// the call lasts without a time; how long an expression makes it, nobody knows.
  mutating func isSilent(
    _ isSilent: Bool = true,
    for time: FieldValue<Milliseconds>?,
    isCertain: Bool = false,
    mayBeAnswer: Bool = false,
    _ help: String
  ) {
    guard isSilent, time?.isLiteral ?? true else { return }
    let longest: Milliseconds? = if case .literal(let time)? = time { time } else { nil }
    shape.silence = Silence(
      longest: longest,
      isCertain: isCertain,
      mayBeAnswer: mayBeAnswer,
      help: help
    )
  }

  /// Says how it is said what the step does: "now …" and "instead of …".
  package mutating func reads(
    as third: String,
    _ gerund: String,
    _ object: StepWording.Object = .nothing
  ) {
    shape.wording = StepWording(third: third, gerund: gerund, object: object)
  }

  /// Says that nobody in the call notices the step.
  package mutating func goesUnnoticed() {
    shape.isNoticed = false
  }
}
