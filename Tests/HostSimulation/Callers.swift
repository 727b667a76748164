internal import CEL
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import TestSupport

/// What callers, parties and other systems do, by chance.
struct Callers {
  var dice: SeededGenerator

  private static let words = ["support", "sales", "yes", "no", "something else"]

  /// Somebody who calls, or is called.
  mutating func script(_ number: Int, to callee: Identifier?) -> CallerScript {
    let isWithheld = dice.chance(10)
    var script = CallerScript(
      caller: Identifier(
        rawID: isWithheld && callee != nil ? "4:anonymous" : "4:+1425555\(1000 + number)"
      )
    )
    script.to = callee
    script.turns = turns(upTo: 8)
    let parties = (0..<dice.number(in: 1...3)).map { _ in reaction() }
    script.parties = ["*": parties]
    script.transfer = (0..<dice.below(3)).compactMap { _ in dice.pick(TransferReaction.allCases) }
    script.recording = (0..<dice.below(3)).map { _ in dice.chance(20) ? .failed : .active }
    if dice.chance(90) { script.hangUpAfter = milliseconds(in: 3_000...150_000) }
    return script
  }

  private mutating func reaction() -> PartyReaction {
    let action = dice.chance(60) ? .accept : dice.pick(PartyReaction.Action.allCases) ?? .accept
    return PartyReaction(
      action,
      after: milliseconds(in: 200...9_000),
      leaveAfter: dice.chance(70) ? milliseconds(in: 1_000...60_000) : nil,
      turns: turns(upTo: 3)
    )
  }

  private mutating func turns(upTo count: Int) -> [Turn] {
    (0..<dice.below(count + 1)).map { _ in
      let after = dice.chance(30) ? nil : milliseconds(in: 0...4_000)
      switch dice.below(10) {
      case 0..<6:
        let tones = (0..<dice.number(in: 1...4)).compactMap { _ in dice.pick(Tone.allCases) }
        return Turn(.press(tones), after: after)
      case 6..<9: return Turn(.say(dice.pick(Self.words) ?? ""), after: after)
      default: return Turn(.silence, after: after)
      }
    }
  }

  private mutating func milliseconds(in range: ClosedRange<Int>) -> Milliseconds {
    Milliseconds(Int64(dice.number(in: range)))
  }

  /// What a flow that places its calls is begun with.
  func arguments(of program: Program, calling callee: Identifier) -> [String: CELValue] {
    program.parameters.reduce(into: [:]) { arguments, parameter in
      switch parameter.value {
      case .identifier: arguments[parameter.key] = IdentifierType.value(of: callee)
      case .string: arguments[parameter.key] = .string("Kim")
      default: break
      }
    }
  }

  /// Something that another system posts.
  mutating func signal(_ number: Int, of program: Program) -> PostedSignal? {
    guard let name = dice.pick(program.signals.keys.sorted()) else { return nil }
    var fields = CELMap()
    if case .record(let declared)? = program.signals[name] {
      for field in declared where dice.chance(90) {
        fields.insert(value(of: field.type), forKey: .string(field.name))
      }
    }
    return PostedSignal(id: EventID("signal-\(number)"), name: name, fields: .map(fields))
  }

  private mutating func value(of type: FlowType) -> CELValue {
    switch type {
    case .identifier: .string("+12065551234")
    case .int: .int(Int64(dice.below(9)))
    case .bool: .bool(dice.chance(50))
    default: .string("Kim")
    }
  }
}
