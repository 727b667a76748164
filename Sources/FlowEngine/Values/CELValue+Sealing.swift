import CEL

/// What stands where something sensitive stood.
package let sealedText = "‹sealed›"

extension CELValue {
  /// What stands for a sensitive value.
  static let sealed = CELValue.string(sealedText)

  /// The value without what lies at these paths in it; an empty path is all of it.
  func sealed(at paths: [[String]]) -> CELValue {
    guard !paths.isEmpty else { return self }
    guard !paths.contains(where: \.isEmpty) else { return .sealed }
    switch self {
    case .record(let record):
      let fields = record.fields.map { ($0.name, $0.value.sealed(at: paths.below($0.name))) }
      return .record(
        CELRecord(
          typeName: record.typeName,
          fields: Dictionary(fields) { first, _ in first },
          key: record.key
        )
      )
    case .optional(let wrapped): return .optional(wrapped?.sealed(at: paths))
    // The checker knows a field there; it is not looked for in a value of another form.
    case .null, .bool, .int, .uint, .double, .string, .bytes, .list, .map, .timestamp, .duration,
      .type:
      return .sealed
    }
  }
}

extension Sequence<[String]> {
  /// The rests of the paths that begin with a name.
  fileprivate func below(_ name: String) -> [[String]] {
    filter { $0.first == name }.map { Array($0.dropFirst()) }
  }
}

extension [String: CELValue] {
  /// The values without what is sensitive in them, by their names.
  func sealed(at paths: [String: [[String]]]) -> [String: CELValue] {
    guard !paths.isEmpty else { return self }
    return reduce(into: self) { values, entry in
      values[entry.key] = entry.value.sealed(at: paths[entry.key] ?? [])
    }
  }
}
