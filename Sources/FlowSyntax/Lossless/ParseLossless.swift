package import Diagnostics

/// Reads a text into tokens that are all of it, and the values made of them.
///
/// For tools that write a text again or look things up in it; checking needs `parseYAML` alone,
/// which says what is wrong. It never fails: what comes after a syntax error or a limit is one
/// `unread` token. As there, the file's text must be without byte order mark.
package func parseLossless(_ file: SourceFile) -> LosslessTree {
  file.text.utf8.withContiguousStorageIfAvailable { parse($0, of: file.id) }
    ?? Array(file.text.utf8).withUnsafeBufferPointer { parse($0, of: file.id) }
}

private func parse(_ bytes: UnsafeBufferPointer<UInt8>, of file: FileID) -> LosslessTree {
  guard bytes.count <= SyntaxLimits.fileBytes else {
    return LosslessBuilder(bytes, isASCII: false, file: file).finish(isComplete: false, in: bytes)
  }
  let survey = CharacterSurvey(bytes)
  let readable = UnsafeBufferPointer(rebasing: bytes[..<(survey.forbidden ?? bytes.count)])
  var builder = LosslessBuilder(readable, isASCII: survey.isASCII, file: file)
  var isRead = false
  if let reader = EventReader(readable) {
    isRead = builder.build(from: reader) && survey.forbidden == nil
  }
  return builder.finish(isComplete: isRead, in: bytes)
}
