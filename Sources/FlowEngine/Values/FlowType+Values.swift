package import CEL
import CallModel
package import FlowLanguage

extension FlowType {
  /// What a variable of the type holds before anything is set: none for an optional, else nothing.
  var emptyValue: CELValue? {
    if case .optional = self { .optional(nil) } else { nil }
  }

  /// A value as a variable of the type holds it: a value for an optional is wrapped.
  func wrapping(_ value: CELValue) -> CELValue {
    guard case .optional = self else { return value }
    if case .optional = value { return value }
    return value == .null ? .optional(nil) : .optional(value)
  }

  /// Whether a variable of the type can be given a value that was made for another version of it.
  func takes(_ value: CELValue) -> Bool {
    switch (self, value) {
    case (.optional(let wrapped), .optional(let value)): value.map(wrapped.takes) ?? true
    case (.optional(let wrapped), _): value == .null || wrapped.takes(value)
    case (.bool, .bool), (.int, .int), (.double, .double), (.string, .string),
      (.duration, .duration), (.timestamp, .timestamp):
      true
    case (.time, .string(let text)), (.date, .string(let text)), (.locale, .string(let text)),
      (.uri, .string(let text)), (.tones, .string(let text)):
      literal(text) != nil
    case (.list(let item), .list(let values)): values.allSatisfy(item.takes)
    case (.map(let type), .map(let map)): map.entries.allSatisfy { type.takes($0.value) }
    case (.record(let fields), .record(let record)):
      fields.allSatisfy { field in record[field.name].map(field.type.takes) ?? false }
    case (.identifier(let kinds), _):
      IdentifierType.identifier(from: value).map { kinds.contains($0.kind) } ?? false
    case (_, _): false
    }
  }

  /// A JSON value as a value of the type; nil where it has another shape (rule 35).
  ///
  /// Undeclared members are dropped. `null`, and a member that is missing, are none for an optional
  /// and another shape for anything else.
  package func value(json: CELValue?) -> CELValue? {
    switch (self, json) {
    case (.optional, nil), (.optional, .null?): return .optional(nil)
    case (.optional(let wrapped), let json?): return wrapped.value(json: json).map { .optional($0) }
    case (_, nil), (_, .null?): return nil
    case (.bool, .bool?): return json
    case (.int, let json?): return json.wholeJSONNumber.map { .int($0) }
    case (.double, .int(let value)?): return .double(Double(value))
    case (.double, .double?): return json
    case (.string, .string?): return json
    case (.time, .string(let text)?), (.date, .string(let text)?), (.locale, .string(let text)?),
      (.uri, .string(let text)?), (.tones, .string(let text)?):
      return literal(text)?.celValue
    case (.duration, .string(let text)?): return Conversion.duration.value(of: text)
    case (.timestamp, .string(let text)?): return Conversion.timestamp.value(of: text)
    case (.list(let item), .list(let values)?): return list(of: item, values)
    case (.map(let type), .map(let map)?): return FlowType.map(of: type, map)
    case (.record(let fields), .map(let map)?): return record(of: fields, map)
    case (.identifier(let kinds), let json?): return identifier(of: kinds, json)
    case (_, _): return nil
    }
  }

  /// Why a value as JSON has it is none of this type; names fields and types, and no values.
  func mismatch(json: CELValue) -> String {
    guard case .record(let fields) = self, case .map(let map) = json else {
      return "it is no object of the fields that the flow declares"
    }
    let wrong = fields.first { $0.type.value(json: map[$0.name]) == nil }
    guard let wrong else { return "it is not what the flow declares" }
    return map[wrong.name] == nil
      ? "`\(wrong.name)` is missing" : "`\(wrong.name)` takes a value of type `\(wrong.type.name)`"
  }

  private func list(of item: FlowType, _ values: [CELValue]) -> CELValue? {
    let items = values.compactMap { item.value(json: $0) }
    return items.count == values.count ? .list(items) : nil
  }

  private static func map(of type: FlowType, _ map: CELMap) -> CELValue? {
    var values = CELMap()
    for entry in map.entries {
      guard let value = type.value(json: entry.value) else { return nil }
      values.insert(value, forKey: entry.key)
    }
    return .map(values)
  }

  private func record(of fields: [Field], _ map: CELMap) -> CELValue? {
    var values: [String: CELValue] = [:]
    for field in fields {
      guard let value = field.type.value(json: map[field.name]) else { return nil }
      values[field.name] = value
    }
    return .record(CELRecord(typeName: "record", fields: values))
  }

  /// A raw id, a number in E.164, or an object with a `rawId`.
  private func identifier(of kinds: Set<IdentifierKind>, _ json: CELValue) -> CELValue? {
    var json = json
    if case .map(let map) = json, let rawID = map["rawId"] { json = rawID }
    guard case .string(let text) = json else { return nil }
    let identifier =
      Identifier.isE164(text) ? Identifier.phoneNumber(text) : Identifier(rawID: text)
    if case .phoneNumber(let number) = identifier.detail, !Identifier.isE164(number.value) {
      return nil
    }
    return kinds.contains(identifier.kind) ? IdentifierType.value(of: identifier) : nil
  }
}

extension CELValue {
  /// The number, if it is whole and exact in JSON: within ±2^53.
  fileprivate var wholeJSONNumber: Int64? {
    let most: Int64 = 1 << 53
    let whole: Int64? =
      switch self {
      case .int(let value): value
      case .uint(let value): Int64(exactly: value)
      case .double(let value): Int64(exactly: value)
      case .null, .bool, .string, .bytes, .timestamp, .duration, .list, .map, .optional, .record,
        .type:
        nil
      }
    return whole.flatMap { (-most...most).contains($0) ? $0 : nil }
  }

  /// About how many bytes the value takes where the state is stored.
  var weight: Int {
    switch self {
    case .null, .bool, .int, .uint, .double, .timestamp, .duration, .type: 16
    case .string(let text): 16 + text.utf8.count
    case .bytes(let bytes): 16 + bytes.count
    case .list(let values): values.reduce(16) { $0 + $1.weight }
    case .map(let map): map.entries.reduce(16) { $0 + $1.key.weight + $1.value.weight }
    case .optional(let value): 16 + (value?.weight ?? 0)
    case .record(let record): record.fields.reduce(32) { $0 + $1.name.utf8.count + $1.value.weight }
    }
  }
}
