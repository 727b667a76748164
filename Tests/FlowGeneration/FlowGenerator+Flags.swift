import CEL
import CallModel
import FlowLanguage
import TestSupport

extension FlowGenerator {
  /// A flag as declared.
  struct Flag {
    let name: String
    let type: FlowType
    /// What is written behind the `=`; nil for an optional that begins with nothing.
    let initial: String?
  }

  /// The flags of a flow of that seed; some flows have none.
  ///
  /// Of the seed, not of the dice: what else is drawn stays what it was.
  static func flags(for seed: UInt64) -> [Flag] {
    guard seed % 4 == 3 else { return [] }
    return [
      Flag(name: "emergency", type: .bool, initial: "false"),
      Flag(name: "notice", type: .optional(.string), initial: nil),
      Flag(name: "level", type: .int, initial: "3"),
      Flag(name: "patience", type: .duration, initial: "20s"),
      Flag(name: "words", type: .list(.string), initial: "[a, 'b, c']"),
      Flag(name: "backup", type: .identifier([.phoneNumber]), initial: "+12065550001"),
    ]
  }

  func flagDrafts() -> YAMLDraft {
    .map(
      flags.map { flag in
        (flag.name, .text(flag.type.name + (flag.initial.map { " = \($0)" } ?? "")))
      }
    )
  }

  /// What expressions can read of the flags.
  var readableFlags: [Readable] {
    flags.flatMap { flag -> [Readable] in
      let name = "flags.\(flag.name)"
      guard case .identifier = flag.type else {
        return [Readable(text: name, type: flag.type.celType)]
      }
      return [
        Readable(text: "\(name).number", type: .string),
        Readable(text: "(\(name).kind == 'phoneNumber')", type: .bool),
      ]
    }
  }

  /// A condition that asks for a flag; nil where there are none.
  mutating func flagCondition(at point: Point) -> String? {
    guard !flags.isEmpty, dice.chance(40) else { return nil }
    uses.insert("flag in a condition")
    let others = ["has(flags.notice)", "flags.level > 5", "flags.backup.kind == 'phoneNumber'"]
    let test = dice.pick(["flags.emergency", "!flags.emergency"] + others) ?? "flags.emergency"
    return dice.chance(50) ? test : "\(test) || \(expression(.bool, at: point))"
  }
}
