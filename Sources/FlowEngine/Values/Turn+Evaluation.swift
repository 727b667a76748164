import CEL
import CallModel
import FlowLanguage

extension Turn {
  /// The value of an expression; what cannot be computed is the step's failure (rule 29).
  func evaluate(_ id: ExpressionID) throws(StepFailure) -> CELValue {
    let expression = program[id]
    do throws(CELFailure) {
      return try expression.evaluate { variable throws(CELFailure) in
        value(of: variable.name, read: expression.references)
      }
    } catch {
      throw StepFailure(.expression, error.message)
    }
  }

  /// Whether a condition holds.
  func condition(_ id: ExpressionID) throws(StepFailure) -> Bool {
    guard case .bool(let holds) = try evaluate(id) else {
      throw StepFailure(.expression, "a condition is neither true nor false")
    }
    return holds
  }

  /// A text with its expressions' values put in; `encode` makes each fit where it stands.
  func text(
    _ template: Template,
    encode: (String) -> String = { $0 }
  ) throws(StepFailure) -> String {
    var text = ""
    for part in template.parts {
      switch part {
      case .text(let piece): text += piece
      case .expression(let id): text += encode(try self.text(of: id))
      case .secret: throw StepFailure(.invalid, "a secret cannot stand in this text")
      }
    }
    return text
  }

  /// The value of an expression as it reads inside a text.
  func text(of id: ExpressionID) throws(StepFailure) -> String {
    guard let text = try evaluate(id).text() else {
      throw StepFailure(.expression, "a value has no form as text")
    }
    return text
  }

  /// A value of any shape, with its expressions' values put in.
  func value(of template: ValueTemplate) throws(StepFailure) -> CELValue {
    switch template {
    case .literal(let literal): return literal.celValue
    case .expression(let id): return try evaluate(id)
    case .text(let template): return .string(try text(template))
    case .list(let items):
      var values: [CELValue] = []
      for item in items { values.append(try value(of: item)) }
      return .list(values)
    case .map(let entries):
      var map = CELMap()
      for entry in entries {
        map.insert(try value(of: entry.value), forKey: .string(entry.key))
      }
      return .map(map)
    }
  }
}
