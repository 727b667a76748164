import CEL
import CallModel
import FlowLanguage

extension Turn {
  /// The answers that data offers for a menu (LANGUAGE.md, part 8, "menus from data"): 1 to 9, each
  /// with a name of its own, and at most one key of its own; otherwise the step has failed.
  func menu(_ list: ExpressionID) throws(StepFailure) -> [Choice] {
    guard case .list(let items) = try evaluate(list) else { throw .mistypedField }
    guard (1...9).contains(items.count) else {
      throw StepFailure(.shape, "a menu has 1 to 9 choices, and this would have \(items.count)")
    }
    var choices: [Choice] = []
    for item in items { choices.append(try choice(item)) }
    let keys = choices.flatMap(\.keys)
    guard Set(choices.map(\.name)).count == choices.count, Set(keys).count == keys.count else {
      throw StepFailure(.shape, "two choices of the menu have one name or one key")
    }
    return choices
  }

  private func choice(_ item: CELValue) throws(StepFailure) -> Choice {
    guard case .string(let name)? = item.member("name"), !name.isEmpty else {
      throw StepFailure(.shape, "a choice of the menu has no name")
    }
    var keys: [Tone] = []
    if case .string(let text)? = item.member("press") {
      guard let tones = Tone.parse(text), tones.count == 1 else {
        throw StepFailure(.shape, "a choice of the menu has not one key")
      }
      keys = tones
    }
    var phrases: [String] = []
    if case .list(let words)? = item.member("say") {
      for case .string(let word) in words where !word.isEmpty { phrases.append(word) }
    }
    return Choice(name: name, keys: keys, phrases: phrases)
  }
}

extension CELValue {
  /// A member of a record or a map; what is missing, none or null is nil.
  fileprivate func member(_ name: String) -> CELValue? {
    let value: CELValue? =
      switch self {
      case .record(let record): record[name]
      case .map(let map): map[name]
      default: nil
      }
    switch value {
    case .optional(let wrapped)?: return wrapped
    case .null?, nil: return nil
    case let value?: return value
    }
  }
}

extension RecognitionChoice {
  /// What the service would be told of a choice of data's.
  init(_ choice: Choice) {
    self.init(
      label: choice.name,
      phrases: choice.phrases.flatMap(\.phrases),
      tone: choice.keys.first
    )
  }

  /// The choice again.
  var choice: Choice {
    Choice(name: label, keys: tone.map { [$0] } ?? [], phrases: phrases)
  }
}
