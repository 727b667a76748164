import Diagnostics
import FlowSyntax
import Testing

@Suite struct DecodeUTF8Tests {
  @Test func `a byte order mark is no part of the text`() {
    let decoded = decodeUTF8([0xEF, 0xBB, 0xBF] + Array("a: é".utf8))
    #expect(decoded.text == "a: é")
    #expect(decoded.badByte == nil)
  }

  @Test(
    arguments: [
      ([0x61, 0xFF, 0x62], 1, 1), ([0xEF, 0xBB, 0xBF, 0x61, 0xC3], 4, 1),
      ([0xC3, 0xA9, 0x80], 2, 2),
      ([0x61, 0xED, 0xA0, 0x80], 1, 1), ([0xF0, 0x9F, 0x98], 0, 0),
    ] as [([UInt8], Int, Int)]
  )
  func `the first byte that is not UTF-8 is named`(bytes: [UInt8], byte: Int, offset: Int) {
    var files = SourceFiles()
    let (file, findings) = readSource(bytes, name: "a.yaml", into: &files)
    #expect(findings.map(\.code) == [.notUTF8])
    #expect(findings.first?.message == "byte \(byte) of the file is not UTF-8")
    #expect(findings.first?.primary.span.start == offset)
    #expect(findings.first.map { file.text(of: $0.primary.span) } == "\u{FFFD}")
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x61, 0x00], 0), ([0xFE, 0xFF, 0x00, 0x61], 0), ([0x61, 0x00, 0x3A, 0x00], 1),
      ([0x00, 0x61, 0x00, 0x3A], 0), ([0x61, 0x00, 0x3A, 0x00, 0xE9, 0x00], 4),
    ] as [([UInt8], Int)]
  )
  func `a file of UTF-16 is called that, with and without its mark`(bytes: [UInt8], place: Int) {
    var files = SourceFiles()
    let findings = readSource(bytes, name: "a.yaml", into: &files).findings
    #expect(findings.map(\.message) == ["the file is UTF-16, not UTF-8"])
    #expect(findings.first?.primary.span.start == place)
  }

  @Test func `a file that holds no text is called that`() {
    var files = SourceFiles()
    let bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 0x02, 0x00, 0x00, 0x80]
    let findings = readSource(bytes, name: "a.yaml", into: &files).findings
    #expect(findings.map(\.message) == ["the file holds no text"])
    #expect(readSource([0x61, 0x00], name: "a.yaml", into: &files).findings.isEmpty)
  }

  @Test func `bytes that are not UTF-8 are parsed all the same`() {
    var files = SourceFiles()
    let file = readSource(Array("a: ".utf8) + [0xFF], name: "a.yaml", into: &files).file
    #expect(parseYAML(file).document.root?["a"]?.scalar?.text == "\u{FFFD}")
  }
}
