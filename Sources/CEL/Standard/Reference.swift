/// The reference of the language, as `docs/expressions.md` has it; everything but its prose comes
/// from the declarations.
package func expressionReference() -> String {
  var sections = [referencePreface]
  sections.append("## Operators\n\nFrom those that bind least to those that bind most.")
  sections += operatorForms.map { entry(nil, $0) }
  sections.append("## Macros")
  sections += macroForms.map { entry(nil, $0) }
  for family in functionFamilies {
    sections.append("## \(family.title)")
    sections += family.functions.map { function in
      entry(
        function.name,
        LanguageForm(
          function.overloads.map { $0.signature.usage(of: function.name) },
          function.documentation,
          function.example ?? .init("", ""),
          cost: function.cost.words
        )
      )
    }
  }
  return sections.joined(separator: "\n\n") + "\n"
}

private func entry(_ name: String?, _ form: LanguageForm) -> String {
  let title = name.map { "### `\($0)`\n\n" } ?? ""
  let usages = form.usages.joined(separator: "\n")
  var lines = "\(title)```\n\(usages)\n```\n\n\(form.documentation)"
  if !form.example.source.isEmpty {
    lines += "\n`\(form.example.source)` is `\(form.example.result)`."
  }
  return lines + "\nCost: \(form.cost)."
}

extension CELFunction.Cost {
  fileprivate var words: String {
    switch self {
    case .constant(let steps): "\(steps)"
    case .linear: "1 and all arguments"
    case .product: "1 and the first argument times the second"
    }
  }
}

private let referencePreface = """
  # Expressions

  Conditions and texts are written in CEL, the Common Expression Language (cel-spec).
  An expression has no side effects, always ends, and is checked before anything runs.

  This page is written from the declarations in `Sources/CEL`; `UPDATE_FIXTURES=1 swift test` writes it anew.
  Every example is executed by a test.

  ## Types

  `bool`, `int` (64 bits, signed), `uint` (64 bits, unsigned), `double`, `string`, `bytes`, `timestamp`, `duration`,
  `list(T)`, `map(K, V)`, `optional(T)`, `type`, `null`, records with known fields, and types that the host declares.
  `dyn` is any type: what it can do is known only at run time.
  A key is a `bool`, `int`, `uint` or `string`; an `int` and a `uint` of the same number are one key.

  ## Literals

  `42`, `0x2A`, `42u`, `1.5`, `1e3`, `true`, `null`, `'text'`, `"text"`, `'''text over lines'''`, `b'bytes'`,
  `[1, 2]`, `{'key': 'value'}`.
  Escapes are `\\\\ \\' \\" \\` \\? \\a \\b \\f \\n \\r \\t \\v`, `\\x41`, `\\101`, `\\u0041`, `\\U00000041`; after `r` they mean themselves.
  A field whose name is no word is written in back-quotes: `` headers.`content-type` ``.
  `//` begins a comment.

  ## Failures

  Overflow, division by zero, a missing key, an index outside a list and a conversion that cannot be read are failures.
  They end the evaluation, but for what `&&`, `||`, `? :`, `all` and `exists` decide without them.
  Going over the limit of the cost ends it always.

  ## Cost

  Each part that is evaluated costs one step; the entries below say what comes on top.
  A text or bytes count one step for each 16 bytes, a list or map one for each element.
  Before an expression runs its worst case is estimated with the declared sizes of its variables
  (1,024 bytes and 100 elements if nobody says); over the budget is the finding `expression-cost`.
  While it runs the steps are counted, and over the limit it fails.

  ## What differs from other implementations

  - There are no protobuf messages: `Name{field: value}` is a finding.
  - `null` goes with `null`, `dyn` and what was nullable before there were optionals: optionals, timestamps, durations and
    values of the host. Flows have no null, and in them it goes with `null` and `dyn` alone.
  - In a flow a time zone is a literal (`'America/Los_Angeles'`, `'-08:00'`), checked and looked up before a call.
  - An address of version 4 equals the same one mapped into version 6, and lies in the same blocks.
  - A comparison with a word that is none of the few that a field can hold is the finding `unknown-case`.
  - `==` between types that can never be equal is a finding; numbers may be compared across their kinds without `dyn`.
  - `string(double)` gives the fewest digits that read back, without an exponent up to 21 digits, and without `.0`:
    what a person would write into a sentence.
  - Maps go by the order of their keys (`false`, `true`, numbers, texts), so that the same input always gives the same output.
  - `.?field` of a field that is optional itself is not wrapped twice, and `has` of it is false where it is none.
  - `matches` takes the syntax of RE2 without classes of scripts, and runs in time linear in the text.
  - Parts may lie 100 deep in each other; chains of `&&` and `||` count once, and for a macro what it goes through and its
    body count together.
  - `cel.bind` computes its value when it is first read.
  """
