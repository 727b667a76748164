internal import JSON

/// The forms changes are written in.
package enum ChangesFormat: String, CaseIterable, Sendable {
  case text, markdown, json
}

/// Changes as they are shown; they are in the order of their flows.
package func renderChanges(_ changes: [FlowChange], as format: ChangesFormat) -> String {
  switch format {
  case .text: text(changes)
  case .markdown: markdown(changes)
  case .json: json(changes)
  }
}

private func text(_ changes: [FlowChange]) -> String {
  var lines: [String] = []
  var flow: String?
  for change in changes {
    if change.flow != flow { lines += (lines.isEmpty ? [] : [""]) + [change.flow] }
    flow = change.flow
    let mark = change.isBreaking ? "breaking  " : "          "
    let place = change.place.map { "\($0): " } ?? ""
    lines.append("  \(mark)\(place)\(change.text)")
  }
  return (lines + (lines.isEmpty ? [] : [""]) + [summary(changes)]).joined(separator: "\n") + "\n"
}

private func markdown(_ changes: [FlowChange]) -> String {
  var lines: [String] = []
  var flow: String?
  for change in changes {
    if change.flow != flow { lines += (lines.isEmpty ? [] : [""]) + ["### \(change.flow)", ""] }
    flow = change.flow
    let mark = change.isBreaking ? "**breaking** " : ""
    let place = change.place.map { "*\($0)*: " } ?? ""
    lines.append("- \(mark)\(place)\(change.text)")
  }
  return (lines + (lines.isEmpty ? [] : [""]) + [summary(changes)]).joined(separator: "\n") + "\n"
}

private func json(_ changes: [FlowChange]) -> String {
  let list = changes.map { change in
    JSONValue.members([
      "flow": .string(change.flow), "place": change.place.map { .string($0) },
      "text": .string(change.text), "breaking": .bool(change.isBreaking),
    ])
  }
  return JSONValue.members(["version": 1, "changes": .array(list)]).text(in: .pretty) + "\n"
}

private func summary(_ changes: [FlowChange]) -> String {
  guard !changes.isEmpty else { return "no change that anybody notices" }
  let breaking = changes.count { $0.isBreaking }
  return "\(changes.count) change\(changes.count == 1 ? "" : "s"), \(breaking) breaking"
}
