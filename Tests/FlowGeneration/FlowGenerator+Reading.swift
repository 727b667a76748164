import CEL
import CallModel
import FlowLanguage
import TestSupport

/// Something an expression can read, with its type.
struct Readable {
  let text: String
  let type: CELType
  /// Whether it must not be shown.
  var isSensitive = false
}

extension Readable {
  /// What of a sensitive value may be shown: what it compares to, how long it is, its last digits.
  ///
  /// Two of these: all that texts of four have is looked for where it must not be.
  fileprivate var shownParts: [Readable] {
    let compared = [Readable(text: "(\(text) == \(text))", type: .bool)]
    guard type == .string else { return compared }
    return compared + [
      Readable(text: "size(\(text))", type: .int),
      Readable(text: "lastDigits(\(text), 2)", type: .string),
    ]
  }
}

extension FlowGenerator {
  /// What expressions can read at a point without being refused.
  ///
  /// Words that are compared with known words only (kinds, outcomes, states) are turned into plain
  /// text, so that no comparison asks for one that there is not.
  ///
  /// Of what is sensitive they have the value itself only where that may stand; what is compared or
  /// measured of it may stand anywhere. When a recording is ready it is forgotten.
  func readables(at point: Point) -> [Readable] {
    everything(at: point).flatMap { readable -> [Readable] in
      guard readable.isSensitive else { return [readable] }
      guard point.region != .recordingReady else { return [] }
      return (point.takesSensitive ? [readable] : []) + readable.shownParts
    }
  }

  /// All there is to read at a point, sensitive or not.
  private func everything(at point: Point) -> [Readable] {
    var all = Self.everywhere.filter { !joinsCalls || $0.text != "caller.rawId" }
    if placesCalls {
      all.append(Readable(text: "named", type: .string))
      all.append(Readable(text: "note", type: .optional(.string)))
      all.append(Readable(text: "patient.number", type: .string))
    }
    if isCalled || placesCalls {
      all.append(Readable(text: "code", type: .string, isSensitive: true))
    }
    for variable in variables where point.assigned.contains(variable.name) {
      all.append(
        Readable(
          text: variable.name,
          type: variable.type.celType,
          isSensitive: variable.isSensitive
        )
      )
    }
    for setting in settings where !setting.isSensitive {
      all.append(Readable(text: "settings.\(setting.name)", type: setting.type.celType))
    }
    all += readableFlags
    for name in schedules {
      all.append(Readable(text: "hours.\(name).isOpen", type: .bool))
      all.append(Readable(text: "hours.\(name).isClosed", type: .bool))
      all.append(Readable(text: "string(hours.\(name).state)", type: .string))
      all.append(Readable(text: "hours.\(name).nextOpening", type: .optional(.timestamp)))
      all.append(Readable(text: "hours.\(name).holiday", type: .optional(.string)))
    }
    for identity in identities {
      all.append(Readable(text: "\(identity.name).rawId", type: .string))
    }
    for result in results { all += readables(of: result, at: point) }
    switch point.region {
    case .failed: all += Self.inFailed
    case .callEnded: all += Self.inCallEnded
    case .recordingReady: all += Self.inCallEnded + Self.inRecordingReady
    case .blocks, .callerLeft, .recordingFailed, .subroutine: break
    }
    return all
  }

  /// A result's fields: plain where every outcome it can have gives them, else as optionals.
  private func readables(of result: DraftResult, at point: Point) -> [Readable] {
    guard let known = point.results[result.id] else {
      // Anything may have happened before the flow's own handlers run.
      guard point.isAfterCall || point.region == .callerLeft else { return [] }
      return [Readable(text: "\(result.id).?outcome.hasValue()", type: .bool)]
        + result.fields.compactMap { field in
          maybe("\(result.id).?\(field.name)", field)
        }
    }
    var all = [Readable(text: "string(\(result.id).outcome)", type: .string)]
    for field in result.fields {
      let given = field.outcomes.isEmpty ? Set(result.outcomes) : field.outcomes
      if known.isSubset(of: given) {
        all.append(
          Readable(
            text: plain("\(result.id).\(field.name)", field),
            type: field.type,
            isSensitive: field.isSensitive
          )
        )
      } else if !known.isDisjoint(with: given) {
        maybe("\(result.id).?\(field.name)", field).map { all.append($0) }
      }
    }
    if known.allSatisfy(isFailure) {
      all.append(Readable(text: "string(\(result.id).reason.word)", type: .string))
      all.append(Readable(text: "\(result.id).reason.code", type: .int))
      all.append(Readable(text: "\(result.id).reason.message", type: .string))
    }
    return all
  }

  private func plain(_ text: String, _ field: DraftResult.Field) -> String {
    field.type == .string && ["choice", "by"].contains(field.name) ? "string(\(text))" : text
  }

  private func maybe(_ text: String, _ field: DraftResult.Field) -> Readable? {
    switch field.type {
    case .optional: Readable(text: text, type: field.type, isSensitive: field.isSensitive)
    case .record, .abstract: nil
    case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .list,
      .map, .type, .parameter, .opaque, .invalid:
      Readable(text: text, type: .optional(field.type), isSensitive: field.isSensitive)
    }
  }

  /// Whether an outcome of that name is a failure.
  func isFailure(_ name: String) -> Bool {
    Outcome(name).isFailure
  }

  private static let everywhere = [
    Readable(text: "call.id", type: .string),
    Readable(text: "call.correlationId", type: .string),
    Readable(text: "call.callerName", type: .optional(.string)),
    Readable(text: "call.startedAt", type: .timestamp),
    Readable(text: "call.from.rawId", type: .string),
    Readable(text: "string(call.to.kind)", type: .string),
    Readable(text: "caller.rawId", type: .string),
    Readable(text: "call.headers.sip", type: .map(.string, .string)),
    Readable(text: "call.headers.sip.?userToUser", type: .optional(.string)),
    Readable(text: "('X-A' in call.headers.sip)", type: .bool),
    Readable(text: "call.headers.voip", type: .map(.string, .string)),
    Readable(text: "phoneNumber('+12065551234').number", type: .string),
    Readable(text: "rawId('4:+12065551234').number", type: .string),
    Readable(text: "string(rawId('8:acs:' + call.id).kind)", type: .string),
    Readable(text: "communicationUser('8:acs:' + call.id).id", type: .string),
    Readable(text: "microsoftTeamsUser(call.correlationId).rawId", type: .string),
    Readable(
      text: "microsoftTeamsApp('0269be4d-5be0-4770-bf9c-a1bf50ee1000').rawId",
      type: .string
    ),
    Readable(
      text: "string(teamsExtensionUser(call.id, call.id, call.correlationId).kind)",
      type: .string
    ),
    Readable(text: "now", type: .timestamp),
  ]

  private static let inFailed = [
    Readable(text: "failure.step", type: .string),
    Readable(text: "string(failure.outcome)", type: .string),
    Readable(text: "string(failure.reason.word)", type: .string),
    Readable(text: "failure.reason.code", type: .int),
    Readable(text: "failure.reason.subCode", type: .int),
    Readable(text: "failure.reason.message", type: .string),
  ]

  private static let inRecordingReady = [
    Readable(text: "recording.id", type: .string),
    Readable(text: "recording.of", type: .optional(.string)),
    Readable(text: "recording.startedAt", type: .optional(.timestamp)),
    Readable(text: "recording.duration", type: .optional(.duration)),
    Readable(text: "recording.files[0].content", type: .string),
    Readable(text: "recording.files[0].format", type: .optional(.string)),
  ]
  private static let inCallEnded = [
    Readable(text: "string(call.ended.reason)", type: .string),
    Readable(text: "call.ended.step", type: .optional(.string)),
    Readable(text: "call.ended.at", type: .timestamp),
    Readable(text: "call.ended.duration", type: .duration),
    Readable(text: "call.ended.code", type: .optional(.int)),
    Readable(text: "call.ended.subCode", type: .optional(.int)),
    Readable(text: "call.ended.message", type: .optional(.string)),
    Readable(text: "call.ended.sip", type: .optional(.int)),
  ]
}
