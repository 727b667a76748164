/// `size`.
let sizeFunctions: [CELFunction] = [
  CELFunction(
    "size",
    "How many Unicode scalars, bytes, elements or entries there are.",
    example: .init("size('père') + [1, 2].size()", "6"),
    cost: .linear,
    .of { (text: String) in textSize(text) },
    .of { (bytes: Bytes) in Int64(bytes.bytes.count) },
    .list { values in Int64(values.count) },
    .map { map in Int64(map.count) },
    .of(member: true) { (text: String) in textSize(text) },
    .of(member: true) { (bytes: Bytes) in Int64(bytes.bytes.count) },
    .list(member: true) { values in Int64(values.count) },
    .map(member: true) { map in Int64(map.count) }
  )
]

/// Scalars, neither bytes nor what Swift calls characters (cel-spec, "size").
private func textSize(_ text: String) -> Int64 {
  Int64(text.unicodeScalars.count)
}

extension CELOverload {
  /// An overload that takes a list of anything.
  static func list<R: CELRepresentable>(
    member isMember: Bool = false,
    _ body: @escaping @Sendable ([CELValue]) throws(CELFailure) -> R
  ) -> CELOverload {
    CELOverload(
      [.list(.parameter("T"))],
      R.celType,
      isMember: isMember,
      .unary { value throws(CELFailure) in
        guard case .list(let values) = value else { throw .mistyped([value]) }
        return try body(values).celValue
      }
    )
  }

  /// An overload that takes a map of anything.
  static func map<R: CELRepresentable>(
    member isMember: Bool = false,
    _ body: @escaping @Sendable (CELMap) throws(CELFailure) -> R
  ) -> CELOverload {
    CELOverload(
      [.map(.parameter("K"), .parameter("V"))],
      R.celType,
      isMember: isMember,
      .unary { value throws(CELFailure) in
        guard case .map(let map) = value else { throw .mistyped([value]) }
        return try body(map).celValue
      }
    )
  }
}
