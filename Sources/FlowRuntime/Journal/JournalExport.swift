internal import CallAutomation
internal import CallModel
internal import FieldCoding
internal import FlowEngine
package import JSON

extension CallOutline {
  /// The call as a line of an export (`schemas/journal.schema.json`); it is named by its digest.
  package var exportLine: JSONValue {
    .members([
      "kind": "call",
      "call": .string(id.digest),
      "flow": .string(flow),
      "version": .string(version.rawValue),
      "startedAt": .string(startedAt.isoDateTime + "Z"),
      "from": .string(from),
      "to": .string(to),
      "connection": connectionID.map { .string($0.rawValue) },
      "ended": end.map { .string($0.manner.rawValue) },
      "endedAt": end.map { .string($0.time.isoDateTime + "Z") },
    ])
  }
}

extension JournalEntry {
  /// What happened to a call as a line of an export; ids and what is sealed are `‹sealed›`.
  package func exportLine(of call: CallOutline) -> JSONValue {
    [
      "kind": "entry",
      "call": .string(call.id.digest),
      "sequence": .integer(sequence),
      "time": .string(input.time.isoDateTime + "Z"),
      "input": input.readableJSON,
      "effects": .array(effects.map(\.readableJSON)),
    ]
  }

  /// What happened and what was to be done about it, a line each, without values.
  package var account: [String] {
    [input.summary] + effects.compactMap(\.summary).map { "  " + $0 }
  }
}

extension Effect {
  /// The effect in a few words; nil for timers, which tell nothing to people.
  package var summary: String? {
    switch self {
    case .send(let send): "send \(send.command.kind.rawValue) \(send.context)"
    case .http(let request): "http \(request.ordinal)"
    case .fetch(let fetch): "fetch \(fetch.ordinal)"
    case .read(let reads): "read \(reads.map { "\($0)" }.joined(separator: ", "))"
    case .setTimer, .cancelTimer: nil
    case .withdraw(let ordinal): "withdraw \(ordinal)"
    case .release(let ordinal): "go on without \(ordinal)"
    case .schedule(let call): "schedule \(call.flow) at \(call.due.isoDateTime)Z"
    case .log(let entry): "log \(entry.level.rawValue): \(entry.text)"
    case .trace(let trace): trace.summary
    }
  }
}
