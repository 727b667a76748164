package import CEL
internal import CallAutomation
internal import CallModel
internal import Cryptography
internal import JSON

extension JSONValue {
  /// A flow's value as JSON: times as RFC 3339 in UTC, durations in seconds with `s`, bytes in
  /// base64, a missing optional as null, and what is known by one of its fields as that field: an
  /// identifier as its raw id (LANGUAGE.md, part 4).
  package init(_ value: CELValue) {
    self =
      switch value {
      case .null: .null
      case .bool(let value): .bool(value)
      case .int(let value): .integer(Int(value))
      case .uint(let value): .integer(value)
      case .double(let value): .number(value)
      case .string(let text): .string(text)
      case .bytes(let bytes): .string(encodeBase64(bytes))
      case .timestamp(let time): .string(time.text)
      case .duration(let duration): .string(duration.text)
      case .list(let elements): .array(elements.map(JSONValue.init))
      case .map(let map): .object(map.jsonMembers)
      case .optional(let value): value.map(JSONValue.init) ?? .null
      case .record(let record):
        record.key.flatMap { record[$0] }.map(JSONValue.init) ?? .object(record.jsonMembers)
      case .type(let name): .string(name)
      }
  }

  /// The value as flows see it: a whole number within 2^53 is an `int`, any other a `double`
  /// (SEMANTICS.md, rule 35).
  package var celValue: CELValue {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .integer(let value):
      Self.exactIntegers.contains(value) ? .int(Int64(value)) : .double(Double(value))
    case .wideInteger(let value): .double(value.double)
    case .number(let value): Self.integer(value).map(CELValue.int) ?? .double(value)
    case .string(let text): .string(text)
    case .array(let elements): .list(elements.map(\.celValue))
    case .object(let members): .map(CELMap(texts: members.celValues))
    }
  }

  private static let exactIntegers = -9_007_199_254_740_992...9_007_199_254_740_992

  private static func integer(_ value: Double) -> Int64? {
    Int(exactly: value).flatMap { exactIntegers.contains($0) ? Int64($0) : nil }
  }
}

extension JSONObject {
  /// The members as flows see them; of names that flows cannot tell apart, the last.
  fileprivate var celValues: [String: CELValue] {
    var values: [String: CELValue] = [:]
    for member in self { values[member.name] = member.value.celValue }
    return values
  }
}

extension CELMap {
  fileprivate var jsonMembers: JSONObject {
    var members = JSONObject()
    for entry in entries { members[entry.key.memberName] = JSONValue(entry.value) }
    return members
  }
}

extension CELRecord {
  fileprivate var jsonMembers: JSONObject {
    var members = JSONObject()
    for field in fields {
      if case .optional(nil) = field.value { continue }
      members[field.name] = JSONValue(field.value)
    }
    return members
  }
}

extension CELValue {
  /// The value as the name of a member.
  fileprivate var memberName: String {
    switch self {
    case .string(let text): text
    case .bool(let value): String(value)
    case .int(let value): String(value)
    case .uint(let value): String(value)
    case .null, .double, .bytes, .timestamp, .duration, .list, .map, .optional, .record, .type:
      JSONValue(self).description
    }
  }
}

extension CELTimestamp {
  fileprivate var text: String {
    Timestamp(milliseconds: millisecondsSince1970).isoDateTime + "Z"
  }
}

extension CELDuration {
  fileprivate var text: String {
    let (seconds, fraction) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    guard fraction != 0 else { return "\(seconds)s" }
    let digits = String(1000 + fraction.magnitude).dropFirst()
    let sign = milliseconds < 0 && seconds == 0 ? "-" : ""
    return "\(sign)\(seconds).\(digits)s"
  }
}
