internal import CallAutomation
internal import CallModel
internal import FlowEngine
internal import FlowRuntime
internal import JSON

extension CallOutline {
  /// The call in a list.
  var json: JSONValue {
    .members([
      "call": .string(id.digest), "id": .string(id.rawValue), "flow": .string(flow),
      "version": .string(version.rawValue), "from": .string(from), "to": .string(to),
      "startedAt": .string(startedAt.text), "state": .string(end?.manner.rawValue ?? "open"),
      "endedAt": end.map { .string($0.time.text) },
      "connectionId": connectionID.map { .string($0.rawValue) },
    ])
  }
}

extension StoredCall {
  /// The call, and where its flow stands; of a state of a later version only that.
  var json: JSONValue {
    var members = outline.json.objectMembers ?? [:]
    do throws(JournalError) {
      let machine = try machine()
      members["phase"] = (machine?.phase.rawValue).map { .string($0) }
      members["path"] = (machine?.path).map { .string("\($0)") }
      members["reason"] = endReason.map { .string($0.rawValue) }
      members["filesUntil"] = (machine?.awaitsFilesUntil).map { .string($0.text) }
      let latencies = machine?.latencies ?? [:]
      for latency in CallLatency.allCases {
        members["\(latency.rawValue)Ms"] = latencies[latency].map { .integer(Int($0.count)) }
      }
    } catch {
      members["unreadable"] = .string(error.description)
    }
    return .object(members)
  }
}

extension JournalEntry {
  /// What happened, and what that led to.
  var json: JSONValue {
    .members([
      "sequence": .integer(sequence), "time": .string(input.time.text),
      "happened": .string(input.summary),
      "ledTo": .array(effects.compactMap(\.summary).map { .string($0) }),
    ])
  }
}

extension Timestamp {
  /// As RFC 3339 has it.
  fileprivate var text: String { isoDateTime + "Z" }
}
