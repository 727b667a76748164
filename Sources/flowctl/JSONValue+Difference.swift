import JSON

extension JSONValue {
  /// Where another value first differs, in the order in which this one is written, and what each has
  /// there: nil what it does not have.
  ///
  /// Nil where they are the same.
  func firstDifference(
    from other: JSONValue,
    at place: String = ""
  ) -> (place: String, own: JSONValue?, other: JSONValue?)? {
    switch (self, other) {
    case (.object(let own), .object(let others)):
      let names = own.map(\.name) + others.map(\.name).filter { own[$0] == nil }
      for name in names where own[name] != others[name] {
        let inner = place.isEmpty ? name : "\(place).\(name)"
        guard let one = own[name], let two = others[name] else {
          return (inner, own[name], others[name])
        }
        return one.firstDifference(from: two, at: inner)
      }
      return nil
    case (.array(let own), .array(let others)):
      for (index, (one, two)) in zip(own, others).enumerated() where one != two {
        return one.firstDifference(from: two, at: "\(place)[\(index)]")
      }
      guard own.count != others.count else { return nil }
      let index = min(own.count, others.count)
      return (
        "\(place)[\(index)]", own.dropFirst(index).first, others.dropFirst(index).first
      )
    case _:
      return self == other ? nil : (place, self, other)
    }
  }
}
