import Diagnostics
import FlowServer
import Foundation
import JSON

extension CheckupLine {
  /// The line for people: what was found, what that breaks, and what to do.
  var shown: String {
    let state = state.rawValue.padding(toLength: 4, withPad: " ", startingAt: 0)
    let lines =
      ["\(state)  \(quoted(subject)): \(quoted(found, limit: 400))"]
      + (breaks.isEmpty ? [] : ["      breaks: \(quoted(breaks, limit: 400))"])
      + (advice.isEmpty ? [] : ["      do: \(quoted(advice, limit: 400))"])
    return lines.joined(separator: "\n")
  }

  /// The line for programs: a JSON object.
  var jsonText: String {
    let object = JSONValue.members([
      "state": .string(state.rawValue), "subject": .string(subject), "found": .string(found),
      "breaks": breaks.isEmpty ? nil : .string(breaks),
      "do": advice.isEmpty ? nil : .string(advice),
    ])
    return object.text()
  }
}
