package import Diagnostics

/// Reads a YAML document into a tree that knows where everything stands.
///
/// It never fails: what cannot be read is reported, and the tree up to there is kept, with
/// `isComplete` false. There is at most one syntax error. The file's text must be without byte
/// order mark (`decodeUTF8`). Reports nothing where the document is empty (`root` is nil). `commas`
/// says what a comma is meant for in a value, by the keys that lead to it.
package func parseYAML(
  _ file: SourceFile,
  commas: @escaping ([String]) -> CommaMeaning = { _ in .text }
) -> (document: SyntaxDocument, findings: [Diagnostic]) {
  guard file.text.utf8.count <= SyntaxLimits.fileBytes else { return refuseSize(of: file) }
  let parsed = file.text.utf8.withContiguousStorageIfAvailable { parse($0, of: file, commas) }
  return parsed ?? Array(file.text.utf8).withUnsafeBufferPointer { parse($0, of: file, commas) }
}

private func parse(
  _ bytes: UnsafeBufferPointer<UInt8>,
  of file: SourceFile,
  _ commas: @escaping ([String]) -> CommaMeaning
) -> (document: SyntaxDocument, findings: [Diagnostic]) {
  let survey = CharacterSurvey(bytes)
  let readable = UnsafeBufferPointer(rebasing: bytes[..<(survey.forbidden ?? bytes.count)])
  var builder = TreeBuilder(readable, survey: survey, file: file.id, commas: commas)
  if let reader = EventReader(readable) {
    builder.build(from: reader)
  }
  if let offset = survey.forbidden, !builder.isStopped {
    builder.stop(atSyntaxError: survey.finding(at: offset, in: bytes, file: file.id))
  }
  return builder.finish()
}

private func refuseSize(
  of file: SourceFile
) -> (document: SyntaxDocument, findings: [Diagnostic]) {
  let limit = SyntaxLimits.fileBytes
  let finding = Diagnostic(
    .fileTooLarge,
    .error,
    "the file has more than the \(limit) bytes that are read of one",
    at: Span(file: file.id, start: 0, end: 0),
    help: "split it into several flows"
  )
  let document = SyntaxDocument(root: nil, comments: [], file: file.id, isComplete: false)
  return (document, [finding])
}
