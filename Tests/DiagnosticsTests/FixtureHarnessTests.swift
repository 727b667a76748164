import Diagnostics
import TestSupport
import Testing

@Suite struct FixtureHarnessTests {
  /// Reports each `bad`, with the file's first `good` as a related range, and each `odd` as a hint
  /// with an empty range.
  private func check(_ file: SourceFile) -> [Diagnostic] {
    let good = places(of: "good", in: file).first
    let bad = places(of: "bad", in: file).map { span in
      Diagnostic(
        .wrongShape,
        .error,
        "`bad` is bad",
        at: span,
        related: good.map { [Diagnostic.Label($0, "this is good")] } ?? [],
        help: good == nil ? nil : "be good"
      )
    }
    return bad
      + places(of: "odd", in: file).map {
        Diagnostic(.unusedName, .hint, "odd", at: $0.startPoint)
      }
  }

  private func places(of word: String, in file: SourceFile) -> [Span] {
    let bytes = Array(file.text.utf8)
    let word = Array(word.utf8)
    return bytes.indices.filter { start in
      let isComment =
        bytes[..<start].lastIndex(of: UInt8(ascii: "\n"))
        .map { bytes[$0 + 1] == UInt8(ascii: "#") } ?? (bytes.first == UInt8(ascii: "#"))
      return !isComment && bytes[start...].starts(with: word)
    }.map { Span(file: file.id, start: $0, end: $0 + word.count) }
  }

  private let annotated = """
    a: good
    #  ~~~~ this is good
    b: bad
    #  ^^^ error[wrong-shape]: `bad` is bad
    #  help: be good
    ---
    bad: é bad
    #^^^ error[wrong-shape]: `bad` is bad
    #      ^^^ error[wrong-shape]: `bad` is bad
    ---
    #@ 12:4-4 hint[unused-name]: odd
    c: odd

    """

  @Test func `expectations that are met are no difference`() {
    let report = checkFixture(annotated, name: "x", check: check)
    #expect(report.isClean, "\(report)")
    #expect(report.cases == 3)
  }

  @Test(arguments: [
    ("#  ^^^ error", "#   ^^ error"), ("#  ^^^ error", "#  ^^^^ error"), ("is bad", "was bad"),
    ("error[wrong-shape]", "hint[wrong-shape]"), ("[wrong-shape]", "[unused-name]"),
    ("help: be good", "help: be bad"), ("~~~~ this", "~~~ this"), ("12:4-4", "12:5-5"),
    ("12:4-4", "11:4-4"), ("hint[", "error["), ("b: bad", "b: ban"), ("a: good", "a: bad good"),
    ("#^^^ error", "# ^^^ error"),
  ])
  func `anything missing or extra is a difference`(old: String, new: String) {
    guard let range = annotated.firstRange(of: old) else {
      Issue.record("the fixture has no \(old)")
      return
    }
    var changed = annotated
    changed.replaceSubrange(range, with: new)
    #expect(!checkFixture(changed, name: "x", check: check).isClean)
  }

  @Test func `a difference names its file, case, place and text`() {
    let text = "a: b\n---\nc: bad\n#^ hint[unused-name]: odd\n"
    #expect(
      checkFixture(text, name: "dir/x.yaml", check: check).description == """

        dir/x.yaml, the case at line 3:
          missing: 3:1-2 hint[unused-name]: odd
          extra:   3:4-7 error[wrong-shape]: `bad` is bad
        """
    )
  }

  @Test func `an update writes what was found and keeps other comments`() {
    let bare = "a: good\nb: bad\n---\nbad: é bad\n---\nc: odd\n"
    #expect(updateFixture(bare, name: "x", check: check) == annotated)
    #expect(updateFixture(annotated, name: "x", check: check) == annotated)
    let stale = "# keep me\na: b\n#^^ error[wrong-shape]: old\n#  help: old\n# help: keep me too\n"
    #expect(
      updateFixture(stale, name: "x", check: check)
        == "# keep me\na: b\n# help: keep me too\n"
    )
  }

  @Test func `a range in column 2 or over lines is written with numbers`() {
    let check = { (file: SourceFile) in
      [
        Diagnostic(.wrongShape, .error, "m", at: Span(file: file.id, start: 1, end: 2)),
        Diagnostic(.wrongShape, .error, "n", at: Span(file: file.id, start: 3, end: 7)),
      ]
    }
    let updated = updateFixture("abc\ndef\n", name: "x") { file in
      let shift = file.text.utf8.count - file.text.utf8.reversed().prefix(8).count
      return check(file).map { finding in
        let span = finding.primary.span
        let moved = Span(file: file.id, start: span.start + shift, end: span.end + shift)
        return Diagnostic(.wrongShape, .error, finding.message, at: moved)
      }
    }
    #expect(
      updated == """
        #@ 3:2-3 error[wrong-shape]: m
        #@ 3:4-4:4 error[wrong-shape]: n
        abc
        def

        """
    )
  }

  @Test func `a finding keeps its place in the file where an earlier case has long characters`() {
    let text = "é: 日本\n---\nx: bad\n#  ^^^ error[wrong-shape]: `bad` is bad\n"
    #expect(checkFixture(text, name: "x", check: check).isClean)
    _ = checkFixture(text, name: "x") { file in
      #expect(file.text.utf8.count <= text.utf8.count)
      return []
    }
  }
}
