internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage

/// What is noticed of a call.
extension Simulation {
  mutating func append(_ content: Notice.Content, isBackground: Bool = false) {
    let notice = Notice(time: now, content: content, isBackground: isBackground)
    log.append(notice)
    if account.isKept { account.note(now, notice.kind, told(notice)) }
  }

  /// Takes in what has begun to sound.
  mutating func noteHeard() {
    for source in emulator.takeHeard() {
      if source.ears.isEmpty || source.ears.contains(caller) { quiet.breakOff() }
      append(.hears(source), isBackground: isBackground(source))
    }
  }

  /// Music, what a flow plays beside its steps, and the beep before a message go on beside the call.
  private func isBackground(_ heard: HeardSource) -> Bool {
    if heard.isLoop || prompts.isPrompt(HeardPrompts.beep, heard.source, locale: nil) {
      return true
    }
    guard let context = heard.context.flatMap({ OperationContext($0) }),
      let place = places[context.ordinal], case .play(let play)? = node(at: place)?.step
    else { return false }
    return play.background
  }

  /// Takes in what a turn of the machine did, and said.
  mutating func note(_ turn: CallTurn) {
    for entry in turn.entries {
      past?.append(PastInput(entry.sealedInput, entry.effects.map(\.sealed)))
      for effect in entry.effects {
        switch effect {
        case .trace(let trace): note(trace)
        case .log(let entry):
          if entry.path != nil { append(.logged(entry.text)) }
        case .send(let send):
          places[send.context.ordinal] = place
          sent.append(send.command.kind)
        case .http(let request): places[request.ordinal] = place
        case .fetch(let fetch): places[fetch.ordinal] = place
        case .schedule(let call): append(.schedules(call.flow))
        case .read, .setTimer, .cancelTimer, .withdraw, .release: break
        }
      }
    }
  }

  private mutating func note(_ trace: StepTrace) {
    let flow = trace.flow ?? program.name
    if let program = self.flow(named: flow) { coverage.note(trace, of: program, at: now) }
    switch trace.mark {
    case .started:
      place = StepPlace(flow: flow, path: trace.path)
      if trace.path.index == 0, trace.path.parts.count == 2, let block = trace.path.block {
        append(.reaches(block: block))
      }
    case .skipped, .entered: break
    case .ended(let outcome, let detail):
      guard outcome != "done" else { return }
      let why = detail.isEmpty ? "" : " (\(detail))"
      account.note(now, "flow", "\(trace.place) \(trace.keyword) ends as \(outcome)\(why)")
    }
  }

  /// Takes in a command that the service has taken; what is asked again after a start was noticed once.
  mutating func noteCommand(_ send: SendEffect, isTaken: Bool) {
    let command = send.command
    guard isTaken, taken.insert(send.context).inserted else { return }
    number = number ?? emulator.lastNumber
    if let content = command.notice { append(content) }
    guard case .startRecording = command, recordingBreak != nil, let number else { return }
    recordingBreak = nil
    emulator.breakRecording(of: number, at: now)
  }

  /// Takes in what the service tells of parties.
  mutating func noteEvent(_ event: CallEvent) {
    guard case .addParticipantSucceeded(let party?) = event.content else { return }
    append(.joins(party))
  }

  /// The step at a place.
  func node(at place: StepPlace) -> StepNode? {
    flow(named: place.flow)?.node(at: place.path)
  }

  private func flow(named name: String) -> Program? { program.flow(named: name) }

  /// The caller: who called, or whom the flow called.
  var caller: Identifier {
    number.flatMap { emulator.caller(of: $0) } ?? scenario.call.from
  }

  /// Somebody as lines name them.
  func name(of party: Identifier) -> String {
    if party == caller { return "the caller" }
    let named = scenario.parties.merging(program.identities) { own, _ in own }
      .filter { $0.value == party }.keys.min()
    return named.map { "`\($0)`" } ?? "`\(party.rawID)`"
  }

  /// What was noticed, in a sentence.
  func told(_ notice: Notice) -> String {
    switch notice.content {
    case .hears(let heard):
      let who =
        heard.ears.isEmpty
        ? "the caller" : heard.ears.map { name(of: $0) }.joined(separator: " and ")
      let background = notice.isBackground ? ", beside the call" : ""
      return "\(who) hears \(prompts.name(of: heard.source))\(background)"
    case .rings(let party): return "\(name(of: party)) is rung"
    case .transfers(let party): return "the call is transferred to \(name(of: party))"
    case .joins(let party): return "\(name(of: party)) is in the call"
    case .removes(let party): return "\(name(of: party)) is taken out of the call"
    case .records(let word): return "the recording is to \(word.rawValue)"
    case .requested(let request): return request.line
    case .logged(let text): return "logged: \(text)"
    case .sends(let tones): return "tones \(tones.characters) are sent"
    case .schedules(let flow): return "a call of `\(flow)` is to begin later"
    case .ends(let reason): return "the call ends as `\(reason.rawValue)`"
    case .reaches(let block): return "the flow is at `\(block)`"
    }
  }
}

extension CallCommand {
  /// What is noticed of the command; nil for what is seen by what comes of it, or not at all.
  fileprivate var notice: Notice.Content? {
    switch self {
    case .addParticipant(let add): .rings(add.target)
    case .createCall(let create): .rings(create.target)
    case .transfer(let transfer): .transfers(transfer.target)
    case .removeParticipant(let party): .removes(party)
    case .startRecording: .records(.start)
    case .pauseRecording: .records(.pause)
    case .resumeRecording: .records(.resume)
    case .stopRecording: .records(.stop)
    case .sendTones(let send): .sends(send.tones)
    case .answer, .reject, .redirect, .play, .recognize, .cancelAllMedia, .cancelAddParticipant,
      .startContinuousTones, .stopContinuousTones, .terminate, .hold, .unhold, .mute, .leave,
      .connect, .moveParticipants, .startStreaming, .stopStreaming, .startTranscription,
      .updateTranscription,
      .stopTranscription:
      nil
    }
  }
}

extension Notice {
  fileprivate var kind: String {
    switch content {
    case .hears: "hears"
    case .rings, .joins, .removes, .transfers: "party"
    case .records, .sends: "call"
    case .requested: "http"
    case .logged: "log"
    case .schedules, .reaches: "flow"
    case .ends: "end"
    }
  }
}
