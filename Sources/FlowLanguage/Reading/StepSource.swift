import Diagnostics
import FlowSyntax

/// Where a step is read from.
struct StepSource {
  let keyword: StepKeyword
  /// Where the keyword stands.
  let span: Span
  /// What stands under the keyword; nil for a bare word.
  let value: SyntaxNode?
  /// What stands beside the keyword.
  let beside: [SyntaxEntry]
  /// Whether a key was among them that nobody knows the meaning of: it may be one that is missing.
  var hasStranger = false
  /// The keys that stood beside the keyword and were put inside; nil where there were none.
  var outsiders: OutsideKeys?
}

extension StepSource {
  /// The step of a mapping's first keyword; nil where no key is one.
  init?(_ entries: [SyntaxEntry]) {
    var found: (keyword: StepKeyword, place: Int)?
    var beside: [SyntaxEntry] = []
    for place in entries.indices {
      if let keyword = StepKeyword(entries[place].key) {
        found = found ?? (keyword, place)
      } else {
        beside.append(entries[place])
      }
    }
    guard let (keyword, place) = found else { return nil }
    self.init(
      keyword: keyword,
      span: entries[place].key.span,
      value: entries[place].value,
      beside: beside
    )
  }

  /// The step as its author meant it, and what is wrong about how it is written.
  ///
  /// A key that stands beside the keyword instead of inside its value, or the other way round, is
  /// put where it belongs, and one that is misspelt counts as the name it is near to; so that what
  /// follows from one mistake is not reported besides.
  func asMeant(_ nodes: NodeReader) -> (source: StepSource, findings: [Diagnostic]) {
    if let (branch, finding) = asBranch {
      let meant = branch.asMeant(nodes)
      return (meant.source, [finding] + meant.findings)
    }
    if let (meant, finding) = asChosen ?? asTriggered ?? asHandled(nodes) {
      let meant = meant.asMeant(nodes)
      return (meant.source, [finding] + meant.findings)
    }
    let keys = keyword.keys
    let inside = keys.isAlone(value) ? [] : value?.entries ?? []
    // The common case, for which nothing may be built.
    if beside.haveKeys(of: keys.beside), inside.haveKeys(of: keys.inside) { return (self, []) }
    if let (request, finding) = asRequest {
      let meant = request.asMeant(nodes)
      return (meant.source, [finding] + meant.findings)
    }
    var sorting = EntrySorting(of: self, nodes)
    for entry in beside { sorting.addBeside(entry) }
    for entry in inside { sorting.addInside(entry) }
    return (sorting.source, sorting.findings)
  }
}

extension StepSource {
  /// `if: … then …` on one line as it is meant, and what is said of it; nil for anything else.
  private var asBranch: (source: StepSource, finding: Diagnostic)? {
    guard keyword == .if, !beside.contains(where: { $0.key.text == "then" }),
      let scalar = value?.scalar, let word = scalar.text.firstRange(of: " then ")
    else { return nil }
    let text = scalar.text
    let split = text.utf8.distance(from: text.startIndex, to: word.lowerBound)
    let rest = text.utf8.distance(from: text.startIndex, to: word.upperBound)
    func part(_ range: Range<Int>) -> SyntaxScalar {
      SyntaxScalar(scalar.fragment.part(range), style: scalar.style)
    }
    let (condition, then) = (part(0..<split), part(rest..<text.utf8.count))
    let key = SourceFragment(verbatim: "then", span: scalar.fragment.span(of: split + 1..<rest - 1))
    let entry = SyntaxEntry(key: SyntaxScalar(key, style: .plain), value: SyntaxNode(then))
    let source = StepSource(
      keyword: keyword,
      span: span,
      value: SyntaxNode(condition),
      beside: beside + [entry]
    )
    let finding = Diagnostic(
      .wrongShape,
      "`then` begins a line of its own",
      at: key.span,
      help: "write `if: \(condition.text)`, and `then: \(then.text)` below it, at the same column"
    )
    return (source, finding)
  }

  /// `http: { url: …, method: post }` of other systems as it is meant, and what is said of it; nil
  /// for anything else.
  private var asRequest: (source: StepSource, finding: Diagnostic)? {
    guard keyword == .http, let value, let entries = value.entries,
      let name = entries.first(where: { $0.key.text == "method" }),
      let url = entries.first(where: { ["url", "uri"].contains($0.key.text) }),
      let method = HTTPStep.Method(rawValue: name.value.scalar?.text.lowercased() ?? "")
    else { return nil }
    let rest = entries.filter { ![name.key.span, url.key.span].contains($0.key.span) }
    let source = StepSource(
      keyword: keyword,
      span: span,
      value: SyntaxNode(.mapping([url.named(method.rawValue)] + rest), span: value.span),
      beside: beside
    )
    let finding = Diagnostic(
      .unknownField,
      "`http` has no field `method`",
      at: name.key.span,
      related: [Diagnostic.Label(url.key.span, "the URL stands under the method")],
      help: "write `\(method.rawValue): \(url.value.scalar?.text ?? "…")`"
    )
    return (source, finding)
  }
}

/// The keys a kind of step has, by where they stand.
///
/// A class, for every step of a flow looks at those of its kind.
final class StepKeys: Sendable {
  /// How many fields it has, wherever they stand.
  let fieldCount: Int
  /// The fields under which lists of steps can stand.
  let nesting: [FieldShape]
  /// Inside the step's value.
  let inside: [String]
  /// Beside its keyword.
  let beside: [String]
  /// The field for which the whole value may stand; empty where the value has no fields of its own.
  let main: FieldShape?

  /// Makes the keys of a step of some shape.
  init(_ shape: StepShape) {
    let fields = shape.fields.filter { !$0.name.isEmpty }
    fieldCount = shape.fields.count
    nesting = shape.fields.filter(\.value.holdsSteps)
    inside = fields.filter { $0.place != .beside }.map(\.name)
    beside = fields.filter { $0.place == .beside }.map(\.name) + StepReader.commonKeys
    main = shape.fields.first { $0.place == .main }
  }

  /// Whether the main field is a word or a length of time, whose name nobody writes.
  var isMainScalar: Bool {
    switch main?.value {
    case .words, .duration: true
    case .text, .integer, .flag, .condition, .prompt, .party, .block, .handler, .steps,
      .declaration, .any, .list, .mapping, .record, .either, nil:
      false
    }
  }

  /// Whether a value as a whole stands for the main field.
  func isAlone(_ value: SyntaxNode?) -> Bool { main?.isAlone(value) ?? false }
}

extension FieldShape {
  /// Whether a step's value as a whole stands for this field, its main one.
  func isAlone(_ whole: SyntaxNode?) -> Bool {
    guard let whole, whole.scalar?.isAbsent != true else { return false }
    guard !name.isEmpty, let entries = whole.entries else { return true }
    return value.takes(entries)
  }
}

extension ValueShape {
  /// Whether a mapping with these entries is such a value, where a mapping of fields may stand too.
  fileprivate func takes(_ entries: [SyntaxEntry]) -> Bool {
    switch self {
    case .prompt: entries.contains { promptKeys.contains($0.key.text) }
    case .list(let item): item.takes(entries)
    case .text, .integer, .flag, .duration, .words, .condition, .party, .block, .handler, .steps,
      .declaration, .any, .mapping, .record, .either:
      false
    }
  }
}

/// Puts the entries of a step where they belong.
private struct EntrySorting {
  /// What is wrong with single keys.
  private var strays: [Diagnostic] = []
  private let step: StepSource
  private let keys: StepKeys
  private let nodes: NodeReader
  /// The keys that are written, wherever they stand.
  private lazy var given = Set(((step.value?.entries ?? []) + step.beside).map(\.key.text))
  private var inside: [SyntaxEntry] = []
  private var beside: [SyntaxEntry] = []
  /// What was under a key that the step does not have, where its value has no keys at all.
  private var wholeValue: SyntaxNode?
  /// Whether a key has no meaning that is known.
  private var hasStranger = false
  /// How many keys were inside and belong beside the keyword.
  private var insiderCount = 0
  /// The entries that were beside the keyword and belong inside.
  private var outsiders: [SyntaxEntry] = []

  init(of step: StepSource, _ nodes: NodeReader) {
    self.step = step
    self.keys = step.keyword.keys
    self.nodes = nodes
  }

  private var owner: String { step.keyword.rawValue }

  /// Whether the value stands alone for the main field.
  private lazy var isAlone = keys.isAlone(step.value)

  /// What is wrong about how the step is written.
  var findings: [Diagnostic] {
    guard outsiders.isEmpty, let wholeValue, insiderCount > 0, strays.count == insiderCount + 1
    else { return strays }
    // `if: { condition: …, then: … }` is one mistake: the step was taken for a mapping.
    var first = strays[0]
    let others = quotedList(beside.map { "\($0.key.text):" })
    first.help =
      "write `\(owner): \(wholeValue.scalar?.text ?? "…")`, and \(others) below it, at the "
      + "same column"
    return [first]
  }

  /// The step with its entries where they belong.
  var source: StepSource {
    StepSource(
      keyword: step.keyword,
      span: step.span,
      value: value,
      beside: beside,
      hasStranger: hasStranger,
      outsiders: outsideKeys
    )
  }

  /// The keys that were beside the keyword and belong inside.
  private var outsideKeys: OutsideKeys? {
    guard !outsiders.isEmpty else { return nil }
    let isAlone = keys.main == nil || keys.isAlone(step.value)
    return OutsideKeys(
      entries: outsiders,
      owner: owner,
      ownerSpan: step.span,
      value: step.value?.scalar?.isAbsent == false ? step.value : nil,
      main: isAlone ? mainName : nil
    )
  }

  private var value: SyntaxNode? {
    if let wholeValue { return wholeValue }
    guard let value = step.value, value.scalar?.isAbsent != true else {
      return inside.isEmpty ? step.value : mapping(inside)
    }
    if value.entries != nil, !keys.isAlone(value) { return mapping(inside) }
    guard !inside.isEmpty, let main = mainName else { return value }
    let key = SyntaxScalar(SourceFragment(verbatim: main, span: step.span), style: .plain)
    return mapping([SyntaxEntry(key: key, value: value)] + inside)
  }

  /// The field that a value without keys is meant for.
  private var mainName: String? {
    if let main = keys.main { return main.name.isEmpty ? nil : main.name }
    // `repeat: 3` with its `do:` beside.
    let isCount = step.value?.scalar.flatMap { Int($0.text) } != nil
    return isCount && keys.inside.contains("times") ? "times" : nil
  }

  private func mapping(_ entries: [SyntaxEntry]) -> SyntaxNode {
    let last = entries.last?.span ?? step.value?.span ?? step.span
    return SyntaxNode(.mapping(entries), span: (step.value?.span ?? step.span).union(last))
  }

  mutating func addBeside(_ entry: SyntaxEntry) {
    if keys.beside.contains(entry.key.text) {
      beside.append(entry)
    } else if keys.inside.contains(entry.key.text) {
      inside.append(entry)
      outsiders.append(entry)
    } else if reportTitle(entry) {
      return
    } else if let handlers = reportHandler(entry) {
      add(handlers, to: \.beside)
    } else if let meant = reportUnknown(entry.key, among: keys.beside) {
      add(entry.named(meant), to: \.beside)
    } else {
      hasStranger = true
    }
  }

  /// `name: Say hello` of other systems says what a step is for, and names nothing.
  private mutating func reportTitle(_ entry: SyntaxEntry) -> Bool {
    guard ["name", "title", "alias"].contains(entry.key.text),
      let title = entry.value.scalar?.text,
      title.contains(" ") || title.first?.isUppercase == true
    else { return false }
    strays.append(
      Diagnostic(
        .unknownField,
        "`\(owner)` has no field `\(entry.key.text)`",
        at: entry.key.span,
        help: "say what the step is for in a comment: `# \(title)`"
      )
    )
    return true
  }

  /// `onFailed: hangUp` and `continue-on-error: true` beside a step, as the `on:` they stand for; nil
  /// for another key, and where the step has an `on:`.
  private mutating func reportHandler(_ entry: SyntaxEntry) -> SyntaxEntry? {
    let key = entry.key.text
    let isIgnored = ForeignWords.ignoringKeys.contains(key)
    // What a decision has for its other cases is no handler.
    guard !keys.beside.contains("then"), !keys.beside.contains("cases") else { return nil }
    guard !given.contains("on"), entry.value.entries == nil,
      let outcome = isIgnored ? "failed" : ForeignWords.handlerKeys[key],
      !isIgnored || entry.value.scalar?.text == "true"
    else { return nil }
    func node(_ text: String) -> SyntaxNode {
      SyntaxNode(
        SyntaxScalar(SourceFragment(verbatim: text, span: entry.value.span), style: .plain)
      )
    }
    let value = isIgnored ? node("continue") : entry.value
    strays.append(
      Diagnostic(
        .unknownField,
        "`\(owner)` has no field `\(key)`",
        at: entry.key.span,
        help: "write `on: { \(outcome): \(value.scalar?.text ?? "…") }`"
      )
    )
    return SyntaxEntry(
      key: SyntaxScalar(SourceFragment(verbatim: "on", span: entry.key.span), style: .plain),
      value: mapping([entry.named(outcome).holding(value)])
    )
  }

  mutating func addInside(_ entry: SyntaxEntry) {
    if keys.inside.contains(entry.key.text) {
      inside.append(entry)
    } else if keys.beside.contains(entry.key.text) {
      add(entry, to: \.beside)
      insiderCount += 1
      strays.append(
        Diagnostic(
          .unknownField,
          "`\(entry.key.text)` stands beside `\(owner)`, not inside it",
          at: entry.key.span,
          related: [Diagnostic.Label(step.span, "the step")],
          help: "move it to the column of `\(owner):`"
        )
      )
    } else if entry.key.text == "unit", wholeValue != nil {
      return
    } else if let whole = reportWhole(entry) {
      wholeValue = whole
    } else if let time = reportTime(entry) {
      if keys.inside.contains(time.key.text) { add(time, to: \.inside) }
    } else if let main = reportMain(entry) {
      add(main, to: \.inside)
    } else if let meant = reportUnknown(entry.key, among: keys.inside) {
      add(entry.named(meant), to: \.inside)
    } else if keys.inside == [owner] {
      wholeValue = entry.value
    } else {
      hasStranger = true
    }
  }

  /// `wait: { seconds: 5 }` and `record: { start: true }`: what the key says is the value itself.
  private mutating func reportWhole(_ entry: SyntaxEntry) -> SyntaxNode? {
    guard let main = keys.main, !isAlone, entry.value.scalar != nil else { return nil }
    let text: String
    switch main.value {
    case .duration:
      let others = step.value?.entries?.filter { ![entry.key.text, "unit"].contains($0.key.text) }
      guard others?.isEmpty == true, let time = timeText(entry) else { return nil }
      text = time
    case .words(let words)
    where words.contains(entry.key.text) && step.value?.entries?.count == 1:
      text = entry.key.text
    case _: return nil
    }
    strays.append(
      Diagnostic(
        .unknownField,
        "`\(owner)` has no field `\(entry.key.text)`",
        at: entry.key.span,
        help: "write `\(owner): \(text)`"
      )
    )
    return SyntaxNode(
      SyntaxScalar(SourceFragment(verbatim: text, span: entry.key.span), style: .plain)
    )
  }

  /// The length of time of `seconds: 5`, and of `{ amount: 5, unit: seconds }`.
  private func timeText(_ entry: SyntaxEntry) -> String? {
    let isAmount = ["amount", "value", "duration"].contains(entry.key.text)
    let unitName = isAmount ? step.value?["unit"]?.scalar?.text : entry.key.text
    let unit = unitName.flatMap {
      ["seconds": "s", "minutes": "m", "hours": "h", "milliseconds": "ms"][$0]
    }
    guard let unit, let number = entry.value.scalar?.text, Int(number) != nil else { return nil }
    return number + unit
  }

  /// `wait: { seconds: 5, for: … }`: beside others the time has a name, which is another where it is
  /// waited for something besides.
  private mutating func reportTime(_ entry: SyntaxEntry) -> SyntaxEntry? {
    guard let main = keys.main, case .duration = main.value, !isAlone,
      let text = timeText(entry)
    else { return nil }
    let isLimit = keys.inside.contains("timeout") && step.value?["for"] != nil
    let name = isLimit ? "timeout" : main.name
    let isHandled = !isLimit || step.beside.value(of: "on")?["timeout"] != nil
    strays.append(
      Diagnostic(
        .unknownField,
        "`\(owner)` has no field `\(entry.key.text)`",
        at: entry.key.span,
        help: "write `\(name): \(text)`"
          + (isHandled ? "" : ", and beside the step what comes then: `on: { timeout: … }`")
      )
    )
    // Without the rest of the help one mistake would be told twice.
    guard isHandled else { return entry }
    let time = SourceFragment(verbatim: text, span: entry.key.span)
    return entry.named(name).holding(SyntaxNode(SyntaxScalar(time, style: .plain)))
  }

  /// `transcribe: { start: true, locale: es-MX }`: the key is the word of the main field, beside
  /// others, where it is near to none of them.
  private mutating func reportMain(_ entry: SyntaxEntry) -> SyntaxEntry? {
    guard let main = keys.main, case .words(let words) = main.value,
      words.contains(entry.key.text), entry.value.scalar?.text == "true",
      nodes.nearest(to: entry.key.text, among: keys.inside) == nil
    else { return nil }
    strays.append(
      Diagnostic(
        .unknownField,
        "`\(owner)` has no field `\(entry.key.text)`",
        at: entry.key.span,
        help: "write `\(main.name): \(entry.key.text)`"
      )
    )
    let word = SourceFragment(verbatim: entry.key.text, span: entry.key.span)
    return entry.named(main.name).holding(SyntaxNode(SyntaxScalar(word, style: .plain)))
  }

  /// Adds what was meant, unless it is there already.
  private mutating func add(_ entry: SyntaxEntry, to list: WritableKeyPath<Self, [SyntaxEntry]>) {
    guard !self[keyPath: list].contains(where: { $0.key.text == entry.key.text }) else { return }
    self[keyPath: list].append(entry)
  }

  /// Notes a key that the step does not have; returns the one that was meant.
  private mutating func reportUnknown(_ key: SyntaxScalar, among known: [String]) -> String? {
    guard strays.count <= FlowLimits.findings else { return nil }
    let advice = ForeignWords.advice(on: key.text, of: owner)
    let meant =
      advice == nil
      ? nodes.nearest(
        to: key.text,
        among: known,
        orIn: ForeignWords.keys.merging(ForeignWords.keysOfStep[owner] ?? [:]) { $1 }
      ) : nil
    // A word or a length of time is written as the step's value itself.
    let list = known.filter { $0 != owner && ($0 != keys.main?.name || !keys.isMainScalar) }
    let near = NearName(
      meant,
      for: key.text,
      of: .language,
      at: key.span,
      given: given,
      otherwise: advice
        ?? (!list.isEmpty
          ? "its fields are \(quotedList(list))"
          : keys.main == nil ? "`\(owner)` has no fields" : "write the value itself: `\(owner): …`")
    )
    strays.append(
      Diagnostic(
        .unknownField,
        "`\(owner)` has no field `\(key.text)`",
        at: key.span,
        help: near.help,
        fixes: near.fixes
      )
    )
    return meant
  }
}

extension SyntaxEntry {
  /// The entry with another value.
  func holding(_ value: SyntaxNode) -> SyntaxEntry { SyntaxEntry(key: key, value: value) }

  /// The entry as if its key were spelt otherwise.
  func named(_ name: String) -> SyntaxEntry {
    let fragment = SourceFragment(verbatim: name, span: key.span)
    return SyntaxEntry(key: SyntaxScalar(fragment, style: key.style), value: value)
  }
}
