internal import Cryptography

extension Sequence where Element == Diagnostic {
  /// The findings as they are shown, each with what tells it from every other of the run and names
  /// it in the next: a digest of its code, file, message and line, and how many alike come before.
  ///
  /// Lines that come or go above it leave it as it is. 32 hexadecimal digits.
  package func fingerprinted(
    in files: SourceFiles
  ) -> [(finding: Diagnostic, fingerprint: String)] {
    var alike: [String: Int] = [:]
    return sorted(in: files).map { finding in
      let facts = finding.identifyingFacts(in: files)
      let before = alike[facts, default: 0]
      alike[facts] = before + 1
      let digest = sha256(Array("\(facts)\u{0}\(before)".utf8))
      return (finding, encodeHexadecimal(digest.prefix(16)))
    }
  }
}

extension Diagnostic {
  fileprivate func identifyingFacts(in files: SourceFiles) -> String {
    let file = files[primary.span.file]
    let line = file.map { $0.lineText(at: primary.span.start) } ?? ""
    return [code.rawValue, file?.relativeName ?? "", message, line].joined(separator: "\u{0}")
  }
}

extension SourceFile {
  /// The line that holds an offset, without what it begins and ends with that cannot be seen.
  fileprivate func lineText(at offset: Int) -> String {
    let index = lineIndex(of: offset)
    let next = index + 1 < lineStarts.count ? lineStarts[index + 1] : text.utf8.count
    let line = text(of: Span(file: id, start: lineStarts[index], end: next))
    let visible = line.drop { $0.isWhitespace }
    return String(visible.reversed().drop { $0.isWhitespace }.reversed())
  }
}
