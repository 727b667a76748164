internal import CEL
internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import JSON

/// Reads the entries of a call one after the other.
struct PastReader {
  private let past: [PastInput]
  let program: Program
  let hiding: HiddenValues
  private(set) var happenings: [PastHappening] = []
  private(set) var notes: [String] = []
  private(set) var commands: [CallCommand.Kind] = []
  var hasEnded = false

  /// The commands that were sent, with when and by which step, by their operation.
  var sent: [Int: SentCommand] = [:]
  /// What became of operations, by their numbers.
  private var outcomes: [Int: CallInput] = [:]
  private var caller: Identifier
  /// Who was in the call last, and who of them is taken out or transferred.
  var present: [Identifier] = []
  var dismissed: Set<Identifier> = []
  /// Whether the flow has ended the call, or passed it on.
  var isGivenUp = false
  private var place: StepPlace?

  struct SentCommand {
    let command: CallCommand
    let time: Timestamp
  }

  init(_ past: [PastInput], of program: Program, hiding: HiddenValues, caller: Identifier) {
    self.past = past
    self.program = program
    self.hiding = hiding
    self.caller = caller
    for entry in past {
      guard let ordinal = entry.input.content.ordinal else { continue }
      // What an event says of an operation counts, and not that it was taken.
      if case .answered = entry.input.content { continue }
      outcomes[ordinal] = outcomes[ordinal] ?? entry.input
    }
  }

  mutating func read() {
    for entry in past {
      arrange(entry)
      take(entry.input)
      note(entry)
    }
  }

  mutating func add(_ happening: Happening, at time: Timestamp, rang: Milliseconds? = nil) {
    happenings.append(PastHappening(happening: happening, time: time, rang: rang))
  }

  mutating func tellUntold(_ note: String) { notes.append(note) }

  /// Somebody, as lines name them.
  func party(_ identifier: Identifier) -> ScenarioParty {
    identifier == caller || hiding.party(identifier) == caller
      ? .caller : .identifier(hiding.party(identifier))
  }

  /// What the service and other systems will answer to what this entry asks for has to be said before.
  private mutating func arrange(_ entry: PastInput) {
    for effect in entry.effects {
      switch effect {
      case .send(let send):
        guard case .refused(_, let refusal)? = outcomes[send.context.ordinal]?.content,
          let status = refusal.status, (400...599).contains(status)
        else { continue }
        let refused = ServiceRefusal(status: status, code: refusal.code.flatMap { Int($0) })
        add(.refuse(send.command.kind, refused), at: entry.input.time)
      case .http(let request):
        guard case .httpFinished(_, let result)? = outcomes[request.ordinal]?.content else {
          continue
        }
        if let answer = hiding.answer(result, isSealed: isSealed(request.ordinal), type(of: entry))
        {
          add(.answer(answer), at: entry.input.time)
        }
      case .fetch, .read, .setTimer, .cancelTimer, .withdraw, .release, .schedule, .log, .trace:
        break
      }
    }
    for (name, value) in entry.input.flags.set.sorted(by: { $0.key < $1.key }) {
      add(.flag(name, .literal(JSONValue(value))), at: entry.input.time)
    }
    for name in entry.input.flags.restored {
      tellUntold("the flag `\(name)` was set back to what the flow says")
    }
  }

  private func isSealed(_ ordinal: Int) -> Bool { outcomes[ordinal]?.isSealed ?? false }

  /// The type of what the request of an entry is answered with, as its step declares it.
  private func type(of entry: PastInput) -> FlowType? {
    let last = entry.effects.compactMap { effect -> StepPlace? in
      guard case .trace(let trace) = effect, case .started = trace.mark else { return nil }
      return StepPlace(flow: trace.flow ?? program.name, path: trace.path)
    }.last
    guard let place = last ?? place,
      let node = program.flow(named: place.flow)?.node(at: place.path),
      case .http(let step) = node.step
    else { return nil }
    return step.response
  }

  /// Takes in where the flow is, and what it asks for.
  private mutating func note(_ entry: PastInput) {
    for effect in entry.effects {
      switch effect {
      case .trace(let trace): note(trace)
      case .send(let send): note(send, at: entry.input.time)
      case .http, .fetch, .read, .setTimer, .cancelTimer, .withdraw, .release, .schedule, .log:
        break
      }
    }
  }

  private mutating func note(_ trace: StepTrace) {
    if case .started = trace.mark {
      place = StepPlace(flow: trace.flow ?? program.name, path: trace.path)
    }
  }

  private mutating func note(_ send: SendEffect, at time: Timestamp) {
    commands.append(send.command.kind)
    let ordinal = send.context.ordinal
    sent[ordinal] = SentCommand(command: send.command, time: time)
    switch send.command {
    case .terminate, .leave, .reject, .redirect: isGivenUp = true
    case .removeParticipant(let party): dismissed.insert(party)
    case .addParticipant(let add): noteUnanswered(add.target, ordinal, time)
    case .transfer(let transfer): noteUnanswered(transfer.target, ordinal, time)
    case .createCall(let create):
      caller = create.target
      noteUnanswered(create.target, ordinal, time)
    case .answer, .play, .recognize, .cancelAllMedia, .cancelAddParticipant, .moveParticipants,
      .startRecording,
      .pauseRecording, .resumeRecording, .stopRecording, .startContinuousTones,
      .stopContinuousTones, .hold, .unhold, .mute, .sendTones, .connect, .startStreaming,
      .stopStreaming, .startTranscription, .updateTranscription, .stopTranscription:
      break
    }
  }

  /// Who lets it ring does so from the start: that is said as soon as they are rung.
  private mutating func noteUnanswered(_ target: Identifier, _ ordinal: Int, _ time: Timestamp) {
    let isUnanswered =
      switch outcomes[ordinal]?.content {
      case .event(let event): event.reaction == .noAnswer
      // It was taken back, or the call was over before anybody answered.
      case nil: true
      case .refused, .answered, .incoming, .started, .httpFinished, .timer, .signal, .observed,
        .recordingReady, .hangUpRequested, .recovered:
        false
      }
    if isUnanswered { add(.reacts(.noAnswer, party(target)), at: time) }
  }
}
