import JSON
import TestSupport
import Testing

@Suite struct JSONPropertyTests {
  @Test(arguments: [JSONStyle.compact, .pretty])
  func `every document is read as it was written`(style: JSONStyle) throws {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<2000 {
      let document = JSONValue.random(depth: 4, using: &random)
      let bytes = document.bytes(in: style)
      let read = try parseJSON(bytes, limits: .generous)
      #expect(read == document)
      #expect(read.bytes(in: style) == bytes)
    }
  }

  @Test func `broken documents are read or refused, and what is read is written and read again`() {
    var random = SeededGenerator(seed: 2)
    var readings = 0
    for _ in 0..<20_000 {
      var bytes = JSONValue.random(depth: 3, using: &random).bytes()
      for _ in 0..<Int.random(in: 1...3, using: &random) { bytes.mutate(using: &random) }
      do throws(JSONFailure) {
        let read = try parseJSON(bytes, limits: .generous)
        #expect(try parseJSON(read.bytes(), limits: .generous) == read)
        readings += 1
      } catch {
        #expect(!"\(error)".isEmpty)
      }
    }
    #expect(readings > 1000)
  }
}

extension [UInt8] {
  /// Changes, adds, doubles or takes out a byte, or cuts the bytes off.
  fileprivate mutating func mutate(using random: inout SeededGenerator) {
    guard !isEmpty else { return }
    let place = Int.random(in: 0..<count, using: &random)
    let byte = [
      UInt8.random(in: .min ... .max, using: &random),
      Array(#"{}[],:"\eE.-+0u "#.utf8).randomElement(using: &random) ?? 0,
    ][Int.random(in: 0...1, using: &random)]
    switch Int.random(in: 0..<5, using: &random) {
    case 0: self[place] = byte
    case 1: insert(byte, at: place)
    case 2: insert(self[place], at: place)
    case 3: remove(at: place)
    default: removeSubrange(place...)
    }
  }
}

extension JSONValue {
  fileprivate static func random(
    depth: Int,
    using random: inout SeededGenerator
  ) -> JSONValue {
    let count = Int.random(in: 0...3, using: &random)
    switch Int.random(in: 0..<(depth == 0 ? 6 : 9), using: &random) {
    case 0: return .null
    case 1: return .bool(.random(using: &random))
    case 2: return .integer(Int(truncatingIfNeeded: random.next()) >> (random.next() & 63))
    case 3: return .integer(random.next())
    case 4:
      let number = Double(bitPattern: random.next())
      return number.isFinite ? .number(number) : .number(0.5)
    case 5: return .string(text(using: &random))
    case 6, 7: return .array((0..<count).map { _ in .random(depth: depth - 1, using: &random) })
    default:
      let size = Bool.random(using: &random) ? count : 20
      return .object(
        JSONObject(
          (0..<size).map { _ in
            (text(using: &random), .random(depth: depth - 1, using: &random))
          }
        )
      )
    }
  }

  private static func text(using random: inout SeededGenerator) -> String {
    let scalars: [Unicode.Scalar] = [
      "a", "b", "c", "\"", "\\", "/", "\n", "\0", "\u{1F}", "\u{7F}", "\u{85}", "é", "\u{2028}",
      "€",
      "\u{FFFF}", "💡", "\u{10FFFF}",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 0...5, using: &random) {
      text.unicodeScalars.append(scalars.randomElement(using: &random) ?? "a")
    }
    return text
  }
}
