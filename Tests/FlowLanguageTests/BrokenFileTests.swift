import Diagnostics
import FlowLanguage
import TestSupport
import Testing

@Suite struct BrokenFileTests {
  @Test func `an empty file has no flow`() {
    #expect(compile("").codes == [.emptyDocument])
    #expect(compile("# Only a comment.\n").codes == [.emptyDocument])
  }

  @Test func `bytes that are not UTF-8 are said and read all the same`() throws {
    let bytes = Array("flow: a\ndescription: ".utf8) + [0xFF] + Array("\n".utf8)
    let project = compile([ProjectFile(path: "a.yaml", bytes: bytes)])
    #expect(project.codes.contains(.notUTF8))
    #expect(project.programs.isEmpty)
  }

  @Test(arguments: [
    Array("flow: \u{1}\ndescription: ".utf8) + [0xFF],
    Array("flow: a\n\tblocks: ".utf8) + [0xFF], [0x66, 0x00, 0x6C, 0x00, 0x6F, 0x00],
  ])
  func `of a file that is not UTF-8 nothing else is said`(bytes: [UInt8]) {
    #expect(compile([ProjectFile(path: "a.yaml", bytes: bytes)]).codes == [.notUTF8])
  }

  @Test func `a second document is refused`() {
    let project = compile("flow: a\nblocks: { main: [answer, hangUp] }\n---\nflow: b\n")
    #expect(project.codes == [.severalDocuments])
  }

  @Test(arguments: ["[", "{", "- ", "a: ", "\"", "*", "&a ", "|\n", "${", "\u{0}", "é", "\r"])
  func `a megabyte of anything settles`(piece: String) {
    let count = 1 << 20
    let text = String(repeating: piece, count: count / piece.utf8.count)
    let project = compile(text)
    #expect(project.programs.isEmpty)
    #expect(!project.findings.isEmpty)
  }

  /// What was read before the break is right, so nothing but the break is to be said: above all
  /// not that something is missing that may stand after it.
  @Test func `a flow that is cut off has only the cut said about it`() throws {
    for file in try sampleFlows() where !file.isConfiguration {
      let lines = String(decoding: file.bytes, as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false)
      for count in lines.indices {
        let text = lines[..<count].joined(separator: "\n") + "\n\"never closed"
        let codes = Set(compile(text).codes)
        #expect(
          codes.isSubset(of: [.yamlSyntax, .emptyDocument]),
          "\(file.path) cut before line \(count + 1): \(codes.map(\.rawValue))"
        )
      }
    }
  }

  /// Cuts, doubles and swaps bytes and lines: whatever comes of it, compiling settles, and there
  /// is a program exactly if there is no error.
  @Test func `a flow that is changed at random never traps the compiler`() throws {
    var random = SeededGenerator()
    let flows = try sampleFlows().filter { !$0.isConfiguration }
    for round in 0..<1_500 {
      let file = flows[Int.random(in: flows.indices, using: &random)]
      let bytes = mutated(file.bytes, using: &random)
      let project = compile([ProjectFile(path: file.path, bytes: bytes)])
      #expect(
        project.findings.hasErrors == project.programs.isEmpty,
        "seed \(random.seed), round \(round) of \(file.path)"
      )
    }
  }

  private func mutated(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for _ in 0...Int.random(in: 0..<3, using: &random) {
      let line = Int.random(in: lines.indices, using: &random)
      let other = Int.random(in: lines.indices, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0 where lines.count > 1: lines.remove(at: line)
      case 1: lines.insert(lines[other], at: line)
      case 2: lines.swapAt(line, other)
      case 3 where !lines[line].isEmpty:
        lines[line].remove(at: lines[line].indices.randomElement(using: &random) ?? 0)
      case 4 where !lines[line].isEmpty:
        let place = lines[line].indices.randomElement(using: &random) ?? 0
        let piece = Self.pieces.randomElement(using: &random) ?? " "
        lines[line].insert(contentsOf: Array(piece.utf8), at: place)
      default:
        guard lines[line].count > 1 else { continue }
        let places = [lines[line].startIndex, lines[line].endIndex - 1]
        lines[line].swapAt(places[0], places[1])
      }
    }
    return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
  }

  private static let pieces = [
    ":", "-", " ", "  ", "{", "}", "[", "]", "\"", "'", "#", "${", "}", "\t", "*", "&", "|", ">",
    "null", "0", "é", "🙂", "$", "\\",
  ]
}

@Suite struct LimitTests {
  private func flow(_ steps: some Sequence<String>, head: String = "") -> String {
    "flow: a\n\(head)blocks:\n  main:\n    - answer\n" + steps.joined() + "    - hangUp\n"
  }

  @Test func `a flow of very many steps is refused, of just enough is not`() {
    let step = "    - play: Hello there.\n"
    #expect(compile(flow(repeatElement(step, count: 1_998))).findings.isEmpty)
    let project = compile(flow(repeatElement(step, count: 1_999)))
    #expect(project.codes == [.valueOutOfRange])
    #expect(project.programs.isEmpty)
  }

  @Test func `very many results settle`() {
    let steps = (0..<1_900).map { "    - wait: 1s\n      id: w\($0)\n" }
    #expect(compile(flow(steps)).findings.isEmpty)
  }

  @Test func `very many misspelt names settle, the first with suggestions`() {
    let steps = (0..<1_500).map { "    - play: promt\($0)\n" }
    let prompts = (0..<4_000).map { "  prompt\($0): Hello there.\n" }
    let project = compile(flow(steps, head: "prompts:\n" + prompts.joined()))
    #expect(project.findings.count == 1_500)
    #expect(project.findings.first?.help?.hasPrefix("did you mean") == true)
  }

  @Test func `a prompt of many expressions in many places is refused`() {
    let steps = repeatElement("    - play: long\n", count: 1_500)
    let text = String(repeating: "${string(now)} ", count: 500)
    let project = compile(flow(steps, head: "prompts:\n  long: \(text)\n"))
    #expect(project.codes == [.valueOutOfRange])
  }

  @Test func `very many allowances settle, and are said to be too many`() {
    let comments = repeatElement("    # flowctl:allow unused-name no reason\n", count: 20_000)
    let project = compile(flow(comments))
    #expect(project.findings.filter { $0.code == .valueOutOfRange }.count == 1)
    #expect(project.findings.filter { $0.code == .unusedAllowance }.count == 200)
  }

  @Test func `a list of names in a line of help ends somewhere`() throws {
    let prompts = (0..<4_000).map { "  prompt\($0): Hello there.\n" }
    let blocks = (0..<500).map { "  block\($0):\n    - hangUp\n" }
    let text = flow(["    - goto: nowhere\n"], head: "prompts:\n" + prompts.joined())
    let project = compile(text + blocks.joined())
    let finding = try #require(project.findings.first { $0.code == .unknownName })
    #expect((finding.help ?? "").count < 500)
  }
}
