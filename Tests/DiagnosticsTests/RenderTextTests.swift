import Diagnostics
import TestSupport
import Testing

@Suite struct RenderTextTests {
  private func expect(_ text: String, _ name: String) throws {
    let difference = try checkGolden("Tests/DiagnosticsTests/Rendered/\(name).out", text)
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test func `one line shows the exact range and what to do`() throws {
    let sample = Sample("flows/park.yaml", "main:\n  - hold:\n      «timeuot»: 30s\n")
    try expect(
      sample.text(
        Diagnostic(
          .unknownField,
          .error,
          "`hold` has no field `timeuot`",
          at: Diagnostic.Label(sample.spans[0], "not a field of `hold`"),
          help: "did you mean `timeout`?"
        )
      ),
      "one-line"
    )
  }

  @Test func `several lines are marked at both ends`() throws {
    let sample = Sample(
      "a.yaml",
      "main:\n  - «play:\n      prompt: a\n      loop: b\n      to: c»\n"
    )
    let two = Sample("b.yaml", "a:\n  «b: c\n  d: e\n»f: g\n")
    let third = Sample("c.yaml", "a:\n  «b:\n    c:\n     d»: e\n")
    let texts = [sample, two, third].map { sample in
      sample.text(
        Diagnostic(
          .wrongShape,
          .error,
          "a step is expected",
          at: Diagnostic.Label(sample.spans[0], "this is a mapping")
        )
      )
    }
    try expect(texts.joined(separator: "\n"), "several-lines")
  }

  @Test func `two labels stand in the order of their lines`() throws {
    let sample = Sample("a.yaml", "«flow»: a\nlocale: en\n«flow»: b\nx: «y» «z»\n")
    try expect(
      sample.text(
        Diagnostic(
          .duplicateKey,
          .error,
          "`flow` is given twice",
          at: Diagnostic.Label(sample.spans[1], "this one is ignored"),
          related: [Diagnostic.Label(sample.spans[0], "first given here")]
        ),
        Diagnostic(
          .typeMismatch,
          .warning,
          "two on one line",
          at: Diagnostic.Label(sample.spans[3], "second"),
          related: [Diagnostic.Label(sample.spans[2], "first")]
        )
      ),
      "two-labels"
    )
  }

  @Test func `tabs are expanded above the carets`() throws {
    let sample = Sample("a.yaml", "a:\tb\t«c»\td\n«\t»x\n")
    try expect(
      sample.text(
        Diagnostic(.yamlSyntax, .error, "after tabs", at: sample.spans[0]),
        Diagnostic(.yamlSyntax, .error, "a tab", at: sample.spans[1])
      ),
      "tab"
    )
  }

  @Test func `wide and joining characters keep the carets in place`() throws {
    let sample = Sample("日本.yaml", "日本: «😀x» e\u{301}: «é» \u{1B}[31m«red»\n")
    try expect(
      sample.text(
        Diagnostic(.malformedValue, .error, "wide", at: sample.spans[0]),
        Diagnostic(.malformedValue, .error, "joining", at: sample.spans[1]),
        Diagnostic(.malformedValue, .error, "an \u{1B}[31mescape", at: sample.spans[2])
      ),
      "wide-characters"
    )
  }

  @Test func `the end of a file and an empty line have a place`() throws {
    let sample = Sample("a.yaml", "a: b«»\n«»\nc: d\n«»")
    let empty = Sample("empty.yaml", "«»")
    try expect(
      sample.text(
        Diagnostic(.missingField, .error, "end of a line", at: sample.spans[0]),
        Diagnostic(.missingField, .error, "empty line", at: sample.spans[1]),
        Diagnostic(.missingField, .error, "end of the file", at: sample.spans[2])
      ) + "\n"
        + empty.text(Diagnostic(.noFlows, .hint, "nothing here", at: empty.spans[0])),
      "ends"
    )
  }

  @Test func `labels in other files get a heading of their own`() throws {
    var sample = Sample("a.yaml", String(repeating: "#\n", count: 11) + "to: «bob»\n")
    sample.add("flowctl.yaml", "identities:\n  «bob»: +1\n")
    sample.add("z.yaml", "flow: z\n")
    try expect(
      sample.text(
        Diagnostic(
          .identifierKind,
          .error,
          "`addAgent` takes no `phoneNumber`",
          at: Diagnostic.Label(sample.spans[0], "this is a `phoneNumber`"),
          related: [
            Diagnostic.Label(sample.spans[1], "declared here"),
            Diagnostic.Label(.none, "the profile is `teamsPhone`"),
          ],
          help: "use `addParticipant`"
        )
      ),
      "several-files"
    )
  }

  @Test func `a finding without source is its heading and help`() throws {
    let sample = Sample("a.yaml", "a: b\n")
    let elsewhere = Span(file: FileID(7), start: 3, end: 9)
    try expect(
      sample.text(
        Diagnostic(.noFlows, .error, "no flows in `empty/`", at: Span.none, help: "name a folder"),
        Diagnostic(.unreadableFile, .warning, "`b.yaml` cannot be read", at: elsewhere)
      ),
      "no-source"
    )
  }

  @Test func `long lines are cut around the range`() throws {
    let filler = String(repeating: "0123456789", count: 30)
    let sample = Sample("a.yaml", "«a»: \(filler)«b»\(filler)\n«\(filler)»\n\(filler)«é»")
    try expect(
      sample.text(
        Diagnostic(.malformedValue, .error, "at the start", at: sample.spans[0]),
        Diagnostic(.malformedValue, .error, "in the middle", at: sample.spans[1]),
        Diagnostic(.malformedValue, .error, "all of it", at: sample.spans[2]),
        Diagnostic(.malformedValue, .error, "at the end", at: sample.spans[3])
      ),
      "long-line"
    )
  }

  @Test func `a fix is shown where there is no other help`() throws {
    let sample = Sample("a.yaml", "play: «Press the # key»\n")
    try expect(
      sample.text(
        Diagnostic(
          .cutOffComment,
          .warning,
          "YAML takes this for a comment",
          at: sample.spans[0],
          fixes: [
            Diagnostic.Fix(
              "put the text in quotes",
              at: sample.spans[0],
              replacement: "\"Press the # key\""
            ),
            Diagnostic.Fix("insert a space", at: sample.spans[0].startPoint, replacement: " "),
          ]
        )
      ),
      "fix"
    )
  }

  @Test func `color is only added where it is asked for`() throws {
    let sample = Sample("a.yaml", "«a»: «b»\n")
    let finding = Diagnostic(
      .unusedName,
      .warning,
      "`a` is never used",
      at: Diagnostic.Label(sample.spans[0], "declared"),
      related: [Diagnostic.Label(sample.spans[1], "with this")],
      help: "remove it"
    )
    #expect(!sample.text(finding).contains("\u{1B}"))
    try expect(sample.text(finding, style: .ansi), "color")
  }
}
