/// Why a value cannot be stored, or bytes are not what was stored.
@usableFromInline package enum FieldFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes were written in another format, of that number.
  case format(Int)
  /// The bytes end, or a part's length points, beyond the end.
  case truncated(offset: Int)
  /// Bytes that are no value of their type.
  case malformed(offset: Int)
  /// A field that has to be there is not.
  case missing(field: String)
  /// A case that this version does not know, or what it does not know of a case.
  case unknownCase(offset: Int)
  /// Values are within each other deeper than can be stored.
  case tooDeep(limit: Int)

  /// What is wrong, for people; no value is quoted.
  @usableFromInline package var description: String {
    switch self {
    case .format(let number): "it is stored in format \(number), and this reads \(storedFormat)"
    case .truncated(let offset): "it is cut off at byte \(offset)"
    case .malformed(let offset): "what begins at byte \(offset) is no value of its type"
    case .missing(let field): "the field `\(field)` is missing"
    case .unknownCase(let offset): "a later version wrote what begins at byte \(offset)"
    case .tooDeep(let limit): "values are nested deeper than \(limit) levels"
    }
  }
}
