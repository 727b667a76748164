import CallAutomation
import CallModel
import TestSupport
import Testing

/// Feeds the decoders what no service would send; only a trap can fail these.
@Suite struct FuzzTests {
  @Test func `every truncation of every recorded body is survived`() throws {
    for body in try bodies() {
      for length in 0..<body.count {
        decodeEverything(Array(body.prefix(length)))
      }
    }
  }

  @Test func `mutations are survived`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let bodies = try bodies()
    for _ in 0..<5_000 {
      var body = bodies[Int.random(in: bodies.indices, using: &random)]
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: body.indices, using: &random)
        switch Int.random(in: 0...2, using: &random) {
        case 0: body[place] = UInt8.random(in: 0...255, using: &random)
        case 1: body.remove(at: place)
        default: body.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: place)
        }
      }
      decodeEverything(body)
    }
  }

  private let tokens = ["{", "}", "[", "]", "\"", "null", "-1e99", "9999999999999999999", "\\u"]
    .map { Array($0.utf8) }

  private func bodies() throws -> [[UInt8]] {
    try ["Events", "EventGrid", "Media"].flatMap { folder in
      try fixtureNames(in: folder).map { try fixture("\(folder)/\($0)") }
    }
  }

  private func decodeEverything(_ body: [UInt8]) {
    _ = decodeCallbacks(body)
    _ = decodeEventGrid(body)
    _ = try? decodeMediaFrame(body)
    _ = decodeAnswer(to: .startRecording(.mixed), status: 200, body: body)
    _ = decodeRead(.participants, status: 404, body: body)
  }
}
