import CallModel
import FlowLanguage
import TestSupport

@testable import FlowEngine

/// A call of a program with a service that does anything, and what it came to.
///
/// Events come late, twice, in any order and before the answers they belong to; parties join and
/// leave; the host crashes and starts again; in half of the calls everybody does their part. At last
/// only time passes, until the call is over.
struct RandomCall {
  private(set) var machine = CallMachine(callID: CallID("00000000000000000000000000000001"))
  private(set) var effects: [[Effect]] = []
  private(set) var inputs: [CallInput] = []
  private(set) var callEndedBegan = 0

  /// One input with what came of it.
  struct Turning {
    let before: CallMachine
    let input: CallInput
    let effects: [Effect]
    let after: CallMachine
  }

  /// Runs a call; `check` sees every input.
  init(of program: Program, seed: UInt64, check: (Turning) -> Void = { _ in }) {
    var dice = SeededGenerator(seed: seed)
    let isOrderly = dice.chance(50)
    var service = RandomService(dice, isOrderly: isOrderly)
    feed(service.begin(program), program, &service, check)
    for _ in 0..<60 where !machine.isOver { feed(service.next(), program, &service, check) }
    var limit = 4_000
    while !machine.isOver, limit > 0, let timer = service.nextTimer() {
      feed(timer, program, &service, check)
      limit -= 1
    }
  }

  private mutating func feed(
    _ input: CallInput,
    _ program: Program,
    _ service: inout RandomService,
    _ check: (Turning) -> Void
  ) {
    let before = machine
    let new = machine.handle(input, in: program)
    inputs.append(input)
    effects.append(new)
    if !before.state.callEndedHasBegun, machine.state.callEndedHasBegun { callEndedBegan += 1 }
    service.take(new)
    check(Turning(before: before, input: input, effects: new, after: machine))
  }
}
