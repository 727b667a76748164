package import CEL
package import CallModel

/// A type as authors declare it (LANGUAGE: "Types").
package indirect enum FlowType: Hashable, Sendable {
  case bool, int, double, string, duration, timestamp
  /// Texts of a form of their own; in expressions they are text.
  case time, date, locale, uri, tones
  case list(FlowType)
  case map(FlowType)
  case optional(FlowType)
  /// A mapping of fields, by name in the order written.
  case record([Field])
  /// An identifier of one of these kinds.
  case identifier(Set<IdentifierKind>)
  /// A field's type that could not be read: the finding about it has been made, and what reads the
  /// field is not blamed again. No program has one.
  case unreadable

  /// A field of a record.
  package struct Field: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// Its type.
    package let type: FlowType
    /// Whether its value must not be shown (SEMANTICS.md, rule 38).
    package let isSensitive: Bool

    /// Makes a field.
    package init(name: String, type: FlowType, isSensitive: Bool = false) {
      self.name = name
      self.type = type
      self.isSensitive = isSensitive
    }
  }

  /// The type of its values in expressions.
  package var celType: CELType {
    switch self {
    case .bool: .bool
    case .int: .int
    case .double: .double
    case .string, .time, .date, .locale, .uri, .tones: .string
    case .duration: .duration
    case .timestamp: .timestamp
    case .list(let item): .list(item.celType)
    case .map(let value): .map(.string, value.celType)
    case .optional(let wrapped): .optional(wrapped.celType)
    case .record(let fields): .record(CELRecordType(fields: fields))
    case .identifier(let kinds): IdentifierType.celType(of: kinds)
    case .unreadable: .invalid
    }
  }

  /// The fields that are declared sensitive, by their paths in the type.
  var sensitivePaths: [[String]] {
    switch self {
    case .record(let fields):
      fields.flatMap { field in
        field.isSensitive ? [[field.name]] : field.type.sensitivePaths.map { [field.name] + $0 }
      }
    case .optional(let wrapped): wrapped.sensitivePaths
    // An item's fields are read through the list, which is as sensitive as they are.
    case .list(let item): item.sensitivePaths.isEmpty ? [] : [[]]
    case .map(let value): value.sensitivePaths.isEmpty ? [] : [[]]
    case .bool, .int, .double, .string, .duration, .timestamp, .time, .date, .locale, .uri, .tones,
      .identifier, .unreadable:
      []
    }
  }

  /// The type as authors write it.
  package var name: String {
    switch self {
    case .bool: "bool"
    case .int: "int"
    case .double: "double"
    case .string: "string"
    case .duration: "duration"
    case .timestamp: "timestamp"
    case .time: "time"
    case .date: "date"
    case .locale: "locale"
    case .uri: "uri"
    case .tones: "tones"
    case .list(let item): "list<\(item.name)>"
    case .map(let value): "map<\(value.name)>"
    case .optional(let wrapped): wrapped.name + "?"
    case .record: "record"
    case .identifier(let kinds): kinds.sorted().map(\.rawValue).joined(separator: " or ")
    case .unreadable: "unknown"
    }
  }
}

extension CELRecordType {
  fileprivate init(fields: [FlowType.Field]) {
    self.init(
      name: "record",
      fields: fields.map { CELField($0.name, $0.type.celType) }
    )
  }
}
