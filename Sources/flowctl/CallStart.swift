import CEL
import CallAutomation
import CallDispatch
import FlowEngine
import FlowLanguage
import FlowRuntime

/// A call that `dev` is asked to begin: a flow, and the values of its parameters as written.
struct CallStart {
  let flow: String
  private let values: NamedValues

  /// Takes `NAME=VALUE` texts.
  init(flow: String, values: [String]) throws {
    self.flow = flow
    self.values = try NamedValues(values)
  }

  /// The values as JSON has them: texts for types whose values are texts, else what the text is as
  /// JSON.
  func values(for program: Program) -> [String: CELValue] {
    var named: [String: CELValue] = [:]
    for (name, text) in values.texts {
      named[name] = value(of: text, program.parameters[name])
    }
    return named
  }

  private func value(of text: String, _ type: FlowType?) -> CELValue {
    do {
      return try jsonValue(of: text, type: type?.name ?? "string").celValue
    } catch {
      // Not of the type either: that is said where it is compared with it.
      return .string(text)
    }
  }
}
