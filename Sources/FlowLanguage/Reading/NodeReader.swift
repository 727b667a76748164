import Diagnostics
import FlowSyntax

/// Reads the nodes of one file as texts, mappings and lists, and collects what is wrong.
///
/// All readers of a file share it, so it is a class; it never leaves the reading of its file.
final class NodeReader {
  /// What is wrong so far.
  private(set) var findings: [Diagnostic]
  /// Whether the document was read to its end; if not, nothing is reported missing.
  let isComplete: Bool
  /// How many names were compared with misspelt ones so far.
  private(set) var comparedNames: Int

  /// The comments of the file, in the order they stand.
  private let comments: [SyntaxComment]

  /// Begins with what is wrong already.
  init(
    _ findings: [Diagnostic] = [],
    isComplete: Bool = true,
    comparedNames: Int = 0,
    comments: [SyntaxComment] = []
  ) {
    self.comments = comments
    self.findings = findings
    self.isComplete = isComplete
    self.comparedNames = comparedNames
  }

  /// Whether there are so many findings that no more are told; nothing more need be read.
  var isFull: Bool { findings.count > FlowLimits.findings }

  /// Notes a finding; of too many no more are made, and that is said where the first is left out.
  func report(_ finding: @autoclosure () -> Diagnostic) {
    guard !isFull else { return }
    findings.append(finding())
    if findings.count > FlowLimits.findings { findings.cutOff() }
  }

  /// Takes back the changes of a finding at a place that are not meant there.
  func narrowFixes(of code: DiagnosticCode, at span: Span, to isMeant: (Diagnostic.Fix) -> Bool) {
    for index in findings.indices
    where findings[index].code == code && findings[index].primary.span == span {
      findings[index].fixes.removeAll { !isMeant($0) }
    }
  }

  /// The comment that begins at an offset; there may be many, so it is searched by halves.
  func comment(at offset: Int) -> SyntaxComment? {
    var low = 0
    var high = comments.count
    while low < high {
      let middle = (low + high) / 2
      if comments[middle].span.start < offset { low = middle + 1 } else { high = middle }
    }
    return low < comments.count && comments[low].span.start == offset ? comments[low] : nil
  }

  /// The name nearest to what was written, or what a word of other languages means, if that is one
  /// of the names; after many comparisons no more are made.
  func nearest(
    to written: String,
    among names: [String],
    orIn foreign: [String: String] = [:]
  ) -> String? {
    guard !isFull else { return nil }
    if let meaning = ForeignWords.meaning(of: written, in: foreign), names.contains(meaning) {
      return meaning
    }
    guard comparedNames + names.count <= FlowLimits.comparedNames else {
      comparedNames = FlowLimits.comparedNames
      return nil
    }
    comparedNames += names.count
    return nearestName(to: written, among: names)
  }
}
