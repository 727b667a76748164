package import Diagnostics

/// A file's bytes as text, without byte order mark.
package struct DecodedText: Sendable, Hashable {
  /// What a file is that is not UTF-8.
  enum Content: Sendable, Hashable {
    case utf16, otherText, noText
  }

  /// The text; each sequence of bytes that is not UTF-8 is a U+FFFD.
  package let text: String
  /// The offset in the file of the first byte that no text in UTF-8 has.
  package let badByte: Int?
  /// The same place as an offset in the text, which may lack a byte order mark.
  package let badOffset: Int?
  /// What it is that is not UTF-8.
  let content: Content

  /// What is to be said of the first byte that is not UTF-8, or nil where all are; `file` is made
  /// from `text`.
  package func finding(in file: SourceFile) -> Diagnostic? {
    guard let badByte, let badOffset else { return nil }
    let (message, help) =
      switch content {
      case .utf16: ("the file is UTF-16, not UTF-8", "save the file as UTF-8")
      case .otherText: ("byte \(badByte) of the file is not UTF-8", "save the file as UTF-8")
      case .noText: ("the file holds no text", "a flow is a text in UTF-8")
      }
    let bad = text.utf8.dropFirst(badOffset).first == 0 ? "\0" : "\u{FFFD}"
    let place = Span(file: file.id, start: badOffset, end: badOffset + bad.utf8.count)
    return Diagnostic(.notUTF8, .error, message, at: place, help: help)
  }
}

/// Reads bytes as UTF-8 and takes off a byte order mark.
package func decodeUTF8(_ bytes: [UInt8]) -> DecodedText {
  let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  let start = bytes.starts(with: mark) ? mark.count : 0
  let rest = bytes[start...]
  let text = String(validating: rest, as: UTF8.self)
  let isUTF16 = looksLikeUTF16(bytes)
  if let text, !isUTF16 {
    return DecodedText(text: text, badByte: nil, badOffset: nil, content: .otherText)
  }
  let badOffset = text.flatMap { $0.utf8.firstOffset(of: 0) } ?? firstInvalidOffset(in: rest)
  return DecodedText(
    text: String(decoding: rest, as: UTF8.self),
    badByte: badOffset + start,
    badOffset: badOffset,
    content: isUTF16 ? .utf16 : rest.prefix(1_024).contains(0) ? .noText : .otherText
  )
}

/// Whether bytes begin as UTF-16 does: with its byte order mark, or with two letters of ASCII.
private func looksLikeUTF16(_ bytes: [UInt8]) -> Bool {
  if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
  let zeros = bytes.prefix(4).map { $0 == 0 }
  return zeros == [false, true, false, true] || zeros == [true, false, true, false]
}

extension Collection<UInt8> {
  fileprivate func firstOffset(of byte: UInt8) -> Int? {
    firstIndex(of: byte).map { distance(from: startIndex, to: $0) }
  }
}

/// Adds a file given as bytes to those of a run.
package func readSource(
  _ bytes: [UInt8],
  name: String,
  into files: inout SourceFiles
) -> (file: SourceFile, findings: [Diagnostic]) {
  let read = readSource(bytes, name: name, id: files.unusedID)
  files.add(read.file)
  return read
}

/// Reads a file given as bytes, under an id of its own.
package func readSource(
  _ bytes: [UInt8],
  name: String,
  id: FileID
) -> (file: SourceFile, findings: [Diagnostic]) {
  let decoded = decodeUTF8(bytes)
  let file = SourceFile(id: id, name: name, text: decoded.text)
  return (file, decoded.finding(in: file).map { [$0] } ?? [])
}

private func firstInvalidOffset(in bytes: ArraySlice<UInt8>) -> Int {
  var decoder = UTF8()
  var iterator = bytes.makeIterator()
  var offset = 0
  while true {
    switch decoder.decode(&iterator) {
    case .scalarValue(let scalar): offset += UTF8.width(scalar)
    case .emptyInput, .error: return offset
    }
  }
}
