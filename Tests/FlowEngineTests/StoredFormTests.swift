import CEL
import CallModel
import FieldCoding
import JSON
import TestSupport
import Testing

@testable import FlowEngine

/// What one version stores the next one reads: golden files hold the bytes of every stored type.
@Suite struct StoredFormTests {
  @Test func `every value is stored as its golden file has it`() throws {
    try check("values", StoredSamples.values)
    try check("commands", StoredSamples.commands)
    try check("events", StoredSamples.events)
    try check("inputs", StoredSamples.inputs)
    try check("effects", StoredSamples.effects)
    try check("memories", StoredSamples.memories)
    try check("frames", StoredSamples.frames)
    try check("operations", StoredSamples.operations)
    try check("recordings", StoredSamples.recordings)
    try check("callers", StoredSamples.callers)
    try check("state", [StoredSamples.state])
    try check("feeds", [StoredSamples.ownFeeds])
    try check("flags", [StoredSamples.inputWithFlags])
    try check("sealed", [StoredSamples.sealedInput])
  }

  @Test func `the samples have every case`() throws {
    try expectAllCases(StoredSamples.values)
    try expectAllCases(StoredSamples.commands)
    try expectAllCases(StoredSamples.events)
    try expectAllCases(StoredSamples.inputs)
    try expectAllCases(StoredSamples.effects)
    try expectAllCases(StoredSamples.memories)
    try expectAllCases(StoredSamples.frames.map(\.content))
    try expectAllCases(StoredSamples.statuses)
    try expectAllCases(StoredSamples.operations.compactMap(\.result))
    try expectAllCases(StoredSamples.owners)
    try expectAllCases(StoredSamples.owners.compactMap(\.errand))
    try expectAllCases(StoredSamples.recordings)
    try expectAllCases(StoredSamples.callers)
    try expectAllCases(StoredSamples.parties.parties.map(\.presence))
  }

  @Test func `the sample of the state stores every field it has`() throws {
    let stored = try object(StoredSamples.state.readableJSON)
    let names = Mirror(reflecting: StoredSamples.state).children.compactMap(\.label)
    #expect(stored.map(\.name).sorted() == names.filter { $0 != "unknownFields" }.sorted())
  }

  @Test func `what a later version adds to a state is kept and written back`() throws {
    var state = StoredSamples.state
    var later = try bytes(of: state)
    // The highest tag of two bytes: after all that this version has.
    let added: [UInt8] = [0xFF, 0x7F, 2, 0xAB, 0xCD]
    later += added
    state = try readFields(from: counted(later))
    #expect(state.unknownFields.count == 1)
    state.locale = "de-DE"
    var expected = StoredSamples.state
    expected.locale = "de-DE"
    #expect(try bytes(of: state) == bytes(of: expected) + added)
    #expect(try object(state.readableJSON)["field 16383"] == "5 bytes")
  }

  @Test func `what a later version adds within a state is kept by what changes it`() throws {
    // A party of a later version: its identifier, that it is present, and one field more.
    let party: [UInt8] = [1, 3, 0x34, 0x3A, 0x31, 2, 1, 2, 9, 1, 0xEE]
    let list: [UInt8] = [2, 1, 1, 3, UInt8(party.count + 1), UInt8(party.count)] + party
    var parties: PartyList = try readFields(from: counted(list))
    parties.reconcile(
      with: [Participant(identifier: Identifier(rawID: "4:1"), isMuted: true)],
      at: StoredSamples.time
    )
    let stored = try storeFields(parties)
    #expect(parties.parties.map(\.isMuted) == [true])
    #expect(stored.suffix(3) == [9, 1, 0xEE], "\(stored)")
  }

  @Test func `the deepest body that a server can answer with is stored in a state`() throws {
    // As deep as the host reads JSON.
    let body = (0..<64).reduce(CELValue.int(1)) { value, _ in .map(CELMap(texts: ["a": value])) }
    let answer = HTTPAnswer(status: 200, headers: [:], body: body)
    var state = StoredSamples.state
    state.operations.settle(1, .http(.response(answer)))
    state.records.fill("ask", with: .done(["body": body]))
    #expect(try readFields(from: storeFields(state)) == state)
    let deeper = (0..<200).reduce(body) { value, _ in .list([value]) }
    #expect(throws: FieldFailure.tooDeep(limit: 200)) { try storeFields(deeper) }
  }

  @Test func `a state that is cut off anywhere is refused`() throws {
    let stored = try storeFields(StoredSamples.state)
    for count in stored.indices {
      #expect(throws: FieldFailure.self) {
        try readFields(CallMachine.self, from: Array(stored[..<count]))
      }
    }
  }

  @Test func `broken bytes of a state are a state or a failure`() throws {
    var random = SeededGenerator()
    let stored = try storeFields(StoredSamples.state)
    for _ in 0..<5_000 {
      var bytes = stored
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.insert(UInt8.random(in: 0...9, using: &random), at: place)
        default: bytes.remove(at: place)
        }
      }
      expectNoTrap(bytes, random.seed)
    }
    for _ in 0..<5_000 {
      let count = Int.random(in: 0...64, using: &random)
      let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      expectNoTrap([UInt8(storedFormat), UInt8(count)] + bytes, random.seed)
    }
  }

  /// What is read of any bytes is a failure that says something, or is stored and read again.
  private func expectNoTrap(_ bytes: [UInt8], _ seed: UInt64) {
    do throws(FieldFailure) {
      let state = try readFields(CallState.self, from: bytes)
      let again = try storeFields(state)
      let second = try readFields(CallState.self, from: again)
      let third = try storeFields(second)
      #expect(third == again && !state.readableJSON.text().isEmpty, "TEST_SEED=\(seed)")
    } catch {
      #expect(!error.description.isEmpty)
    }
  }

  private func check<Value: FieldValue & Equatable>(_ name: String, _ values: [Value]) throws {
    var lines = ""
    for value in values {
      let bytes = try storeFields(value)
      #expect(try readFields(from: bytes) == value)
      let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
      lines += "\(value.readableJSON.text())\n\(digits)\n"
    }
    let difference = try checkGolden("Tests/FlowEngineTests/Stored/\(name).txt", lines)
    #expect(
      difference == nil,
      """
      \(difference ?? "")
      Lines that are new are right where a case or a sample is new. Where a line changed, what \
      servers have stored is read otherwise: give what is new a tag of its own instead. \
      UPDATE_FIXTURES=1 writes the file.
      """
    )
  }

  private func expectAllCases<Value: FieldCases>(_ values: [Value]) throws {
    // After the format and the length comes the tag.
    let stored = Set(try values.map { tag(in: try bytes(of: $0)) })
    #expect(stored == Set(Value.Tag.allCases.map(\.rawValue)), "\(Value.self)")
  }

  /// The tag that the fields begin with: seven bits a byte, the lowest first.
  private func tag(in bytes: [UInt8]) -> Int {
    var tag = 0
    for (place, byte) in bytes.enumerated() {
      tag |= Int(byte & 0x7f) << (7 * place)
      if byte < 0x80 { break }
    }
    return tag
  }

  /// The fields alone.
  private func bytes(of value: some FieldValue) throws -> [UInt8] {
    var output = FieldOutput()
    try value.write(to: &output)
    return output.bytes
  }

  /// Fields as they are stored.
  private func counted(_ fields: [UInt8]) throws -> [UInt8] {
    try storeFields(FieldBytes(fields))
  }

  private func object(_ json: JSONValue) throws -> JSONObject {
    guard case .object(let object) = json else {
      Issue.record("no object: \(json.text())")
      return JSONObject()
    }
    return object
  }
}

extension Operation.Owner {
  fileprivate var errand: Operation.Errand? {
    if case .call(let errand) = self { errand } else { nil }
  }
}
