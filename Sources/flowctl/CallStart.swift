import CEL
import CallAutomation
import FlowEngine
import FlowLanguage
import FlowRuntime
internal import JSON

/// A call that `dev` is asked to begin: a flow, and the values of its parameters as written.
struct CallStart {
  let flow: String
  private let texts: [String: String]

  /// Takes `NAME=VALUE` texts.
  init(flow: String, values: [String]) throws {
    self.flow = flow
    var texts: [String: String] = [:]
    for value in values {
      guard let mark = value.firstIndex(of: "=") else {
        throw Complaint("`--with \(value)` has no value; it reads `--with name=value`")
      }
      texts[String(value[..<mark])] = String(value[value.index(after: mark)...])
    }
    self.texts = texts
  }

  /// The values as JSON has them: texts for types whose values are texts, else what the text is as
  /// JSON.
  func values(for program: Program) -> [String: CELValue] {
    var values: [String: CELValue] = [:]
    for (name, text) in texts {
      values[name] = value(of: text, program.parameters[name])
    }
    return values
  }

  private func value(of text: String, _ type: FlowType?) -> CELValue {
    switch type {
    case .optional(let wrapped)?: return value(of: text, wrapped)
    case .bool?, .int?, .double?, .list?, .map?, .record?:
      do {
        return try parseJSON(Array(text.utf8), limits: .webhook).celValue
      } catch {
        // Not of the type either: that is said where it is compared with it.
        return .string(text)
      }
    case .string?, .duration?, .timestamp?, .time?, .date?, .locale?, .uri?, .tones?,
      .identifier?, .unreadable?, nil:
      return .string(text)
    }
  }
}
