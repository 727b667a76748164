/// Values are stored as objects with one short key that names the kind. Maps keep their
/// order, so the same value is always stored the same.
extension CELValue: Codable {
  /// The keys of the stored form.
  private enum Key: String, CodingKey {
    case int = "i"
    case uint = "u"
    case double = "d"
    case bytes = "b"
    case timestamp = "t"
    case duration = "s"
    case list = "l"
    case map = "m"
    case optional = "o"
    case record = "r"
    case type = "y"
    case null = "n"
    case bool = "f"
    case string = "x"
  }

  /// Encodes the value.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .null: try container.encode(true, forKey: .null)
    case .bool(let value): try container.encode(value, forKey: .bool)
    case .int(let value): try container.encode(value, forKey: .int)
    case .uint(let value): try container.encode(value, forKey: .uint)
    case .double(let value):
      // The bits, because not every format keeps NaN, infinities and the sign of zero.
      try container.encode(value.bitPattern, forKey: .double)
    case .string(let value): try container.encode(value, forKey: .string)
    case .bytes(let value): try container.encode(base64Text(value), forKey: .bytes)
    case .timestamp(let value):
      try container.encode([value.seconds, Int64(value.nanoseconds)], forKey: .timestamp)
    case .duration(let value): try container.encode(value.nanoseconds, forKey: .duration)
    case .list(let value): try container.encode(value, forKey: .list)
    case .map(let value):
      try container.encode(value.entries.flatMap { [$0.key, $0.value] }, forKey: .map)
    case .optional(let value): try container.encode(value.map { [$0] } ?? [], forKey: .optional)
    case .record(let value): try container.encode(value, forKey: .record)
    case .type(let value): try container.encode(value, forKey: .type)
    }
  }

  /// Decodes a value that `encode` wrote.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard let key = container.allKeys.first, container.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a value has exactly one kind")
      )
    }
    switch key {
    case .null: self = .null
    case .bool: self = .bool(try container.decode(Bool.self, forKey: key))
    case .int: self = .int(try container.decode(Int64.self, forKey: key))
    case .uint: self = .uint(try container.decode(UInt64.self, forKey: key))
    case .double:
      self = .double(Double(bitPattern: try container.decode(UInt64.self, forKey: key)))
    case .string: self = .string(try container.decode(String.self, forKey: key))
    case .duration:
      self = .duration(CELDuration(nanoseconds: try container.decode(Int64.self, forKey: key)))
    case .list: self = .list(try container.decode([CELValue].self, forKey: key))
    case .optional:
      self = .optional(try container.decode([CELValue].self, forKey: key).first)
    case .record: self = .record(try container.decode(CELRecord.self, forKey: key))
    case .type: self = .type(try container.decode(String.self, forKey: key))
    case .bytes, .timestamp, .map: self = try Self.decode(key, container)
    }
  }

  /// Decodes the kinds whose stored form can be wrong in itself.
  private static func decode(
    _ key: Key,
    _ container: KeyedDecodingContainer<Key>
  ) throws -> CELValue {
    if key == .bytes, let bytes = readBase64(try container.decode(String.self, forKey: key)) {
      return .bytes(bytes)
    }
    if key == .timestamp {
      let parts = try container.decode([Int64].self, forKey: key)
      if parts.count == 2, let time = CELTimestamp(seconds: parts[0], nanoseconds: parts[1]) {
        return .timestamp(time)
      }
    }
    if key == .map {
      let flat = try container.decode([CELValue].self, forKey: key)
      if flat.count.isMultiple(of: 2) {
        return .map(
          CELMap(stride(from: 0, to: flat.count, by: 2).map { (flat[$0], flat[$0 + 1]) })
        )
      }
    }
    throw DecodingError.dataCorruptedError(
      forKey: key,
      in: container,
      debugDescription: "this is no value of its kind"
    )
  }
}

extension CELRecord: Codable {
  /// The keys of the stored form.
  private enum Key: String, CodingKey {
    case typeName = "t"
    case fields = "f"
    case key = "k"
  }

  /// Encodes the record; names and values follow each other in one list.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(typeName, forKey: .typeName)
    try container.encodeIfPresent(key, forKey: .key)
    try container.encode(fields.flatMap { [.string($0.name), $0.value] }, forKey: .fields)
  }

  /// Decodes a record that `encode` wrote.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let flat = try container.decode([CELValue].self, forKey: .fields)
    var fields: [String: CELValue] = [:]
    for place in stride(from: 0, to: flat.count - 1, by: 2) {
      guard case .string(let name) = flat[place] else {
        throw DecodingError.dataCorruptedError(
          forKey: .fields,
          in: container,
          debugDescription: "a field's name is a text"
        )
      }
      fields[name] = flat[place + 1]
    }
    self.init(
      typeName: try container.decode(String.self, forKey: .typeName),
      fields: fields,
      key: try container.decodeIfPresent(String.self, forKey: .key)
    )
  }
}
