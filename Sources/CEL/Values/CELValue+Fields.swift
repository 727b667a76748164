package import FieldCoding
package import JSON

extension CELValue: FieldCases {
  /// What stands for the cases where they are stored.
  package enum Tag: Int, CaseIterable, Sendable {
    case null = 1
    case bool = 2
    case int = 3
    case uint = 4
    case double = 5
    case string = 6
    case bytes = 7
    case timestamp = 8
    case duration = 9
    case list = 10
    case map = 11
    case optional = 12
    case record = 13
    case type = 14
    /// A map whose keys are names of headers.
    case headers = 60
  }

  /// What is stored.
  package func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .null: try output.put(.null)
    case .bool(let value): try output.put(.bool, value)
    case .int(let value): try output.put(.int, value)
    case .uint(let value): try output.put(.uint, value)
    case .double(let value): try output.put(.double, value)
    case .string(let value): try output.put(.string, value)
    case .bytes(let value): try output.put(.bytes, FieldBytes(value))
    case .timestamp(let value): try output.put(.timestamp, value)
    case .duration(let value): try output.put(.duration, value)
    case .list(let value): try output.put(.list, value)
    case .map(let value): try output.put(value.isOfHeaders ? .headers : .map, value)
    case .optional(let value): try output.put(.optional, value)
    case .record(let value): try output.put(.record, value)
    case .type(let value): try output.put(.type, value)
    }
  }

  /// Reads what is stored.
  package static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .null: .null
    case .bool: try .bool(values.next())
    case .int: try .int(values.next())
    case .uint: try .uint(values.next())
    case .double: try .double(values.next())
    case .string: try .string(values.next())
    case .bytes: try .bytes(values.next(FieldBytes.self).bytes)
    case .timestamp: try .timestamp(values.next())
    case .duration: try .duration(values.next())
    case .list: try .list(values.next())
    case .map: try .map(values.next())
    case .headers: try .map(values.next(CELMap.self).comparedAsHeaders())
    case .optional: try .optional(values.next())
    case .record: try .record(values.next())
    case .type: try .type(values.next())
    }
  }

  /// The value as JSON shows it best.
  package var readableJSON: JSONValue {
    switch self {
    case .null, .optional(nil): .null
    case .bool(let value): value.readableJSON
    case .int(let value): value.readableJSON
    case .uint(let value): value.readableJSON
    case .double(let value): value.readableJSON
    case .string(let value), .type(let value): value.readableJSON
    case .bytes(let value): .string(base64Text(value))
    case .timestamp(let value): .string(timestampText(value))
    case .duration(let value): .string(durationText(value))
    case .list(let value): value.readableJSON
    case .optional(let value?): value.readableJSON
    case .map(let map):
      .object(JSONObject(map.entries.map { ($0.key.keyText, $0.value.readableJSON) }))
    case .record(let record):
      .object(JSONObject(record.fields.map { ($0.name, $0.value.readableJSON) }))
    }
  }

  private var keyText: String { readableJSON.text ?? readableJSON.description }
}

extension CELTimestamp: FieldWrapper {
  /// Seconds since 1970 and nanoseconds.
  package var stored: [Int64] { [seconds, Int64(nanoseconds)] }

  /// Reads seconds and nanoseconds; nil outside the years.
  package init?(stored: [Int64]) {
    guard stored.count == 2, (0..<1_000_000_000).contains(stored[1]) else { return nil }
    self.init(seconds: stored[0], nanoseconds: stored[1])
  }
}

extension CELDuration: FieldWrapper {
  /// Nanoseconds.
  package var stored: Int64 { nanoseconds }

  /// Reads the number of nanoseconds.
  package init(stored: Int64) { self.init(nanoseconds: stored) }
}

extension CELMap: FieldWrapper {
  /// Keys and values in turn, in the order of the keys.
  package var stored: [CELValue] { entries.flatMap { [$0.key, $0.value] } }

  /// Reads keys and values; nil if they are not what a map has.
  package init?(stored: [CELValue]) {
    guard stored.count.isMultiple(of: 2) else { return nil }
    self.init(
      stride(from: 0, to: stored.count, by: 2).map { (key: stored[$0], value: stored[$0 + 1]) }
    )
    guard count == stored.count / 2 else { return nil }
  }
}

extension CELRecord: FieldWrapper {
  /// The type's name, the key field, and names and values in turn.
  package var stored: [CELValue] {
    [.string(typeName), .optional(key.map { .string($0) })]
      + fields.flatMap { [.string($0.name), $0.value] }
  }

  /// Reads what `stored` gives; nil for anything else.
  package init?(stored: [CELValue]) {
    guard stored.count >= 2, stored.count.isMultiple(of: 2), case .string(let name) = stored[0],
      case .optional(let key) = stored[1]
    else { return nil }
    var keyText: String?
    if let key {
      guard case .string(let text) = key else { return nil }
      keyText = text
    }
    var fields: [String: CELValue] = [:]
    for place in stride(from: 2, to: stored.count, by: 2) {
      guard case .string(let name) = stored[place] else { return nil }
      fields[name] = stored[place + 1]
    }
    self.init(typeName: name, fields: fields, key: keyText)
  }
}
