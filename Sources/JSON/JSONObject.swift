/// The members of a JSON object in their order, each name once.
///
/// Names are the same if their code points are (RFC 8259, section 8.3). The last of several members
/// of one name counts, at the place of the first, as most readers have it: an event is not to be
/// lost over it.
@usableFromInline package struct JSONObject: Sendable {
  /// A name with its value.
  @usableFromInline package struct Member: Hashable, Sendable {
    /// The name.
    package let name: String
    /// The value.
    package fileprivate(set) var value: JSONValue
  }

  /// The members in their order.
  package private(set) var members: [Member] = []
  /// Where each name stands; only of objects so large that looking through them takes longer.
  private var places: [Name: Int] = [:]

  /// Makes an object without members.
  package init() {}

  /// Makes an object of members in this order.
  package init(_ members: some Sequence<(String, JSONValue)>) {
    for (name, value) in members { self[name] = value }
  }

  /// The value of a name; setting a new one appends it, setting nil takes the member out.
  package subscript(name: String) -> JSONValue? {
    get { place(of: name).map { members[$0].value } }
    set {
      switch (place(of: name), newValue) {
      case (let place?, let value?): members[place].value = value
      case (nil, let value?): append(Member(name: name, value: value))
      case (let place?, nil):
        members.remove(at: place)
        places = [:]
        if members.count > Self.mostLookedThrough { indexMembers() }
      case (nil, nil): break
      }
    }
  }

  /// The members with those of another object, whose values count where both have a name.
  package func merging(_ other: JSONObject) -> JSONObject {
    var result = self
    for member in other { result[member.name] = member.value }
    return result
  }

  private mutating func append(_ member: Member) {
    members.append(member)
    if members.count == Self.mostLookedThrough + 1 {
      indexMembers()
    } else if members.count > Self.mostLookedThrough {
      places[Name(text: member.name)] = members.count - 1
    }
  }

  private mutating func indexMembers() {
    for (place, member) in members.enumerated() { places[Name(text: member.name)] = place }
  }

  /// The place of the member of a name.
  package func place(of name: String) -> Int? {
    guard members.count <= Self.mostLookedThrough else { return places[Name(text: name)] }
    return members.indices.first { members[$0].name.isSameText(as: name) }
  }

  private static let mostLookedThrough = 16
}

/// A name, compared by code points and not as Swift compares texts.
private struct Name: Hashable {
  let text: String

  static func == (left: Name, right: Name) -> Bool {
    left.text.isSameText(as: right.text)
  }
}

extension JSONObject: Hashable {
  /// Whether both have the same members in the same order.
  @usableFromInline package static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.members == right.members
  }

  /// Hashes what `==` compares.
  @usableFromInline package func hash(into hasher: inout Hasher) {
    hasher.combine(members)
  }
}

extension JSONObject: RandomAccessCollection {
  /// The place of the first member.
  @usableFromInline package var startIndex: Int { 0 }

  /// The place after the last member.
  @usableFromInline package var endIndex: Int { members.count }

  /// The member at a place.
  @usableFromInline package subscript(place: Int) -> Member { members[place] }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object with its members in this order.
  @usableFromInline package init(dictionaryLiteral members: (String, JSONValue)...) {
    self.init(members)
  }
}

extension JSONObject {
  /// The members that are texts; the others are left out.
  package var texts: [String: String] {
    var texts: [String: String] = [:]
    for member in self { texts[member.name] = member.value.text }
    return texts
  }
}
