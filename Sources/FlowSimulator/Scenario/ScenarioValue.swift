internal import CEL
internal import CallDispatch
internal import JSON

/// A value of a test, with `${ … }` in it.
indirect enum ScenarioValue: Sendable {
  /// A value that stands as it is.
  case literal(JSONValue)
  /// One `${ … }` and nothing else: the expression's own value.
  case expression(CELExpression)
  /// A text with expressions in it.
  case text([Piece])
  /// A list.
  case list([ScenarioValue])
  /// A mapping, in the order written.
  case map([(key: String, value: ScenarioValue)])

  /// A piece of a text.
  enum Piece: Sendable {
    case text(String)
    case expression(CELExpression)
  }

  /// The value as flows see it, with the values of names put in.
  func value(_ names: (String) -> CELValue?) throws(CELFailure) -> CELValue {
    switch self {
    case .literal(let json): return json.celValue
    case .expression(let expression):
      return try expression.evaluate { variable throws(CELFailure) in names(variable.name) }
    case .text(let pieces):
      var text = ""
      for piece in pieces { text += try piece.text(names) }
      return .string(text)
    case .list(let items):
      var values: [CELValue] = []
      for item in items { values.append(try item.value(names)) }
      return .list(values)
    case .map(let entries):
      var map = CELMap()
      for entry in entries { map.insert(try entry.value.value(names), forKey: .string(entry.key)) }
      return .map(map)
    }
  }
}

extension ScenarioValue.Piece {
  fileprivate func text(_ names: (String) -> CELValue?) throws(CELFailure) -> String {
    switch self {
    case .text(let text): return text
    case .expression(let expression):
      let value = try expression.evaluate { variable throws(CELFailure) in names(variable.name) }
      return value.text() ?? JSONValue(value).description
    }
  }
}
