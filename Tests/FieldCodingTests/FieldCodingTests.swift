import FieldCoding
import JSON
import TestSupport
import Testing

/// A struct as this version knows it.
private struct Person: FieldCoded, Hashable {
  var unknownFields = UnknownFields()
  var name: String
  var age = 18
  var nick: String?
  var friends: [Person] = []
  var marks: [String: Double] = [:]
  var mood = Mood.plain

  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      name: fields(1, "name", \.name),
      age: fields(2, "age", \.age, default: 18),
      nick: fields(4, "nick", \.nick),
      friends: fields(5, "friends", \.friends),
      marks: fields(6, "marks", \.marks),
      mood: fields(8, "mood", \.mood, default: .plain)
    )
  }
}

/// The same struct as a later version has it.
private struct LaterPerson: FieldCoded, Hashable {
  var unknownFields = UnknownFields()
  var name: String
  var height: Int?
  var email = ""
  var pets: [String] = []

  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      name: fields(1, "name", \.name),
      height: fields(3, "height", \.height),
      email: fields(7, "email", \.email, default: ""),
      pets: fields(9, "pets", \.pets)
    )
  }
}

private enum Mood: FieldCases, Hashable {
  case plain
  case glad(Int)
  case torn(between: String, and: String?)

  enum Tag: Int, CaseIterable, Sendable {
    case plain = 1
    case glad = 2
    case torn = 3
  }

  func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .plain: try output.put(.plain)
    case .glad(let value): try output.put(.glad, value)
    case .torn(let between, let and): try output.put(.torn, ("between", between), ("and", and))
    }
  }

  static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Mood {
    switch tag {
    case .plain: .plain
    case .glad: try .glad(values.next())
    case .torn: try .torn(between: values.next(), and: values.next())
    }
  }
}

@Suite struct FieldCodingTests {
  private let sample = Person(
    name: "Ada",
    age: -1,
    nick: "",
    friends: [Person(name: "é💡"), Person(name: "", mood: .torn(between: "a", and: nil))],
    marks: ["b": .nan, "a": -0.0],
    mood: .glad(300)
  )

  @Test func `a value is stored as tags, lengths and bytes, and without its defaults`() throws {
    #expect(try storeFields(Person(name: "Ada")) == [1, 5, 1, 3, 0x41, 0x64, 0x61])
    let bytes = try storeFields(Person(name: "", age: 19, nick: "x", mood: .glad(-1)))
    #expect(bytes == [1, 14, 1, 0, 2, 1, 38, 4, 1, 0x78, 8, 4, 2, 1, 1, 1])
  }

  @Test func `what is stored is read as it was`() throws {
    let bytes = try storeFields(sample)
    let read: Person = try readFields(from: bytes)
    #expect(try storeFields(read) == bytes)
    #expect(read.friends == sample.friends)
    #expect(read.nick == "")
    #expect(read.mood == .glad(300))
  }

  @Test(arguments: [Int.min, -65, -1, 0, 1, 63, 64, 8191, 8192, .max])
  func `numbers of every size are read as they were`(number: Int) throws {
    #expect(try readFields(from: storeFields(number)) == number)
    #expect(
      try readFields(from: storeFields(UInt64(bitPattern: Int64(number))))
        == UInt64(bitPattern: Int64(number))
    )
    #expect(try readFields(from: storeFields([number, 1])) == [number, 1])
  }

  @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, 100_000])
  func `values of every length are read as they were`(count: Int) throws {
    let person = Person(name: String(repeating: "x", count: count))
    #expect(try readFields(from: storeFields([person, person])) == [person, person])
  }

  @Test func `fields of a later version are kept and written back at their places`() throws {
    let later = LaterPerson(name: "Ada", height: 170, email: "a@b.c", pets: ["cat"])
    let bytes = try storeFields(later)
    var earlier: Person = try readFields(from: bytes)
    #expect(earlier.unknownFields.count == 3)
    #expect(try storeFields(earlier) == bytes)
    earlier.age = 40
    earlier.nick = "A"
    let changed = try storeFields(earlier)
    let again: LaterPerson = try readFields(from: changed)
    #expect((again.name, again.height, again.email) == ("Ada", 170, "a@b.c"))
    #expect(again.pets == ["cat"])
    #expect(try storeFields(again) == changed)
  }

  @Test func `fields of an earlier version are absent`() throws {
    let later: LaterPerson = try readFields(from: storeFields(Person(name: "Ada")))
    #expect(later == LaterPerson(name: "Ada"))
  }

  @Test func `the JSON for people has the names`() throws {
    #expect(
      sample.readableJSON.text()
        == #"{"name":"Ada","age":-1,"nick":"","friends":[{"name":"é💡"},"#
        + #"{"name":"","mood":{"torn":{"between":"a"}}}],"marks":{"a":-0.0,"b":"nan"},"#
        + #""mood":{"glad":300}}"#
    )
    #expect(Mood.plain.readableJSON == "plain")
  }

  @Test(
    arguments: [
      ([], .truncated(offset: 0)), ([2, 2, 1, 0], .format(2)), ([1], .truncated(offset: 1)),
      ([1, 2, 1], .truncated(offset: 2)), ([1, 2, 1, 0, 0], .malformed(offset: 4)),
      ([1, 0], .missing(field: "name")),
      ([1, 1, 1], .truncated(offset: 3)), ([1, 3, 1, 2, 0x41], .truncated(offset: 4)),
      ([1, 3, 1, 0x80, 0x00], .malformed(offset: 3)), ([1, 3, 1, 1, 0xFF], .malformed(offset: 4)),
      ([1, 4, 1, 0, 1, 0], .malformed(offset: 4)),
      ([1, 5, 2, 1, 0, 1, 0], .missing(field: "name")),
      ([1, 4, 0, 0, 1, 0], .malformed(offset: 2)),
      ([1, 6, 1, 0, 2, 2, 0, 0], .malformed(offset: 7)),
      ([1, 5, 1, 0, 8, 1, 4], .unknownCase(offset: 6)),
      ([1, 7, 1, 0, 8, 3, 1, 5, 0], .unknownCase(offset: 7)),
      ([1, 8, 1, 0, 6, 4, 1, 0x62, 1, 0x61], .truncated(offset: 10)),
      ([1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], .truncated(offset: 11)),
      ([1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02], .malformed(offset: 1)),
    ] as [([UInt8], FieldFailure)]
  )
  func `bytes that nothing stored are refused`(bytes: [UInt8], failure: FieldFailure) {
    #expect(throws: failure) { try readFields(Person.self, from: bytes) }
  }

  @Test func `what is too deep is refused when it is written and when it is read`() throws {
    var person = Person(name: "")
    for _ in 0..<99 { person = Person(name: "", friends: [person]) }
    let bytes = try storeFields(person)
    #expect(try readFields(from: bytes) == person)
    #expect(throws: FieldFailure.tooDeep(limit: 200)) {
      try storeFields([[[Person(name: "", friends: [person])]]])
    }
    var deep: [UInt8] = [1, 0]
    for _ in 0..<300 { deep = [1, 0, 5] + counted(counted(deep)) }
    #expect(throws: FieldFailure.tooDeep(limit: 200)) {
      try readFields(Person.self, from: [1] + counted(deep))
    }
  }

  /// Bytes with their number before them.
  private func counted(_ bytes: [UInt8]) -> [UInt8] {
    var length = FieldOutput()
    length.append(number: UInt64(bytes.count))
    return length.bytes + bytes
  }

  @Test func `what is cut off anywhere is refused`() throws {
    for value in [[sample], []] {
      let bytes = try storeFields(value)
      for count in bytes.indices {
        #expect(throws: FieldFailure.self) {
          try readFields([Person].self, from: Array(bytes[..<count]))
        }
      }
    }
  }

  @Test func `no bytes end the process, and what is read is stored again`() throws {
    var random = SeededGenerator(seed: 3)
    let stored = try storeFields(sample)
    var readings = 0
    for _ in 0..<50_000 {
      var bytes = stored
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.insert(UInt8.random(in: 0...9, using: &random), at: place)
        case 2: bytes.remove(at: place)
        default: bytes.removeSubrange(place...)
        }
      }
      do throws(FieldFailure) {
        let read: Person = try readFields(from: bytes)
        let again = try storeFields(read)
        #expect(try storeFields(readFields(Person.self, from: again)) == again)
        readings += 1
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
    #expect(readings > 500)
  }
}
