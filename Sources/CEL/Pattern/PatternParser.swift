/// Reads a regular expression in the syntax of RE2.
///
/// What only a backtracking matcher can do (back-references, looking around) is refused.
struct PatternParser {
  /// What `(?ims)` switches.
  private struct Flags {
    var foldsCase = false
    var isMultiline = false
    var dotTakesLineFeed = false
  }

  private let scalars: [UInt32]
  private var position = 0
  private var flags = Flags()
  private var depth = 0

  init(_ pattern: String) {
    scalars = pattern.unicodeScalars.map(\.value)
  }

  mutating func parse() throws(PatternError) -> PatternNode {
    let node = try choice()
    guard position == scalars.count else { throw PatternError("this pattern has a `)` too many") }
    return node
  }

  private var current: UInt32? { position < scalars.count ? scalars[position] : nil }

  private mutating func consume(_ sign: Unicode.Scalar) -> Bool {
    guard current == sign.value else { return false }
    position += 1
    return true
  }

  private mutating func consume(word: String) -> Bool {
    let wanted = word.unicodeScalars.map(\.value)
    guard scalars[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  /// Branches with `|` between them; groups come back here, so this is where their depth is
  /// counted.
  private mutating func choice() throws(PatternError) -> PatternNode {
    depth += 1
    guard depth <= CELLimits.depth else {
      throw PatternError("this pattern has groups more than \(CELLimits.depth) deep")
    }
    defer { depth -= 1 }
    var branches = [try sequence()]
    while consume("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var parts: [PatternNode] = []
    while let current, current != UInt32(ascii: "|"), current != UInt32(ascii: ")") {
      if consume(word: "\\Q") {
        parseQuoted(&parts)
        continue
      }
      parts.append(try quantified(try atom()))
    }
    return parts.isEmpty ? .empty : parts.count == 1 ? parts[0] : .sequence(parts)
  }

  /// `\Q…\E`: what stands between means itself.
  private mutating func parseQuoted(_ parts: inout [PatternNode]) {
    while let scalar = current, !consume(word: "\\E") {
      parts.append(.set(ScalarSet(scalar: scalar, foldsCase: flags.foldsCase)))
      position += 1
    }
  }

  private mutating func quantified(_ atom: PatternNode) throws(PatternError) -> PatternNode {
    var node = atom
    var isRepeated = false
    while let (least, most) = try quantifier() {
      // RE2 refuses `a**` and `a{2}{3}`; taken as they stand, counts would multiply.
      guard !isRepeated else { throw PatternError("this pattern repeats a repetition") }
      isRepeated = true
      node = .repeated(node, least: least, most: most)
      // Whether as few as possible are taken makes no difference to whether there is a match.
      _ = consume("?")
    }
    return node
  }

  private mutating func quantifier() throws(PatternError) -> (least: Int, most: Int?)? {
    if consume("*") { return (0, nil) }
    if consume("+") { return (1, nil) }
    if consume("?") { return (0, 1) }
    let start = position
    guard consume("{"), let least = number() else {
      position = start
      return nil
    }
    var most: Int? = least
    if consume(",") { most = number() }
    guard consume("}") else {
      // Without its end a brace means itself.
      position = start
      return nil
    }
    let limit = CELLimits.patternRepeats
    guard least <= limit, most ?? 0 <= limit, most.map({ $0 >= least }) ?? true else {
      throw PatternError("this pattern repeats something more than \(limit) times, or backwards")
    }
    return (least, most)
  }

  private mutating func number() -> Int? {
    var number: Int?
    while let current, (0x30...0x39).contains(current) {
      // Held just above the limit: digits without end must not overflow.
      number = min((number ?? 0) * 10 + Int(current - 0x30), CELLimits.patternRepeats + 1)
      position += 1
    }
    return number
  }
}

// MARK: Atoms

extension PatternParser {
  private mutating func atom() throws(PatternError) -> PatternNode {
    let scalar = scalars[position]
    position += 1
    switch Unicode.Scalar(scalar) {
    case "(": return try group()
    case "[": return .set(try bracketedSet())
    case ".": return .set(flags.dotTakesLineFeed ? .all : .allButLineFeed)
    case "^": return .anchor(flags.isMultiline ? .lineStart : .textStart)
    case "$": return .anchor(flags.isMultiline ? .lineEnd : .textEnd)
    case "\\": return try escape()
    case "*", "+", "?": throw PatternError("this pattern repeats nothing")
    default: return .set(ScalarSet(scalar: scalar, foldsCase: flags.foldsCase))
    }
  }

  private mutating func group() throws(PatternError) -> PatternNode {
    // Flags that are switched inside of a group end with it.
    let outer = flags
    if consume("?") {
      guard try groupOpening() else { return .empty }
    }
    let node = try choice()
    guard consume(")") else { throw PatternError("this pattern has a `(` without `)`") }
    flags = outer
    return node
  }

  /// What stands after `(?`; false if it only switches flags for the rest of the group around it.
  private mutating func groupOpening() throws(PatternError) -> Bool {
    if consume(word: "P<") || current == UInt32(ascii: "<") && !isLookBehind && consume("<") {
      try groupName()
      return true
    }
    var isOn = true
    while let scalar = current {
      position += 1
      switch Unicode.Scalar(scalar) {
      case ":": return true
      case ")": return false
      case "-": isOn = false
      case "i": flags.foldsCase = isOn
      case "m": flags.isMultiline = isOn
      case "s": flags.dotTakesLineFeed = isOn
      // Greedy or not makes no difference to whether there is a match.
      case "U": break
      default: throw PatternError("this pattern looks around or uses a group that is not known")
      }
    }
    throw PatternError("this pattern has a `(` without `)`")
  }

  /// `(?<=` and `(?<!` begin like a name, `(?<name>`, and cannot be done without backtracking.
  private var isLookBehind: Bool {
    position + 1 < scalars.count
      && (scalars[position + 1] == UInt32(ascii: "=")
        || scalars[position + 1] == UInt32(ascii: "!"))
  }

  /// Passes a group's name: nothing can refer to it, since there is only a match or none.
  private mutating func groupName() throws(PatternError) {
    let start = position
    while let current, ScalarSet.words.contains(where: { $0.contains(current) }) { position += 1 }
    guard position > start, consume(">") else {
      throw PatternError("this pattern has a group whose name is none")
    }
  }

  private mutating func escape() throws(PatternError) -> PatternNode {
    guard let scalar = current else { throw PatternError("this pattern ends with a backslash") }
    switch Unicode.Scalar(scalar) {
    // `\Z` is not among them: RE2 does not have it.
    case "A":
      position += 1
      return .anchor(.textStart)
    case "z":
      position += 1
      return .anchor(.textEnd)
    case "b":
      position += 1
      return .anchor(.wordBoundary)
    case "B":
      position += 1
      return .anchor(.noWordBoundary)
    default: break
    }
    if let category = try category() {
      return .set(ScalarSet([], [category], isNegated: false, foldsCase: flags.foldsCase))
    }
    if let ranges = classRanges() { return .set(ScalarSet(ranges, foldsCase: false)) }
    return .set(ScalarSet(scalar: try escapedScalar(), foldsCase: flags.foldsCase))
  }

  /// `\d`, `\w`, `\s` and their opposites.
  private mutating func classRanges() -> [ClosedRange<UInt32>]? {
    guard let current, let letter = Unicode.Scalar(current) else { return nil }
    let ranges: [ClosedRange<UInt32>]
    switch letter {
    case "d": ranges = ScalarSet.digits
    case "w": ranges = ScalarSet.words
    case "s": ranges = ScalarSet.spaces
    case "D": ranges = ScalarSet.complement(of: ScalarSet.digits)
    case "W": ranges = ScalarSet.complement(of: ScalarSet.words)
    case "S": ranges = ScalarSet.complement(of: ScalarSet.spaces)
    default: return nil
    }
    position += 1
    return ranges
  }

  /// `\pL`, `\p{Lu}`, `\P{Lu}`.
  private mutating func category() throws(PatternError) -> ScalarSet.Category? {
    guard let scalar = current, scalar | 0x20 == UInt32(ascii: "p") else { return nil }
    var isNegated = scalar == UInt32(ascii: "P")
    position += 1
    var name = ""
    if consume("{") {
      if consume("^") { isNegated.toggle() }
      while let current, let letter = Unicode.Scalar(current), letter != "}" {
        name.unicodeScalars.append(letter)
        position += 1
      }
      _ = consume("}")
    } else if let current, let letter = Unicode.Scalar(current) {
      name.unicodeScalars.append(letter)
      position += 1
    }
    guard let categories = ScalarSet.categories[name] else {
      throw PatternError("this pattern names a class of letters that is not known: `\(name)`")
    }
    return ScalarSet.Category(categories: categories, isNegated: isNegated)
  }

  private static let letters: [Unicode.Scalar: UInt32] = [
    "a": 0x07, "f": 0x0C, "t": 0x09, "n": 0x0A, "r": 0x0D, "v": 0x0B,
  ]

  /// The scalar that the escape at hand means.
  private mutating func escapedScalar() throws(PatternError) -> UInt32 {
    guard let scalar = current, let letter = Unicode.Scalar(scalar) else {
      throw PatternError("this pattern ends with a backslash")
    }
    position += 1
    if let meaning = Self.letters[letter] { return meaning }
    if letter == "x" { return try hexadecimal() }
    if letter == "0" { return octal() }
    let isWord = ScalarSet.words.contains { $0.contains(scalar) }
    // A letter or digit without a meaning is refused, as RE2 does, so that it may get one; signs
    // may all be escaped.
    guard !isWord, scalar < 128 else {
      throw PatternError("this pattern has `\\\(letter)`, which is not known")
    }
    return scalar
  }

  /// `\x41` or `\x{1F600}`.
  private mutating func hexadecimal() throws(PatternError) -> UInt32 {
    let isBraced = consume("{")
    var value: UInt32 = 0
    var count = 0
    while let current, let digit = UInt8(exactly: current), digit.isHexDigit,
      count < (isBraced ? 6 : 2)
    {
      value = value << 4 | (UInt32(String(Unicode.Scalar(digit)), radix: 16) ?? 0)
      count += 1
      position += 1
    }
    guard isBraced ? count > 0 && consume("}") : count == 2, Unicode.Scalar(value) != nil else {
      throw PatternError("this pattern has a `\\x` without its digits")
    }
    return value
  }

  /// The up to two digits after `\0`; other digits would be back-references.
  private mutating func octal() -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<2 {
      guard let current, (0x30...0x37).contains(current) else { break }
      value = value << 3 | (current - 0x30)
      position += 1
    }
    return value
  }
}

// MARK: Sets

extension PatternParser {
  /// What stands after `[`.
  private mutating func bracketedSet() throws(PatternError) -> ScalarSet {
    let isNegated = consume("^")
    var ranges: [ClosedRange<UInt32>] = []
    var categories: [ScalarSet.Category] = []
    var isFirst = true
    // A `]` that comes first is a member (RE2, POSIX).
    while isFirst || current != UInt32(ascii: "]") {
      guard current != nil else { throw PatternError("this pattern has a `[` without `]`") }
      isFirst = false
      if let posix = try posixRanges() {
        ranges += posix
        continue
      }
      if current == UInt32(ascii: "\\") {
        position += 1
        if let category = try category() {
          categories.append(category)
          continue
        }
        if let known = classRanges() {
          ranges += known
          continue
        }
        position -= 1
      }
      ranges.append(try range())
    }
    position += 1
    return ScalarSet(ranges, categories, isNegated: isNegated, foldsCase: flags.foldsCase)
  }

  private mutating func range() throws(PatternError) -> ClosedRange<UInt32> {
    let low = try member()
    // A dash that comes last is a member.
    guard current == UInt32(ascii: "-"), position + 1 < scalars.count,
      scalars[position + 1] != UInt32(ascii: "]")
    else { return low...low }
    position += 1
    let high = try member()
    guard low <= high else { throw PatternError("this pattern has a range that runs backwards") }
    return low...high
  }

  /// One scalar of a set, or an end of a range.
  private mutating func member() throws(PatternError) -> UInt32 {
    guard let scalar = current else { throw PatternError("this pattern has a `[` without `]`") }
    position += 1
    return scalar == UInt32(ascii: "\\") ? try escapedScalar() : scalar
  }

  /// `[:alpha:]` and `[:^alpha:]`.
  private mutating func posixRanges() throws(PatternError) -> [ClosedRange<UInt32>]? {
    let start = position
    guard consume(word: "[:") else { return nil }
    let isNegated = consume("^")
    var name = ""
    while let current, let letter = Unicode.Scalar(current), letter.properties.isLowercase {
      name.unicodeScalars.append(letter)
      position += 1
    }
    guard consume(word: ":]") else {
      position = start
      return nil
    }
    guard let ranges = ScalarSet.posix[name] else {
      throw PatternError("this pattern names a class that is not known: `\(name)`")
    }
    return isNegated ? ScalarSet.complement(of: ranges) : ranges
  }
}

extension UInt32 {
  fileprivate init(ascii scalar: Unicode.Scalar) {
    self = scalar.value
  }
}
