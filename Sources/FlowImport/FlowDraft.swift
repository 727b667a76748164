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
    /// Whether it only leads on where a condition holds, so that a flow can do without it.
    var isConditional = false
    /// Where it comes from.
    let place: Span
  }

  /// A block.
  struct Block {
    let name: String
    var steps: [Step]
  }

  let file: SourceFile
  var name = "imported"
  private(set) var identities: [(name: String, number: String)] = []
  /// The variables, each with the name that the document has for it.
  private var variableNames: [String: String] = [:]
  private(set) var notes: [(place: Span, text: String)] = []
  var blocks: [Block] = []
  private var names: [String: String] = [:]
  private var taken: Set<String> = ["hangUp", "end", "return", "continue"]
  private var ids = 0

  init(_ file: SourceFile) { self.file = file }

  /// Notes what is not translated.
  mutating func note(_ text: String, at place: Span) {
    notes.append((place, text))
  }

  /// The block that stands for what an author has to fill in, once for the same thing; it is run, so
  /// that what comes after it does.
  mutating func placeholder(for what: String, at place: Span) -> Step {
    let block = block(named: what)
    if !blocks.contains(where: { $0.name == block }) {
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

  /// The block for a name of the document's, the same for the same one.
  mutating func block(named source: String) -> String {
    if let name = names[source] { return name }
    let name = unused(plainName(source, or: "block"))
    names[source] = name
    return name
  }

  /// A name of a step's result that nothing else has.
  mutating func newID(_ word: String) -> String {
    ids += 1
    return "\(word)\(ids)"
  }

  /// The variables that the flow may need.
  var variables: Set<String> { Set(variableNames.values) }

  /// The variable for a name of the document's, the same for the same one.
  mutating func variable(named source: String) -> String {
    if let name = variableNames[source] { return name }
    let plain = plainName(source, or: "value")
    let name = unused("var" + plain.prefix(1).uppercased() + plain.dropFirst())
    variableNames[source] = name
    return name
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
    note("`\(way)` of `\(what)`: set `\(variable)` to it where it holds", at: place)
    return Step(
      lines: ["- goto: \(block)", "  when: \(variable) == \(quoted(way))"],
      targets: [block],
      isConditional: true,
      place: place
    )
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
    var number = 2
    while !taken.insert(candidate).inserted {
      candidate = "\(name)\(number)"
      number += 1
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

extension FlowDraft.Step {
  /// Says something; nothing where there is nothing to say.
  static func play(_ prompt: String, at place: Span) -> Self {
    Self(lines: ["- play: { prompt: \(prompt) }"], waits: true, place: place)
  }

  /// Goes to a block.
  static func goto(_ block: String, at place: Span) -> Self {
    Self(lines: ["- goto: \(block)"], targets: [block], isLast: true, place: place)
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
    _ identity: String,
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
          "- addParticipant: { to: \(identity), timeout: \(min(max(timeout, 1), 180))s }",
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
