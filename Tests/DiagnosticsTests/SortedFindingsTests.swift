import Diagnostics
import Testing

@Suite struct SortedFindingsTests {
  @Test func `findings are sorted by file name, place and code and shown once`() {
    var files = SourceFiles()
    let second = files.add(name: "b", text: "xxxx").id
    let first = files.add(name: "a", text: "xxxx").id
    func finding(_ code: DiagnosticCode, _ file: FileID, _ start: Int, _ end: Int) -> Diagnostic {
      Diagnostic(code, .error, "m", at: Span(file: file, start: start, end: end))
    }
    let expected = [
      finding(.noFlows, .none, 0, 0), finding(.unusedName, first, 0, 1),
      finding(.unusedName, first, 0, 2), finding(.wrongShape, first, 0, 2),
      finding(.unusedName, first, 1, 2), finding(.unusedName, second, 0, 1),
    ]
    #expect((expected.reversed() + expected).sorted(in: files) == expected)
  }

  @Test func `the summary counts what there is and leaves out what there is not`() {
    var files = SourceFiles()
    func line(_ severities: [Severity]) -> String {
      FindingsSummary(
        of: severities.map { Diagnostic(.wrongShape, $0, "m", at: Span.none) },
        files: files
      ).line
    }
    files.add(name: "a", text: "")
    #expect(line([]) == "no findings in 1 file")
    let second = files.add(name: "b", text: "").id
    #expect(line([.error, .warning, .error]) == "2 errors, 1 warning in 2 files")
    #expect(line([.hint, .hint]) == "2 hints in 2 files")
    files.note(companion: second)
    #expect(line([]) == "no findings in 1 file")
    let there = Diagnostic(.wrongShape, "m", at: Span(file: second, start: 0, end: 0))
    #expect(FindingsSummary(of: [there], files: files).line == "1 error in 2 files")
  }
}
