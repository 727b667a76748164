import CallAutomation
import JSON

/// Values as they stand on a command line, `NAME=VALUE`.
struct NamedValues {
  let texts: [(name: String, text: String)]

  /// Takes `NAME=VALUE` texts; of several of a name the last counts.
  init(_ texts: [String]) throws {
    self.texts = try texts.map { text in
      guard let mark = text.firstIndex(of: "=") else {
        throw Complaint("`\(text)` has no value; it reads NAME=VALUE")
      }
      return (String(text[..<mark]), String(text[text.index(after: mark)...]))
    }
  }

  /// The values as JSON; of types that the server knows by name.
  func json(of types: JSONValue?) throws -> JSONValue {
    var members: JSONObject = [:]
    for (name, text) in texts {
      members[name] = try jsonValue(of: text, type: types?[name]?.text ?? "string")
    }
    return .object(members)
  }
}

/// A value as JSON: texts, and what is written as one, stand without quotes.
func jsonValue(of value: String, type: String) throws -> JSONValue {
  let plain = type.hasSuffix("?") ? String(type.dropLast()) : type
  let isJSON =
    ["bool", "int", "double", "record"].contains(plain) || plain.hasPrefix("list<")
    || plain.hasPrefix("map<")
  guard isJSON else { return .string(value) }
  do {
    return try parseJSON(Array(value.utf8), limits: .webhook)
  } catch {
    throw Complaint("`\(value)` is no value of type `\(type)`: \(error)")
  }
}
