/// A set of Unicode scalars.
struct ScalarSet: Hashable, Sendable {
  /// A class of scalars that the Unicode database decides.
  struct Category: Hashable, Sendable {
    let categories: Set<Unicode.GeneralCategory>
    let isNegated: Bool
  }

  private var ranges: [ClosedRange<UInt32>] = []
  private var categories: [Category] = []
  private var isNegated = false
  /// Whether a scalar also counts by its upper or lower case.
  private var foldsCase = false
  /// The members below 128, two words of 64 bits, so that most texts need no search.
  private var lowMembers: (UInt64, UInt64) = (0, 0)

  init(_ ranges: [ClosedRange<UInt32>], isNegated: Bool = false, foldsCase: Bool = false) {
    self.init(ranges, [], isNegated: isNegated, foldsCase: foldsCase)
  }

  init(
    _ ranges: [ClosedRange<UInt32>],
    _ categories: [Category],
    isNegated: Bool,
    foldsCase: Bool
  ) {
    self.ranges = ranges.sorted { $0.lowerBound < $1.lowerBound }
    self.categories = categories
    self.isNegated = isNegated
    self.foldsCase = foldsCase
    for value in UInt32(0)..<64 where decides(value) { lowMembers.0 |= 1 << UInt64(value) }
    for value in UInt32(64)..<128 where decides(value) { lowMembers.1 |= 1 << UInt64(value - 64) }
  }

  init(scalar: UInt32, foldsCase: Bool) {
    self.init([scalar...scalar], foldsCase: foldsCase)
  }

  func contains(_ value: UInt32) -> Bool {
    if value < 64 { return lowMembers.0 >> UInt64(value) & 1 == 1 }
    if value < 128 { return lowMembers.1 >> UInt64(value - 64) & 1 == 1 }
    return decides(value)
  }

  private func decides(_ value: UInt32) -> Bool {
    var isMember = isListed(value)
    if !isMember, foldsCase, let scalar = Unicode.Scalar(value) {
      // Both: `[k]` and `[K]` are one under `(?i)`, whichever is written.
      isMember =
        isListed(scalar.properties.lowercaseMapping) || isListed(scalar.properties.uppercaseMapping)
    }
    return isMember != isNegated
  }

  /// Mappings that are more than one scalar never fold.
  private func isListed(_ mapping: String) -> Bool {
    guard mapping.unicodeScalars.count == 1, let scalar = mapping.unicodeScalars.first else {
      return false
    }
    return isListed(scalar.value)
  }

  private func isListed(_ value: UInt32) -> Bool {
    if ranges.contains(where: { $0.contains(value) }) { return true }
    guard !categories.isEmpty, let scalar = Unicode.Scalar(value) else { return false }
    let category = scalar.properties.generalCategory
    return categories.contains { $0.categories.contains(category) != $0.isNegated }
  }

  static func == (left: ScalarSet, right: ScalarSet) -> Bool {
    left.ranges == right.ranges && left.categories == right.categories
      && left.isNegated == right.isNegated && left.foldsCase == right.foldsCase
  }

  /// Categories are left out: equal sets have equal hashes, and that is all that is asked.
  func hash(into hasher: inout Hasher) {
    hasher.combine(ranges)
    hasher.combine(isNegated)
  }
}

extension ScalarSet {
  /// Every scalar.
  static let all = ScalarSet([0...0x10_FFFF])
  /// Every scalar but the line feed.
  static let allButLineFeed = ScalarSet([0x0A...0x0A], isNegated: true)

  static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
  /// `\s` of RE2 has no vertical tab; `[:space:]` has it.
  static let spaces: [ClosedRange<UInt32>] = [0x09...0x0A, 0x0C...0x0D, 0x20...0x20]
  static let words: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]

  /// The classes of POSIX by name; all of them are of ASCII, as in RE2.
  static let posix: [String: [ClosedRange<UInt32>]] = [
    "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A],
    "alpha": [0x41...0x5A, 0x61...0x7A],
    "ascii": [0x00...0x7F],
    "blank": [0x09...0x09, 0x20...0x20],
    "cntrl": [0x00...0x1F, 0x7F...0x7F],
    "digit": digits,
    "graph": [0x21...0x7E],
    "lower": [0x61...0x7A],
    "print": [0x20...0x7E],
    "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E],
    "space": [0x09...0x0D, 0x20...0x20],
    "upper": [0x41...0x5A],
    "word": words,
    "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66],
  ]

  /// What is not in the ranges.
  static func complement(of ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var rest: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if next < range.lowerBound { rest.append(next...range.lowerBound - 1) }
      next = max(next, range.upperBound + 1)
    }
    if next <= 0x10_FFFF { rest.append(next...0x10_FFFF) }
    return rest
  }

  /// The general categories of Unicode by their names in `\p{…}`.
  static let categories: [String: Set<Unicode.GeneralCategory>] = [
    "L": [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter],
    "Lu": [.uppercaseLetter], "Ll": [.lowercaseLetter], "Lt": [.titlecaseLetter],
    "Lm": [.modifierLetter], "Lo": [.otherLetter],
    "M": [.nonspacingMark, .spacingMark, .enclosingMark],
    "Mn": [.nonspacingMark], "Mc": [.spacingMark], "Me": [.enclosingMark],
    "N": [.decimalNumber, .letterNumber, .otherNumber],
    "Nd": [.decimalNumber], "Nl": [.letterNumber], "No": [.otherNumber],
    "P": [
      .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation,
    ],
    "Pc": [.connectorPunctuation], "Pd": [.dashPunctuation], "Ps": [.openPunctuation],
    "Pe": [.closePunctuation], "Pi": [.initialPunctuation], "Pf": [.finalPunctuation],
    "Po": [.otherPunctuation],
    "S": [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol],
    "Sm": [.mathSymbol], "Sc": [.currencySymbol], "Sk": [.modifierSymbol], "So": [.otherSymbol],
    "Z": [.spaceSeparator, .lineSeparator, .paragraphSeparator],
    "Zs": [.spaceSeparator], "Zl": [.lineSeparator], "Zp": [.paragraphSeparator],
    "C": [.control, .format, .surrogate, .privateUse, .unassigned],
    "Cc": [.control], "Cf": [.format], "Cs": [.surrogate], "Co": [.privateUse],
    "Cn": [.unassigned],
  ]
}
