import CallModel
import FlowEngine
import FlowLanguage
import Foundation

/// Runs calls through the engine alone, one thread: a loop of steps that wait for nothing, and a
/// call that is driven by the service's events.
func engineSteps() {
  let calls = 20_000
  guard let program = compiled(flow(number: 1)) else { return print("the flow has errors") }
  var inputs = 0
  var commands = 0
  var time = 0.0
  let each =
    cpu {
      time = best(of: 3) {
        inputs = 0
        commands = 0
        for number in 0..<calls {
          run(program, number) { _, effects in
            inputs += 1
            for case .send in effects { commands += 1 }
          }
        }
      }
    } / Double(3 * inputs)
  print(
    "\(calls) calls, \(inputs) inputs, \(commands) commands in \(milliseconds(time)) ms, one thread"
  )
  print(
    "\(Int(Double(inputs) / time)) inputs/s, \(Int(Double(calls) / time)) calls/s; "
      + "\(milliseconds(each * 1000)) µs of CPU an input"
  )
}

/// What an input takes of a core in the machine alone, in seconds.
func inputOfEngine(_ program: Program) -> Double {
  var inputs = 0
  let time = cpu {
    for number in 0..<5_000 { run(program, number) { _, _ in inputs += 1 } }
  }
  return time / Double(inputs)
}

func compiled(_ text: String) -> Program? {
  let file = ProjectFile(path: "flow.yaml", bytes: Array(text.utf8))
  let sources = ProjectSources(
    files: [file],
    environment: nil,
    requiresValues: false,
    zones: NoZones()
  )
  return compileProject(sources).programs.first
}

/// One call: answered, greeted, "1" pressed, transferred; shows the machine after each input.
func run(_ program: Program, _ number: Int, _ took: (CallMachine, [Effect]) -> Void) {
  var machine = CallMachine(callID: CallID(String(format: "%032x", number)))
  var time: Int64 = 1_772_442_300_000
  var queue: [CallInput.Content] = [.incoming(incoming(number))]
  var events = 0
  while let content = queue.popLast() {
    time += 100
    let input = CallInput(at: Timestamp(milliseconds: time), content)
    let effects = machine.handle(input, in: program)
    took(machine, effects)
    for case .send(let send) in effects {
      queue.insert(.answered(send.context, CommandAnswer(connectionID: connection)), at: 0)
      for content in replies(to: send.command) {
        events += 1
        queue.insert(
          .event(
            CallEvent(
              id: EventID("\(number)-\(events)"),
              connectionID: connection,
              context: send.context,
              result: ResultInformation(code: 200, subCode: 0),
              content: content
            )
          ),
          at: 0
        )
      }
    }
  }
}

private let connection = CallConnectionID("5f1e0c00-93ab-4d07-8a55-2b6c1d4e9f10")
private let caller = Identifier.phoneNumber("+14255550123")

/// What the service would tell after a command.
private func replies(to command: CallCommand) -> [CallEvent.Content] {
  switch command {
  case .answer:
    [
      .callConnected,
      .participantsUpdated([Participant(identifier: caller)], sequenceNumber: 1),
    ]
  case .play: [.playStarted, .playCompleted]
  case .recognize:
    [.recognizeCompleted(.choice(label: "sales", phrase: nil, confidence: nil))]
  case .transfer: [.callTransferAccepted(target: nil, transferee: nil), .callDisconnected]
  case .terminate: [.callDisconnected]
  default: []
  }
}

private func incoming(_ number: Int) -> IncomingCall {
  IncomingCall(
    to: Identifier(rawID: "28:orgid:cc123456-5678-5678-1234-000000000001"),
    from: caller,
    callerName: nil,
    context: IncomingCallContext("context"),
    correlationID: CorrelationID("\(number)"),
    serverCallID: nil
  )
}
