/// A JSON document, decoded once.
///
/// Integers stay exact; an object keeps the last of several members of one name.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A number without fraction and exponent that 64 bits hold.
  case integer(Int)
  /// Any other number.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}

extension JSONValue {
  /// An object without the members that are absent.
  package static func members(
    _ members: KeyValuePairs<String, JSONValue?>
  ) -> JSONValue {
    var object: [String: JSONValue] = [:]
    for (name, value) in members {
      object[name] = value
    }
    return .object(object)
  }

  /// An object of texts, such as headers.
  package static func texts(_ texts: [String: String]) -> JSONValue {
    .object(texts.mapValues(JSONValue.string))
  }

  /// A member that is there and is not null; nil for what is no object.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self, let member = members[name], member != .null else {
      return nil
    }
    return member
  }

  /// The text, or nil for what is none.
  package var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The elements, or nil for what is no array.
  package var elements: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members, or nil for what is no object.
  package var objectMembers: [String: JSONValue]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The truth value, or nil for what is none.
  package var boolean: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The whole number, also where it was written with a fraction of zero; nil for what is none.
  package var wholeNumber: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    case .null, .bool, .string, .array, .object: nil
    }
  }

  /// The number, or nil for what is none.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .null, .bool, .string, .array, .object: nil
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral
{
  /// A text.
  package init(stringLiteral value: String) {
    self = .string(value)
  }

  /// A truth value.
  package init(booleanLiteral value: Bool) {
    self = .bool(value)
  }

  /// A whole number.
  package init(integerLiteral value: Int) {
    self = .integer(value)
  }
}
