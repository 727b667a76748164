/// A JSON document (RFC 8259): what was read, or what is to be written.
///
/// Nothing is lost on the way: an object keeps the order of its members, an integer all its digits.
@usableFromInline package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A number without fraction and exponent that a signed integer of 64 bits holds.
  case integer(Int)
  /// A number without fraction and exponent beyond that.
  case wideInteger(JSONWideInteger)
  /// Any other number. JSON has no word for NaN and the infinities: they are written as null.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue {
  /// An object without the members that are absent.
  package static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    var object = JSONObject()
    for (name, value) in members {
      if let value { object[name] = value }
    }
    return .object(object)
  }

  /// An object of texts, such as headers, by name.
  package static func texts(_ texts: [String: String]) -> JSONValue {
    var object = JSONObject()
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) { object[name] = .string(text) }
    return .object(object)
  }

  /// A whole number of whatever size.
  package static func integer(_ value: UInt64) -> JSONValue {
    Int(exactly: value).map(JSONValue.integer) ?? .wideInteger(JSONWideInteger(value))
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
  package var objectMembers: JSONObject? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The truth value, or nil for what is none.
  package var boolean: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The whole number, also where it was written with a fraction of zero; nil for what is none and
  /// for what 64 bits do not hold.
  package var wholeNumber: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    case .null, .bool, .wideInteger, .string, .array, .object: nil
    }
  }

  /// The nearest number of floating point, or nil for what is no number.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .wideInteger(let value): value.double
    case .number(let value): value
    case .null, .bool, .string, .array, .object: nil
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A text.
  @usableFromInline package init(stringLiteral value: String) {
    self = .string(value)
  }

  /// A truth value.
  @usableFromInline package init(booleanLiteral value: Bool) {
    self = .bool(value)
  }

  /// A whole number.
  @usableFromInline package init(integerLiteral value: Int) {
    self = .integer(value)
  }

  /// A list.
  @usableFromInline package init(arrayLiteral elements: JSONValue...) {
    self = .array(elements)
  }

  /// An object with its members in this order.
  @usableFromInline package init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(JSONObject(members))
  }
}
