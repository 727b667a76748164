import CEL
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
  /// What operators have given flags, as JSON has it: anything, now and then.
  private var flags: [String: CELValue] = [:]
  private var operators: SeededGenerator

  /// What an operator may say.
  private static let values: [CELValue?] = [
    nil, .bool(true), .bool(false), .int(7), .string("closed"), .string("+12065559876"),
    .string("5s"), .null, .list([.string("a")]),
  ]

  private mutating func flipFlags(of program: Program) {
    for name in program.flags.keys.sorted() where operators.chance(15) {
      flags[name] = operators.pick(Self.values) ?? nil
    }
  }

  /// One input with what came of it.
  struct Turning {
    let before: CallMachine
    let input: CallInput
    let effects: [Effect]
    /// What operators had given flags by then.
    let flags: [String: CELValue]
    let after: CallMachine

    var handled: HandledInput {
      HandledInput(before: before, input: input, effects: effects, after: after)
    }
  }

  /// Runs a call; `check` sees every input.
  init(of program: Program, seed: UInt64, check: (Turning) -> Void = { _ in }) {
    var dice = SeededGenerator(seed: seed)
    operators = SeededGenerator(seed: ~seed)
    let isOrderly = dice.chance(50)
    var service = RandomService(dice, isOrderly: isOrderly)
    feed(service.begin(program), program, &service, check)
    for _ in 0..<60 where !machine.isClosed { feed(service.next(), program, &service, check) }
    var limit = 4_000
    while !machine.isClosed, limit > 0, let timer = service.nextTimer() {
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
    flipFlags(of: program)
    let before = machine
    let input = machine.noting(flags, in: input, of: program)
    let new = machine.handle(input, in: program)
    inputs.append(input)
    effects.append(new)
    if !before.state.callEndedHasBegun, machine.state.callEndedHasBegun { callEndedBegan += 1 }
    service.take(new)
    check(Turning(before: before, input: input, effects: new, flags: flags, after: machine))
  }
}
