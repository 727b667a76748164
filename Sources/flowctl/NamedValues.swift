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
  let json: JSONValue
  do {
    json = try parseJSON(Array(value.utf8), limits: .webhook)
  } catch {
    // Where the text stops being JSON says something of lists and maps alone.
    let place = ["bool", "int", "double"].contains(plain) ? "" : ": \(error)"
    throw Complaint("`\(value)` is no value of type `\(type)`\(place)")
  }
  let isNull = json == .null && type.hasSuffix("?")
  guard isNull || json.mayBe(plain) else {
    throw Complaint("`\(value)` is no value of type `\(type)`")
  }
  return json
}

extension JSONValue {
  /// Whether it can be a value of a type, so far as the name of the type says it.
  fileprivate func mayBe(_ type: String) -> Bool {
    switch type {
    case "bool": boolean != nil
    case "int": wholeNumber != nil
    case "double": double != nil
    case "record": objectMembers != nil
    case _ where type.hasPrefix("list<"): elements != nil
    case _ where type.hasPrefix("map<"): objectMembers != nil
    default: true
    }
  }
}
