import CEL
import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

/// What shows that a promise of every flow is broken: machines that were spoilt.
@Suite struct PromiseTests {
  /// A call that waits, with the input that brought it there.
  private func waiting(
    _ steps: String = "- wait: 1h\n- hangUp",
    top: String = "",
    doing drive: (inout Conversation) -> Void = { _ in }
  ) throws -> (handled: HandledInput, program: FlowLanguage.Program) {
    let indented = steps.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    var call = try Conversation("main:\n  - answer\n\(indented)", top: top)
    call.connect()
    drive(&call)
    let before = call.machine
    let input = CallInput(
      at: before.state.lastTime + .seconds(1),
      .event(
        CallEvent(
          id: EventID("news"),
          connectionID: before.connectionID,
          context: nil,
          result: nil,
          content: .participantsUpdated(
            before.parties.map { Participant(identifier: $0) } + [
              Participant(identifier: .phoneNumber("+12065550100"))
            ],
            sequenceNumber: 9
          )
        )
      )
    )
    var after = before
    let effects = after.handle(input, in: call.program)
    let handled = HandledInput(before: before, input: input, effects: effects, after: after)
    #expect(handled.brokenPromises(in: call.program).isEmpty)
    return (handled, call.program)
  }

  private func spoilt(
    _ handled: HandledInput,
    saying effects: [Effect] = [],
    before: (inout CallMachine) -> Void = { _ in },
    after: (inout CallMachine) -> Void = { _ in }
  ) -> HandledInput {
    var (first, last) = (handled.before, handled.after)
    before(&first)
    after(&last)
    return HandledInput(
      before: first,
      input: handled.input,
      effects: handled.effects + effects,
      after: last
    )
  }

  private func details(
    _ promise: CallPromise,
    _ handled: HandledInput,
    _ program: FlowLanguage.Program
  ) -> [String] {
    handled.broken(promise, in: program).map(\.detail)
  }

  @Test func `a command that the phase does not take`() throws {
    let (handled, program) = try waiting()
    let send = SendEffect(
      context: OperationContext(ordinal: 9, attempt: 1),
      command: .answer(
        AnswerCommand(context: IncomingCallContext("context"), cognitiveServicesEndpoint: nil)
      ),
      firstSent: handled.input.time,
      deadline: handled.input.time
    )
    let found = details(.admissible, spoilt(handled, saying: [.send(send)]), program)
    #expect(found == ["answer when the call is connected"])
  }

  @Test func `a variable with a value of another type, or of another kind of party`() throws {
    let (handled, program) = try waiting(
      top: "variables: { tries: int = 0, who: phoneNumber? }"
    )
    let wrong = spoilt(handled, after: { $0.state.variables["tries"] = .string("three") })
    #expect(details(.typed, wrong, program) == ["`tries` of test is no int"])
    let kind = spoilt(
      handled,
      after: { machine in
        let user = Identifier(rawID: "8:orgid:0269be4d-5be0-4770-bf9c-a1bf50ee78d5")
        machine.state.variables["who"] = .optional(IdentifierType.value(of: user))
      }
    )
    #expect(details(.typed, kind, program).count == 1)
  }

  /// A call that was told a code that must not be shown: 123456.
  private func told() throws -> (handled: HandledInput, program: FlowLanguage.Program) {
    try waiting(
      """
      - recognize: { tones: { count: 6 }, sensitive: true }
        id: pin
        on: { failed: hangUp }
      - wait: 1h
        when: pin.outcome == 'done'
      - hangUp
      """
    ) { call in
      call.ignore()
      call.event(.recognizeCompleted(.tones([.one, .two, .three, .four, .five, .six])), for: 2)
    }
  }

  @Test func `a sensitive text in the log, or in what a step says of itself`() throws {
    let (handled, program) = try told()
    let mark = StepTrace.Mark.ended(outcome: "done", detail: "123456")
    for said: Effect in [
      .log(LogEntry(level: .info, path: nil, text: "it is 123456", fields: [:])),
      .trace(StepTrace(path: .block("main"), keyword: "recognize", mark: mark)),
    ] {
      let found = details(.sealed, spoilt(handled, saying: [said]), program)
      #expect(found == ["a text of 6 characters that the flow calls sensitive"])
    }
  }

  @Test func `a sensitive text in a prompt, or in what somebody who is rung is told`() throws {
    let (handled, program) = try told()
    let source = PlaySource.text("It is 123456.", locale: "en-US", voice: nil)
    let context = CustomContext(voipHeaders: ["pin": "123456"], sipHeaders: [:])
    let commands: [CallCommand] = [
      .play(PlayCommand(sources: [source], to: [], loop: false, interrupts: false)),
      .addParticipant(
        AddParticipantCommand(
          target: alice,
          timeoutSeconds: 9,
          callerID: nil,
          context: context
        )
      ),
    ]
    for command in commands {
      let send = SendEffect(
        context: OperationContext(ordinal: 9, attempt: 1),
        command: command,
        firstSent: handled.input.time,
        deadline: handled.input.time
      )
      #expect(details(.sealed, spoilt(handled, saying: [.send(send)]), program).count == 1)
    }
  }

  @Test(arguments: [
    ("https://contoso.com/a", true, 0), ("https://contoso.com/a", false, 1),
    ("http://contoso.com/a", true, 1), ("http://127.0.0.1:8080/a", true, 0),
  ])
  func `a sensitive text in a request that is not encrypted, or not sealed`(
    url: String,
    isSealed: Bool,
    count: Int
  ) throws {
    let (handled, program) = try told()
    let request = HTTPEffect(
      ordinal: 9,
      method: "POST",
      url: [.text(url)],
      headers: [],
      body: .list([.string("pin 123456")]),
      timeout: .seconds(5),
      once: false,
      publicHostsOnly: false,
      isSensitive: isSealed
    )
    #expect(details(.sealed, spoilt(handled, saying: [.http(request)]), program).count == count)
  }

  @Test(arguments: [true, false])
  func `a sensitive text that is given to a call that begins later`(isSealed: Bool) throws {
    let (handled, program) = try told()
    let call = ScheduledCall(
      id: CallID("later"),
      flow: "later",
      arguments: ["pin": .string("123456")],
      due: handled.input.time,
      isSensitive: isSealed
    )
    let found = details(.sealed, spoilt(handled, saying: [.schedule(call)]), program)
    #expect(found.isEmpty == isSealed)
  }

  @Test func `a connected call whose flow stands still, and one without its timers`() throws {
    let (handled, program) = try waiting()
    let still = spoilt(handled, after: { $0.state.frames = FrameStack() })
    #expect(details(.lookedAfter, still, program) == ["at no step"])
    let longest = TimerID("maxDuration")
    let endless = spoilt(handled, after: { $0.state.timers.removeAll { $0.id == longest } })
    #expect(details(.lookedAfter, endless, program) == ["without the timer `maxDuration`"])
  }

  @Test func `an event that changes something when it comes again`() throws {
    let (handled, program) = try waiting()
    let forgetful = spoilt(
      handled,
      after: { machine in
        machine.state.seenEvents = SeenEvents()
        machine.state.parties.forgetSequence()
        machine.state.parties = PartyList()
      }
    )
    #expect(details(.once, forgetful, program) == ["the event ParticipantsUpdated"])
  }

  @Test func `an input that gives something else the second time`() throws {
    let (handled, program) = try waiting()
    let other = spoilt(handled, after: { $0.state.counters.inputs += 1 })
    #expect(details(.equal, other, program) == ["the event ParticipantsUpdated"])
  }

  @Test func `a value that is not read as it was stored`() throws {
    let (handled, program) = try waiting()
    let deep = (0..<300).reduce(CELValue.null) { value, _ in .list([value]) }
    let other = spoilt(handled, after: { $0.state.variables["deep"] = deep })
    #expect(
      details(.stored, other, program) == [
        "the event ParticipantsUpdated: values are nested deeper than 200 levels"
      ]
    )
  }

  @Test func `steps that run after callEnded`() throws {
    let (handled, program) = try waiting()
    let late = Effect.trace(
      StepTrace(path: .block("main"), keyword: "wait", mark: .started)
    )
    let ended = spoilt(
      handled,
      saying: [late],
      before: { machine in
        machine.state.advance(to: .gone)
        machine.state.callEndedHasBegun = true
        machine.state.frames = FrameStack()
        machine.state.operations = OperationTable()
      }
    )
    #expect(details(.endedOnce, ended, program) == ["main"])
  }
}
