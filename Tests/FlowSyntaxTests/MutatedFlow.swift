import TestSupport

/// A text with everything YAML has, after some characters were changed, put in or taken out.
func mutatedFlow(using generator: inout SeededGenerator) -> String {
  let flow =
    "flow: é\nmain: &m\n  - play: \"a\\u00e9\\\n    b\"\n  - say: 'it''s'\n  - |+\n    x\n\n"
    + "  - >-2\n    y\n  - {a: [b, *m], <<: {c: d}} # e\n  - !t f: ? g\n--- %\n"
  return mutated(flow, using: &generator)
}

/// A text after some of its characters were changed, put in or taken out.
func mutated(_ text: String, using generator: inout SeededGenerator) -> String {
  let odd = Array("[]{}:,-#&*!|>'\"%@`\\\n\t \r\u{0}\u{85}\u{2028}é😀$?<x".unicodeScalars)
  var scalars = Array(text.unicodeScalars)
  for _ in 0..<Int.random(in: 1...6, using: &generator) {
    let place = Int.random(in: 0..<scalars.count, using: &generator)
    let scalar = odd.randomElement(using: &generator) ?? "x"
    switch Int.random(in: 0..<3, using: &generator) {
    case 0: scalars[place] = scalar
    case 1: scalars.insert(scalar, at: place)
    case _: scalars.remove(at: place)
    }
  }
  var result = String.UnicodeScalarView()
  result.append(contentsOf: scalars)
  return String(result)
}
