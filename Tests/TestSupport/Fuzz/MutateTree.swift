extension YAMLTree {
  /// Changes nodes at random: swaps, doubles, deletes, nests and renames them, and puts values there
  /// that are hard to read.
  package mutating func mutate(using random: inout SeededGenerator) {
    for _ in 0..<random.number(in: 1...4) {
      let place = random.below(count)
      switch random.below(12) {
      case 0: swap(place, random.below(count))
      case 1: self[place] = self[random.below(count)]
      case 2, 3: self[place] = .text(random.pick(nastyTexts) ?? "")
      case 4: self[place] = .text(random.pick(nastyExpressions) ?? "")
      case 5: self[place] = nested(self[place], by: &random)
      case 6: alias(place, random.below(count), by: &random)
      case _: mutateEntries(of: place, by: &random)
      }
    }
  }

  private mutating func swap(_ place: Int, _ other: Int) {
    let (one, two) = (self[place], self[other])
    self[place] = two
    // The first may have taken the second's place with it.
    if other < count { self[other] = one }
  }

  /// A value in lists and mappings of its own, up to beyond the limit of depth.
  private func nested(_ value: YAMLTree, by random: inout SeededGenerator) -> YAMLTree {
    let levels = random.pick([1, 2, 7, 30, 70]) ?? 1
    let isMapping = random.chance(50)
    guard value.count * levels < 5_000 else { return .list([value]) }
    return (0..<levels).reduce(value) { inner, _ in
      isMapping ? .mapping([("then", inner)]) : .list([inner])
    }
  }

  /// Names a node, and puts a copy of it elsewhere by that name: as a value, or merged.
  private mutating func alias(_ place: Int, _ other: Int, by random: inout SeededGenerator) {
    guard case .text(let text) = self[place] else {
      if case .mapping(let entries) = self[other] {
        self[other] = .mapping(entries + [("<<", self[place])])
      }
      return
    }
    self[place] = .text("&a " + text)
    if random.chance(50) { self[other] = .text("*a") }
  }

  private mutating func mutateEntries(of place: Int, by random: inout SeededGenerator) {
    switch self[place] {
    case .text(let text): self[place] = .text(mutatedText(text, using: &random))
    case .list(var items):
      guard let index = random.pick(items.indices) else {
        self[place] = .list([.text("")])
        return
      }
      switch random.below(4) {
      case 0: items.remove(at: index)
      case 1: items += Array(repeating: items[index], count: random.pick([1, 2, 40]) ?? 1)
      case 2: items.swapAt(index, random.below(items.count))
      case _: items.insert(self[random.below(count)], at: index)
      }
      if items.count < 500 { self[place] = .list(items) }
    case .mapping(var entries):
      guard let index = random.pick(entries.indices) else {
        self[place] = .mapping([("when", .text("true"))])
        return
      }
      let other = random.below(entries.count)
      switch random.below(7) {
      case 0: entries.remove(at: index)
      case 1: entries.insert(entries[index], at: other)
      case 2: entries.swapAt(index, other)
      case 3: entries[index].key = mutatedText(entries[index].key, using: &random)
      case 4: entries[index].key = random.pick(nastyTexts) ?? "<<"
      case 5: entries[index].key = random.pick(keyWords) ?? "on"
      case _: (entries[index].key, entries[other].key) = (entries[other].key, entries[index].key)
      }
      self[place] = .mapping(entries)
    }
  }
}

/// A text with one character gone, doubled, swapped or put in.
private func mutatedText(_ text: String, using random: inout SeededGenerator) -> String {
  var characters = Array(text.unicodeScalars)
  guard let place = random.pick(characters.indices) else { return "x" }
  switch random.below(4) {
  case 0: characters.remove(at: place)
  case 1: characters.insert(characters[place], at: place)
  case 2: characters.swapAt(place, characters.count - 1)
  case _: characters.insert(random.pick(Array("x0-_.:#é\"${} ".unicodeScalars)) ?? "x", at: place)
  }
  var result = String.UnicodeScalarView()
  result.append(contentsOf: characters)
  return String(result)
}

/// Words that mean something as keys, in the wrong place most of the time.
private let keyWords = [
  "flow", "blocks", "on", "when", "id", "play", "recognize", "choices", "wait", "for", "http",
  "if", "then", "else", "switch", "cases", "default", "repeat", "do", "until", "times", "sensitive",
  "goto", "run", "with", "set", "failed", "timeout", "meanwhile", "everywhere", "prompts", "voices",
  "hours", "open", "closed", "identities", "rawId", "environments", "settings", "press", "say",
  "turns", "parties", "paths", "get", "$ref", "schema", "properties", "allOf", "items", "<<",
]

/// Values that readers stumble over.
private let nastyTexts =
  [
    "", "~", "null", "''", #""""#, "0", "-0", "00", "-1", "1.5", ".5", "0x7f", "1e999", "-1e999",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
    "18446744073709551616", "99999999999999999999999999", "NaN", ".inf", "true", "no",
    "-1s", "0s", "1ms", "1h99m", "9223372036854775807ms", "9223372036854775808s",
    "99999999999999999999h", "1d", "P1D", "1h1h", "-0h", "24:00", "24:01", "00:00-00:00",
    "Mon-Sun 00:00-24:00", "Sun-Mon 23:00-01:00", "Mon 08:00-07:59", "2026-02-29", "2026-02-30",
    "0000-01-01", "9999-12-31", "99999-01-01", "2026-12-01T09:30:00Z", "9999-12-31T23:59:60Z",
    "0001-01-01T00:00:00-23:59", "America/Los_Angeles", "Nowhere/Else",
    "+1", "+12065551212", "+999999999999999999999", "28:orgid:", "8:acs:", "4:+1", "8:acs:_\u{5F}_",
    "https://", "https://a", "http://[::1", "file:///etc/passwd", "https://a.com/%zz?#",
    "desk/../x",
    #""\u0000""#, #""\ud800""#, #""\U0010ffff""#, "é🙂\u{301}", "\u{202E}abc", "\u{FEFF}",
    "\u{85}", "\u{2028}", "!!int 5", "!x y", "&a b", "*a", "*nobody", "<<", "? x", "- -", ": ",
    "# x", "'it''s", "\"open", "[", "{ a: b", "|", ">-", "|9", "%YAML", "@x", "`x`",
    "*9", "star", "pound", "0123456789*#ABCD", "[1-", "(a{1,999}){1,999}", "list<string>",
    "list<list<list<list<list<list<list<list<list<string>>>>>>>>>", "map<string>", "string?",
    "sensitive string", "int = 99999999999999999999", "string = ${x}", "caller", "everyone",
    "continue", "hangUp", "return", "<speak><p>", "<speak>&bogus;</speak>", "'<a b=\"${now}\"/>'",
  ] + [
    String(repeating: "x", count: 5_000), String(repeating: "é", count: 600),
    String(repeating: "[", count: 70),
    String(repeating: "[", count: 40)
      + String(repeating: "]", count: 40), String(repeating: "9", count: 400),
    "[" + String(repeating: "a, ", count: 200) + "]",
  ]

/// Expressions that are wrong, large, or fail.
private let nastyExpressions =
  [
    "${", "${}", "${ }", "\"${\"", "a ${b", "${now}", "\"${${1}}\"", "\"${'}'}\"", "\"${'a'\"",
    "${1/0}", "${1 % 0}", "${-9223372036854775808 / -1}", "${9223372036854775807 + 1}",
    "${9223372036854775808}", "${duration('9999999999h')}", "${timestamp('0000-01-01T00:00:00Z')}",
    "${call.from.number}", "${has(call.from.number)}", "${caller.kind == 'nothing'}",
    "${call.?from.?number.orValue('')}", "\"${[1, 2, 3].map(x, [x].map(y, x + y))}\"",
    "\"${{'a': 1}['b']}\"", "${[][0]}", "${'a'.matches('(')}", "${'x'.matches('(a*)*b')}",
    "${string(call)}", "${call}", "${settings}", "${hours}", "${hours.office.isOpen}", "${flags.x}",
    "${phoneNumber(string(1))}", "${rawId('28:orgid:')}", "${spoken.digits('12')}", "${x}",
    "${failure.reason.word}", "${cel.bind(x, x, x)}", "${!!!!true}", "${- - -1}", "${null}",
    "${b'\\xff'}", "${'\\ud800'}", "${r'\\'}", "${'''}", "${1u - 2u}", "${1.0 / 0.0}",
    "${dyn(1) == 'a'}", "${type(1)}", "${in}", "${as}", "${true ? 1 : 'a'}",
  ] + [
    "\"${" + String(repeating: "(", count: 120) + "1" + String(repeating: ")", count: 120) + "}\"",
    "\"${" + String(repeating: "!", count: 500) + "true}\"",
    "\"${" + Array(repeating: "1", count: 3_000).joined(separator: "+") + "}\"",
    "\"${[1]" + String(repeating: ".map(x, x)", count: 60) + "}\"",
    "\"" + String(repeating: "${now} ", count: 100) + "\"",
    "\"${'" + String(repeating: "x", count: 5_000) + "'}\"",
  ]
