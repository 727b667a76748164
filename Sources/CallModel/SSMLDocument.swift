/// An SSML document as far as it matters whether the service can speak it: well-formed XML (XML 1.0,
/// section 2.1) whose root is `speak`.
package struct SSMLDocument: Hashable, Sendable {
  /// Why a text is no such document, in words that follow "the SSML".
  package struct Problem: Error, Hashable, Sendable {
    /// The words.
    package let message: String
  }

  /// The names of the voices it asks for, in order.
  package private(set) var voices: [String] = []

  /// Reads a document, in time linear in its length; nothing is kept of it but the voices.
  package init(_ text: String) throws(Problem) {
    var reader = SSMLReader(text)
    try reader.readDocument()
    voices = reader.voices
  }
}

/// Goes through a document once, from one mark to the next.
private struct SSMLReader {
  private let bytes: [UInt8]
  private var place = 0
  /// The elements that are open, outermost first.
  private var open: [String] = []
  private var hasRoot = false
  private(set) var voices: [String] = []

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  mutating func readDocument() throws(SSMLDocument.Problem) {
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "<") {
        try readMarkup()
      } else if bytes[place] == UInt8(ascii: "&") {
        try readReference()
      } else {
        guard !open.isEmpty || isBlank(bytes[place]) else {
          throw problem("has text outside `speak`")
        }
        place += 1
      }
    }
    if let element = open.last { throw problem("does not close `<\(element)>`") }
    guard hasRoot else { throw problem("has no `<speak>`") }
  }

  private mutating func readMarkup() throws(SSMLDocument.Problem) {
    for (begin, end) in [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")] where skip(begin) {
      guard skipPast(end) else { throw problem("does not end its `\(begin)`") }
      return
    }
    place += 1
    if skip("/") {
      try readEnd()
    } else {
      try readStart()
    }
  }

  private mutating func readEnd() throws(SSMLDocument.Problem) {
    let name = try readName()
    skipBlanks()
    guard skip(">") else { throw problem("has a `</\(name)` without `>`") }
    let last = open.popLast()
    if last == name { return }
    guard let last, open.contains(name) else {
      throw problem("closes `</\(name)>` where it is not open")
    }
    throw problem("does not close `<\(last)>`")
  }

  private mutating func readStart() throws(SSMLDocument.Problem) {
    let name = try readName()
    if open.isEmpty {
      guard !hasRoot, name == "speak" else { throw problem("has `<\(name)>` outside `speak`") }
      hasRoot = true
    }
    var names: Set<String> = []
    while true {
      let start = place
      skipBlanks()
      if skip(">") {
        open.append(name)
        return
      }
      if skip("/>") { return }
      guard place < bytes.count, place > start else {
        throw problem("has a `<\(name)` without `>`")
      }
      let attribute = try readName()
      guard names.insert(attribute).inserted else {
        throw problem("has `\(attribute)` twice in `<\(name)>`")
      }
      skipBlanks()
      guard skip("=") else { throw problem("has `\(attribute)` without a value") }
      skipBlanks()
      let value = try readValue(of: attribute)
      if name == "voice", attribute == "name" { voices.append(value) }
    }
  }

  private mutating func readValue(of attribute: String) throws(SSMLDocument.Problem) -> String {
    guard let quote = ["\"", "'"].first(where: { skip($0) }) else {
      throw problem("has `\(attribute)` with a value that is not in quotes")
    }
    let start = place
    while place < bytes.count, bytes[place] != quote.utf8.first {
      switch bytes[place] {
      case UInt8(ascii: "<"): throw problem("has a `<` in the value of `\(attribute)`")
      case UInt8(ascii: "&"): try readReference()
      case _: place += 1
      }
    }
    let value = String(decoding: bytes[start..<place], as: UTF8.self)
    guard skip(quote) else { throw problem("does not end the value of `\(attribute)`") }
    return value
  }

  /// `&amp;` and the like, `&#233;`, `&#xE9;`.
  private mutating func readReference() throws(SSMLDocument.Problem) {
    let name = bytes[(place + 1)...].prefix(longestReference).prefix { $0 != UInt8(ascii: ";") }
    let end = place + 1 + name.count
    guard end < bytes.count, bytes[end] == UInt8(ascii: ";"),
      isReference(String(decoding: name, as: UTF8.self))
    else { throw problem("has a `&` that is no `&amp;`") }
    place = end + 1
  }

  private func isReference(_ name: String) -> Bool {
    if ["amp", "lt", "gt", "quot", "apos"].contains(name) { return true }
    guard name.hasPrefix("#") else { return false }
    let isHexadecimal = name.hasPrefix("#x")
    let number = UInt32(name.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10)
    return number.flatMap(Unicode.Scalar.init) != nil
  }

  /// A name: what is refused as one is what no element of SSML has.
  private mutating func readName() throws(SSMLDocument.Problem) -> String {
    let name = bytes[place...].prefix { byte in
      !isBlank(byte) && !"<>/=\"'&;".utf8.contains(byte)
    }
    guard let first = name.first, !"-.0123456789".utf8.contains(first) else {
      throw problem("has a `<` that begins no element: write `&lt;`")
    }
    place += name.count
    return String(decoding: name, as: UTF8.self)
  }

  private mutating func skip(_ text: String) -> Bool {
    guard bytes[place...].starts(with: text.utf8) else { return false }
    place += text.utf8.count
    return true
  }

  private mutating func skipPast(_ text: String) -> Bool {
    while place < bytes.count {
      if skip(text) { return true }
      place += 1
    }
    return false
  }

  private mutating func skipBlanks() {
    while place < bytes.count, isBlank(bytes[place]) { place += 1 }
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    " \t\n\r".utf8.contains(byte)
  }

  private func problem(_ message: String) -> SSMLDocument.Problem {
    SSMLDocument.Problem(message: message)
  }
}

/// Longer names of references there are none in XML without a DTD.
private let longestReference = 10
