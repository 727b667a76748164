/// The bytes of a text after some of its lines and bytes were cut, doubled, swapped or changed.
package func mutatedBytes(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
  var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    .map(Array.init)
  for _ in 0..<random.number(in: 1...4) {
    guard let line = random.pick(lines.indices), let other = random.pick(lines.indices) else {
      break
    }
    let place = random.below(lines[line].count + 1)
    switch random.below(9) {
    case 0 where lines.count > 1: lines.remove(at: line)
    case 1: lines.insert(lines[other], at: line)
    case 2: lines.swapAt(line, other)
    case 3 where place < lines[line].count: lines[line].remove(at: place)
    case 4: lines[line].insert(contentsOf: (random.pick(pieces) ?? " ").utf8, at: place)
    case 5: lines[line].insert(UInt8(random.below(256)), at: place)
    case 6: lines[line] = Array(lines[line].prefix(place)) + lines[other].suffix(place)
    case 7: lines[line].insert(contentsOf: Array(repeating: 0x20, count: random.below(5)), at: 0)
    case _: lines[line] = Array(lines[line].drop { $0 == 0x20 })
    }
  }
  return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
}

private let pieces = [
  ":", ": ", "-", "- ", " ", "  ", "{", "}", "[", "]", "\"", "'", "#", " #", "${", "}", "\t", "*",
  "&a ", "*a", "<<: ", "|", "|\n", ">", "null", "0", "-1", "é", "🙂", "$", "\\", "\r", "\r\n", "\0",
  "\u{FEFF}", "\u{85}", "\u{2028}", "%", "---\n", "...\n", "? ", "!", "!!str ", ",", "@", "`",
]
