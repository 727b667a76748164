package import CEL
import CallModel
import FlowLanguage

extension Turn {
  /// The value of a name in expressions, computed when it is asked for; nil for what is unset.
  func value(of name: String, read references: [CELReference]) -> CELValue? {
    switch name {
    case "call": return callValue
    case "caller": return caller.map(IdentifierType.value)
    case "now": return now.value
    case "hours": return hoursValue(references)
    case "settings":
      return .record(CELRecord(typeName: "settings", fields: program.settings))
    case "flags": return flagsValue
    case "failure": return failure?.value
    case "recording": return state.recordings.value
    default: break
    }
    if let value = variables[name] ?? records[name] { return value }
    if let identity = program.identities[name] { return IdentifierType.value(of: identity) }
    // A step that has not run yet: a result that provides nothing.
    return program.variables[name] == nil
      ? .record(CELRecord(typeName: "result of \(name)", fields: [:])) : nil
  }

  private var callValue: CELValue? {
    guard let call = state.call, let startedAt = call.startedAt.value else { return nil }
    let headers = CELRecord(
      typeName: "headers",
      fields: ["sip": call.sipHeaders.headersValue, "voip": call.voipHeaders.headersValue]
    )
    var fields: [String: CELValue] = [
      "id": .string(state.callID.rawValue),
      "from": IdentifierType.value(of: call.from),
      "to": IdentifierType.value(of: call.to),
      "onBehalfOf": .optional(call.onBehalfOf.map { IdentifierType.value(of: $0) }),
      "callerName": .optional(call.callerName.map(CELValue.string)),
      "headers": .record(headers),
      "correlationId": .string(call.correlationID.rawValue),
      "startedAt": startedAt,
    ]
    if state.phase == .gone, let ended = state.ended {
      fields["ended"] = ended.value(startedAt: call.startedAt)
    }
    return .record(CELRecord(typeName: "call", fields: fields))
  }

  /// Only the schedules that the expression reads, and of each only what it reads.
  private func hoursValue(_ references: [CELReference]) -> CELValue {
    var fields: [String: CELValue] = [:]
    for reference in references where reference.path.first == "hours" {
      guard reference.path.count > 1, let schedule = program.hours[reference.path[1]] else {
        for (name, schedule) in program.hours {
          fields[name] = schedule.value(at: now, withOpening: true)
        }
        break
      }
      let detail = reference.path.count > 2 ? reference.path[2] : nil
      let needsOpening = detail == nil || detail == "nextOpening"
      if fields[reference.path[1]] == nil || needsOpening {
        fields[reference.path[1]] = schedule.value(at: now, withOpening: needsOpening)
      }
    }
    return .record(CELRecord(typeName: "hours", fields: fields))
  }
}

extension HoursSchedule {
  /// What expressions read of a schedule; the next opening takes a search and is left out where
  /// nobody asks.
  fileprivate func value(at time: Timestamp, withOpening: Bool) -> CELValue {
    let state = state(at: time)
    var fields: [String: CELValue] = [
      "isOpen": .bool(state == .open),
      "isClosed": .bool(state != .open),
      "state": .string(state.rawValue),
      "holiday": .optional(holiday(at: time).map(CELValue.string)),
    ]
    if withOpening { fields["nextOpening"] = .optional(nextOpening(after: time)?.value) }
    return .record(CELRecord(typeName: "schedule", fields: fields))
  }
}

extension Timestamp {
  /// The time in expressions, or nil outside the years 1 to 9999.
  package var value: CELValue? {
    CELTimestamp(millisecondsSince1970: milliseconds).map(CELValue.timestamp)
  }
}

extension Milliseconds {
  /// The length of time in expressions; zero where it is beyond what they can hold.
  var value: CELValue {
    .duration(CELDuration(milliseconds: count) ?? CELDuration(nanoseconds: 0))
  }
}

extension [String: String] {
  /// Headers in expressions: their names compare without case (SEMANTICS.md, rule 56).
  fileprivate var headersValue: CELValue {
    .map(CELMap(headers: mapValues(CELValue.string)))
  }
}

extension EndRecord {
  fileprivate func value(startedAt: Timestamp) -> CELValue {
    var fields: [String: CELValue] = [
      "reason": .string(reason.rawValue),
      "step": .optional(step.map(CELValue.string)),
      "duration": (at - startedAt).value,
    ]
    fields["at"] = at.value
    fields.merge(report.fields) { own, _ in own }
    return .record(CELRecord(typeName: "ended", fields: fields))
  }
}

extension FailureRecord {
  fileprivate var value: CELValue {
    .record(
      CELRecord(
        typeName: "failure",
        fields: [
          "step": .string(step), "outcome": .string(outcome.name), "reason": reason.value,
        ]
      )
    )
  }
}
