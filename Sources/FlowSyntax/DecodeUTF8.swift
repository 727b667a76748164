package import Diagnostics

/// A file's bytes as text, without byte order mark.
package struct DecodedText: Sendable, Hashable {
  /// The text; each sequence of bytes that is not UTF-8 is a U+FFFD.
  package let text: String
  /// The offset in the file of the first byte that is not UTF-8.
  package let badByte: Int?
  /// The same place as an offset in the text, which may lack a byte order mark.
  package let badOffset: Int?
  /// Whether the bytes begin as UTF-16 does.
  package let looksLikeUTF16: Bool

  /// What is to be said of the first byte that is not UTF-8, or nil where all are; `file` is made
  /// from `text`.
  package func finding(in file: SourceFile) -> Diagnostic? {
    guard let badByte, let badOffset else { return nil }
    let replacement = "\u{FFFD}".utf8.count
    let message =
      looksLikeUTF16 ? "the file is UTF-16, not UTF-8" : "byte \(badByte) of the file is not UTF-8"
    return Diagnostic(
      .notUTF8,
      .error,
      message,
      at: Span(file: file.id, start: badOffset, end: badOffset + replacement),
      help: "save the file as UTF-8"
    )
  }
}

/// Reads bytes as UTF-8 and takes off a byte order mark.
package func decodeUTF8(_ bytes: [UInt8]) -> DecodedText {
  let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  let start = bytes.starts(with: mark) ? mark.count : 0
  let looksLikeUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
  let content = bytes[start...]
  if let text = String(validating: content, as: UTF8.self) {
    return DecodedText(text: text, badByte: nil, badOffset: nil, looksLikeUTF16: false)
  }
  let badOffset = firstInvalidOffset(in: content)
  return DecodedText(
    text: String(decoding: content, as: UTF8.self),
    badByte: badOffset + start,
    badOffset: badOffset,
    looksLikeUTF16: looksLikeUTF16
  )
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
