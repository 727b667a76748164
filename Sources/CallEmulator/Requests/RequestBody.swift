internal import CallAutomation
internal import CallModel
internal import JSON

/// Reads a request's members as the service's description has them: what is asked for has to have
/// its type, and what was never asked for is refused.
struct RequestBody {
  private let members: JSONObject
  private let path: String
  /// Whether each member was asked for.
  private var isAsked: [Bool]

  /// Reads the body of a request.
  init(_ request: ServiceRequest) throws(ServiceError) {
    do {
      self = try RequestBody(parseJSON(request.body, limits: .webhook), at: "")
    } catch let error as ServiceError {
      throw error
    } catch {
      throw .argument("The body is not JSON: \(error).")
    }
  }

  /// Reads an object within a body; a member that is null counts as absent.
  init(_ json: JSONValue, at path: String) throws(ServiceError) {
    guard let members = json.objectMembers else {
      throw .argument("\(path.isEmpty ? "The body" : "`\(path)`") is no object.")
    }
    self.members = members
    self.path = path
    isAsked = [Bool](repeating: false, count: members.count)
  }

  /// The names of all members.
  var names: [String] { members.map(\.name) }

  /// Refuses members that nobody asked for.
  func close() throws(ServiceError) {
    let unknown = members.indices.filter { !isAsked[$0] && members[$0].value != .null }
    guard let unknown = unknown.map({ members[$0].name }).min() else { return }
    throw .argument("`\(name(unknown))` is not a member of this request.")
  }

  /// The path of a member, for messages.
  func name(_ member: String) -> String { path.isEmpty ? member : "\(path).\(member)" }

  /// The member as it is, if it is there.
  mutating func member(_ name: String) -> JSONValue? {
    guard let place = members.place(of: name) else { return nil }
    isAsked[place] = true
    let value = members[place].value
    if case .null = value { return nil }
    return value
  }

  /// A text that may be there.
  mutating func optionalText(_ name: String) throws(ServiceError) -> String? {
    guard let member = member(name) else { return nil }
    guard let text = member.text else { throw .argument("`\(self.name(name))` is no string.") }
    return text
  }

  /// A text that has to be there.
  mutating func text(_ name: String) throws(ServiceError) -> String {
    guard let text = try optionalText(name), !text.isEmpty else { throw missing(name) }
    return text
  }

  /// One of several words, compared without regard to case (FACTS.md (b), "Casing traps").
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ name: String,
    as type: Word.Type
  ) throws(ServiceError) -> Word? where Word.RawValue == String {
    guard let text = try optionalText(name) else { return nil }
    let word = Word.allCases.first { $0.rawValue.lowercased() == text.lowercased() }
    guard let word else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw .argument("`\(self.name(name))` is none of \(words).")
    }
    return word
  }

  /// A truth value that may be there.
  mutating func flag(_ name: String) throws(ServiceError) -> Bool? {
    guard let member = member(name) else { return nil }
    guard let flag = member.boolean else { throw .argument("`\(self.name(name))` is no boolean.") }
    return flag
  }

  /// A whole number within a range that may be there.
  mutating func number(_ name: String, in range: ClosedRange<Int>) throws(ServiceError) -> Int? {
    guard let member = member(name) else { return nil }
    guard let number = member.wholeNumber, range.contains(number) else {
      throw .argument(
        "`\(self.name(name))` is no integer from \(range.lowerBound) to \(range.upperBound)."
      )
    }
    return number
  }

  /// An object that may be there.
  mutating func object(_ name: String) throws(ServiceError) -> RequestBody? {
    guard let member = member(name) else { return nil }
    return try RequestBody(member, at: self.name(name))
  }

  /// A list of objects that may be there.
  mutating func objects(_ name: String) throws(ServiceError) -> [RequestBody]? {
    guard let member = member(name) else { return nil }
    guard let elements = member.elements else {
      throw .argument("`\(self.name(name))` is no array.")
    }
    var objects: [RequestBody] = []
    for (index, element) in elements.enumerated() {
      objects.append(try RequestBody(element, at: "\(self.name(name))[\(index)]"))
    }
    return objects
  }

  /// A list of texts that may be there.
  mutating func texts(_ name: String) throws(ServiceError) -> [String]? {
    guard let member = member(name) else { return nil }
    guard let texts = member.elements?.compactMap(\.text), texts.count == member.elements?.count
    else { throw .argument("`\(self.name(name))` is no array of strings.") }
    return texts
  }

  /// Names with texts, such as headers.
  mutating func textsByName(_ name: String) throws(ServiceError) -> [String: String] {
    guard let member = member(name) else { return [:] }
    guard let members = member.objectMembers else {
      throw .argument("`\(self.name(name))` is no object.")
    }
    let texts = members.texts
    guard texts.count == members.count else {
      throw .argument("`\(self.name(name))` has a value that is no string.")
    }
    return texts
  }

  /// Fails for a member that has to be there.
  func missing(_ name: String) -> ServiceError {
    .argument("`\(self.name(name))` is missing.")
  }
}
