extension Sequence where Element == Diagnostic {
  /// The findings as they are shown: by file name, start, end, code and message, each once.
  ///
  /// What stands in no file comes first.
  package func sorted(in files: SourceFiles) -> [Diagnostic] {
    var seen: Set<Diagnostic> = []
    let unique = filter { seen.insert($0).inserted }
    return unique.sorted { left, right in
      let (leftSpan, rightSpan) = (left.primary.span, right.primary.span)
      let leftName = files[leftSpan.file]?.name ?? ""
      let rightName = files[rightSpan.file]?.name ?? ""
      if leftName != rightName { return leftName < rightName }
      let (leftFile, rightFile) = (files.place(of: leftSpan.file), files.place(of: rightSpan.file))
      let (leftPlace, rightPlace) = (
        (leftFile, leftSpan.file, leftSpan.start, leftSpan.end),
        (rightFile, rightSpan.file, rightSpan.start, rightSpan.end)
      )
      if leftPlace != rightPlace { return leftPlace < rightPlace }
      return (left.code.rawValue, left.message) < (right.code.rawValue, right.message)
    }
  }
}
