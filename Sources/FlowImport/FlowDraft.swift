import CallModel
import Diagnostics
import FlowSyntax
import JSON

/// A flow as it is made: blocks of steps, each step with the lines that it is written in.
struct FlowDraft {
  /// A step.
  struct Step {
    /// Its lines, the first with the keyword, without indentation of their own.
    var lines: [String]
    /// The blocks that it leads to.
    var targets: [String] = []
    /// Whether a call can stand at it.
    var waits = false
    /// Whether nothing comes after it.
    var isLast = false
    /// Where it comes from.
    let place: Span
  }

  /// A block.
  struct Block {
    let name: String
    var steps: [Step]
  }

  /// A variable of the flow.
  struct Variable {
    let name: String
    /// Its type and what it has at first.
    var declared = "string = \"\""
    /// What the document calls it, where the document gives it a value.
    var source: String?
  }

  let document: DocumentText
  var name = "imported"
  private(set) var identities: [(name: String, number: String)] = []
  /// The variables that the flow may need.
  private(set) var variables: [Variable] = []
  /// The variables, each under the name that the document has for it.
  private var variableNames: [String: String] = [:]
  private(set) var notes: [(place: Span, text: String)] = []
  private var noted: Set<String> = []
  var blocks: [Block] = []
  private var names: [String: String] = [:]
  /// What the document calls each block.
  private var sources: [String: String] = [:]
  private var taken: Set<String> = ["hangUp", "end", "return", "continue"]
  /// How many names were made of each.
  private var copies: [String: Int] = [:]
  private var ids = 0

  init(_ document: DocumentText) { self.document = document }

  /// Notes what is not translated, once.
  mutating func note(_ text: String, at place: Span) {
    if noted.insert("\(place.start) \(text)").inserted { notes.append((place, text)) }
  }

  /// The block that stands for what an author has to fill in, once for the same thing; it is run, so
  /// that what comes after it does.
  mutating func placeholder(for what: String, at place: Span) -> Step {
    let isNew = names["\u{1F}\(what)"] == nil
    let block = block(named: "\u{1F}\(what)", shown: what)
    if isNew {
      blocks.append(
        Block(
          name: block,
          steps: [
            .missing(what, at: place), Step(lines: ["- return"], isLast: true, place: place),
          ]
        )
      )
    }
    return Step(lines: ["- run: \(block)"], targets: [block], place: place)
  }

  /// The block for a name of the document's, the same for the same one; notes call it `shown`.
  mutating func block(named source: String, shown: String? = nil) -> String {
    if let name = names[source] { return name }
    let name = unused(plainName(source, or: "block"))
    names[source] = name
    sources[name] = shown ?? "`\(source)`"
    return name
  }

  /// What a note calls a block.
  func shown(_ block: String) -> String { sources[block] ?? "`\(block)`" }

  /// A name of a step's result that nothing else has.
  mutating func newID(_ word: String) -> String {
    ids += 1
    return "\(word)\(ids)"
  }

  /// The variable for a name of the document's, the same for the same one.
  mutating func variable(named source: String) -> String {
    if let name = variableNames[source] { return name }
    let plain = plainName(source, or: "value")
    let name = unused("var" + plain.prefix(1).uppercased() + plain.dropFirst())
    variableNames[source] = name
    variables.append(Variable(name: name, source: source))
    return name
  }

  /// The variable that something of the document gives a value; nil where nothing did yet.
  func knownVariable(named source: String) -> String? { variableNames[source] }

  /// A step that is gone at most so often.
  mutating func going(
    to block: String,
    most: Int,
    when condition: String? = nil,
    thenAgain: Bool = false,
    at place: Span
  ) -> [Step] {
    let counter = unused("count\(variables.count + 1)")
    variables.append(Variable(name: counter, declared: "int = 0"))
    let test = [condition.map { "(\($0))" }, "\(counter) < \(most)"].compactMap(\.self)
    let jump = Step(
      lines: [
        "- if: \(plain(test.joined(separator: " && ")))", "  then:",
        "    - set: { \(counter): \"${\(counter) + 1}\" }", "    - goto: \(block)",
      ],
      targets: [block],
      place: place
    )
    guard thenAgain else { return [jump] }
    return [jump, Step(lines: ["- set: { \(counter): 0 }"], place: place)]
  }

  /// A way that the document goes by what no flow can tell: it is gone where a variable says so,
  /// which the author gives its value.
  mutating func undecided(
    _ way: String,
    of what: String,
    to block: String,
    at place: Span
  ) -> Step {
    let variable = variable(named: "\(what) way")
    if let index = variables.firstIndex(where: { $0.name == variable }) {
      variables[index].source = nil
    }
    note(
      "`\(way)` of `\(what)` is not translated: set the variable `\(variable)` to \(quoted(way)) "
        + "before, where it holds, or write the condition yourself",
      at: place
    )
    return .goto(block, when: "\(variable) == \(quoted(way))", at: place)
  }

  /// The identity for a number; nil where it is none.
  mutating func identity(for number: String) -> String? {
    let plain = number.filter { $0 != " " && $0 != "-" && $0 != "(" && $0 != ")" }
    guard Identifier.isE164(plain) else { return nil }
    if let known = identities.first(where: { $0.number == plain }) { return known.name }
    let name = "number\(identities.count + 1)"
    identities.append((name, plain))
    return name
  }

  private mutating func unused(_ name: String) -> String {
    var candidate = name
    while !taken.insert(candidate).inserted {
      copies[name, default: 1] += 1
      candidate = "\(name)\(copies[name, default: 1])"
    }
    return candidate
  }
}

/// A name of letters and digits that begins with a small letter.
func plainName(_ text: String, or word: String) -> String {
  let parts = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.prefix(8)
  let joined = parts.enumerated().map { index, part in
    index == 0
      ? part.prefix(1).lowercased() + part.dropFirst()
      : part.prefix(1).uppercased() + part.dropFirst()
  }.joined()
  guard let first = joined.first else { return word }
  return String((first.isLetter ? joined : word + joined).prefix(40))
}

/// A text as a quoted scalar in which nothing is an expression.
func quoted(_ text: String) -> String {
  quotedWithValues(text.replacing("${", with: "$ {"))
}

/// A text as a quoted scalar, with the expressions that are in it.
func quotedWithValues(_ text: String) -> String {
  let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  return JSONValue.string(words).text().replacing("\\/", with: "/")
}

/// An expression as a scalar: in quotes where it would be read as something else without.
private func plain(_ expression: String) -> String {
  let isPlain =
    !expression.hasPrefix("!") && !expression.contains(": ") && !expression.contains(" #")
  return isPlain ? expression : "'\(expression.replacing("'", with: "''"))'"
}

extension FlowDraft.Step {
  /// Says something; where that fails it goes to a block, or on.
  static func play(_ prompt: String, failed: String? = nil, at place: Span) -> Self {
    Self(
      lines: ["- play: { prompt: \(prompt) }"] + onFailure(failed),
      targets: [failed].compactMap(\.self),
      waits: true,
      place: place
    )
  }

  /// Begins or ends the recording of the call; where that fails it goes to a block, or on.
  static func record(_ starts: Bool, failed: String? = nil, at place: Span) -> Self {
    Self(
      lines: ["- record: \(starts ? "start" : "stop")"] + onFailure(failed),
      targets: [failed].compactMap(\.self),
      place: place
    )
  }

  /// The line that leads to a block where a step fails; none where it goes on.
  private static func onFailure(_ block: String?) -> [String] {
    block.map { ["  on: { failed: \($0) }"] } ?? []
  }

  /// Waits for a time.
  static func wait(milliseconds: Int, at place: Span) -> Self {
    let isWhole = milliseconds % 1000 == 0
    let time = isWhole ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    return Self(lines: ["- wait: \(time)"], waits: true, place: place)
  }

  /// Sends key tones to the caller, where that is a number.
  static func tones(_ keys: String, at place: Span) -> Self {
    Self(
      lines: [
        "- sendTones: { tones: \(quoted(keys)), to: caller }",
        "  when: caller.kind == \"phoneNumber\"",
      ],
      place: place
    )
  }

  /// Goes to a block.
  static func goto(_ block: String, at place: Span) -> Self {
    Self(lines: ["- goto: \(block)"], targets: [block], isLast: true, place: place)
  }

  /// Goes to a block where a condition holds.
  static func goto(_ block: String, when condition: String, at place: Span) -> Self {
    Self(
      lines: ["- goto: \(block)", "  when: \(plain(condition))"],
      targets: [block],
      place: place
    )
  }

  /// Goes to a block, or ends the call where there is none to go to.
  static func going(to block: String?, at place: Span) -> Self {
    block.map { .goto($0, at: place) } ?? .hangUp(at: place)
  }

  /// Goes where the case of a value leads; to `otherwise` where none has it, which ends the call if
  /// it is nil.
  static func choosing(
    by value: String,
    among cases: [(value: String, block: String)],
    otherwise: String?,
    at place: Span
  ) -> Self {
    guard !cases.isEmpty else { return .going(to: otherwise, at: place) }
    return Self(
      lines: ["- switch: \(value)", "  cases:"]
        + cases.map { "    \(quoted($0.value)): \($0.block)" }
        + ["  default: \(otherwise ?? "hangUp")"],
      targets: cases.map(\.block) + [otherwise].compactMap(\.self),
      isLast: true,
      place: place
    )
  }

  /// Ends the call.
  static func hangUp(at place: Span) -> Self {
    Self(lines: ["- hangUp"], isLast: true, place: place)
  }

  /// Stands where something is missing.
  static func missing(_ what: String, at place: Span) -> Self {
    Self(lines: ["- log: \(quoted("not translated: " + what))"], place: place)
  }

  /// Rings somebody, and goes on when they are gone or where nobody answers.
  static func ring(
    _ parties: String,
    id: String,
    timeout: Int,
    failed: String?,
    then next: String?,
    at place: Span
  ) -> [Self] {
    let handler = failed ?? "hangUp"
    let after = next ?? "hangUp"
    return [
      Self(
        lines: [
          "- addParticipant: { to: \(parties), timeout: \(timeout)s }",
          "  id: \(id)", "  on: { failed: \(handler) }",
        ],
        targets: [failed].compactMap { $0 },
        waits: true,
        place: place
      ),
      Self(
        lines: ["- wait: { for: { gone: { left: \(id) } } }", "  on: { gone: \(after) }"],
        targets: [next].compactMap { $0 },
        waits: true,
        isLast: true,
        place: place
      ),
    ]
  }
}
