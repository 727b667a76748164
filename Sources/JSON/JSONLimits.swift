/// How much JSON is read.
package struct JSONLimits: Hashable, Sendable {
  /// The most bytes of a document.
  package let bytes: Int
  /// The most arrays and objects within each other.
  package let depth: Int
  /// The most values, with those within others: each takes far more memory than its text.
  package let values: Int

  /// Makes limits; a depth over 512 counts as 512, since reading goes down with it.
  package init(bytes: Int, depth: Int, values: Int) {
    self.bytes = bytes
    self.depth = min(depth, 512)
    self.values = values
  }
}

/// Why bytes are not JSON that is read.
package enum JSONFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// More bytes than the limit.
  case tooLarge(limit: Int)
  /// An array or object, by the offset of its first byte, that is deeper than the limit.
  case tooDeep(offset: Int, limit: Int)
  /// More values than the limit; the first one too many, by the offset of its first byte.
  case tooMany(offset: Int, limit: Int)
  /// Not UTF-8, by the offset of the byte that does not fit.
  case notUTF8(offset: Int)
  /// Something else than was expected, by the offset of its byte.
  case unexpected(offset: Int, expected: String)

  /// The offset of the byte at which it is wrong; nil for a text that is too large as a whole.
  package var offset: Int? {
    switch self {
    case .tooLarge: nil
    case .tooDeep(let offset, _), .tooMany(let offset, _), .notUTF8(let offset),
      .unexpected(let offset, _):
      offset
    }
  }

  /// What is wrong, for people; the text is not quoted.
  package var description: String {
    switch self {
    case .tooLarge(let limit): "the JSON is larger than \(limit) bytes"
    case .tooDeep(let offset, let limit):
      "the JSON is nested deeper than \(limit) levels at byte \(offset)"
    case .tooMany(let offset, let limit):
      "the JSON has more than \(limit) values at byte \(offset)"
    case .notUTF8(let offset): "byte \(offset) of the JSON is not UTF-8"
    case .unexpected(let offset, let expected): "byte \(offset) of the JSON is not \(expected)"
    }
  }
}
