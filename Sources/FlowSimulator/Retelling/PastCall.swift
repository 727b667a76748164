internal import CEL
internal import CallModel
internal import FlowEngine
internal import FlowLanguage

/// A call that was, as what happened to it: what a scenario's lines say of the world.
///
/// What a flow did is not taken from here: running the flow says it.
struct PastCall: Sendable {
  /// How it began.
  var call: ScenarioCall
  /// When.
  var began: Timestamp
  /// What happened, in order.
  var happenings: [PastHappening] = []
  /// What cannot be told.
  var notes: [String] = []
  /// The commands that the flow sent.
  var commands: [CallCommand.Kind] = []
  /// Whether its end is among what happened.
  var hasEnded = false
  var lastTime: Timestamp

  /// Reads what a journal has of a call; nil where its beginning is not there.
  init?(_ past: [PastInput], of program: Program, hiding: HiddenValues) {
    guard let first = past.first else { return nil }
    var call = ScenarioCall(
      from: .phoneNumber("+14255550100"),
      to: program.routes.first ?? Identifier(rawID: "4:+12065550100")
    )
    switch first.input.content {
    case .incoming(let incoming):
      call.from = hiding.party(incoming.from)
      call.to = incoming.to
      call.onBehalfOf = incoming.onBehalfOf.map(hiding.party)
      call.name = hiding.isOn ? nil : incoming.callerName
      call.headers = hiding.headers(
        incoming.sipHeaders.merging(incoming.voipHeaders) { sip, _ in sip }
      )
    case .started(let arguments): call.arguments = hiding.arguments(arguments, of: program)
    case .event, .answered, .refused, .httpFinished, .timer, .signal, .observed, .recordingReady,
      .hangUpRequested, .recovered:
      return nil
    }
    self.call = call
    began = first.input.time
    lastTime = past.last?.input.time ?? first.input.time
    var reader = PastReader(past, of: program, hiding: hiding, caller: call.from)
    reader.read()
    happenings = reader.happenings
    notes = reader.notes
    commands = reader.commands
    hasEnded = reader.hasEnded
  }
}
