import CEL

/// The answers of a menu: as the author wrote them, or as data offers them.
package enum Menu: Sendable {
  /// Those written.
  case written([Choice])
  /// An expression that gives a list of them, each with its `name`, and `press` or `say`.
  case offered(ExpressionID)

  /// The answers that are written; nil where data offers them.
  var choices: [Choice]? {
    if case .written(let choices) = self { choices } else { nil }
  }

  /// The menu with what it takes besides, which data's cannot.
  func joined(by shared: [EverywhereEntry]) -> Menu {
    guard case .written(let choices) = self else { return self }
    return .written(choices + shared.map(\.choice))
  }
}

/// What an expression gives that offers a menu's answers (LANGUAGE.md, part 8, "menus from data").
struct OfferedMenuType {
  /// Whether a choice can be made by words: it may have some, or may have no key, and then its name
  /// is its word.
  let mayBeSpoken: Bool

  /// Reads the type of an expression; nil where it is no list of choices.
  init?(_ type: CELType) {
    guard case .list(let item) = type else { return nil }
    switch item {
    case .dyn, .invalid: mayBeSpoken = true
    case .map(.string, .string), .map(.string, .dyn): mayBeSpoken = true
    case .record(let record):
      func field(_ name: String) -> CELType? { record.fields.first { $0.name == name }?.type }
      guard field("name")?.isText == true,
        field("press").map({ $0.isText || $0 == .optional(.string) }) ?? true,
        field("say").map({ $0 == .list(.string) || $0 == .optional(.list(.string)) }) ?? true,
        field("press") != nil || field("say") != nil
      else { return nil }
      mayBeSpoken = field("say") != nil || field("press")?.isText != true
    default: return nil
    }
  }
}

extension CELType {
  fileprivate var isText: Bool { self == .string || self == .dyn || self == .invalid }
}
