import Cryptography
import Testing

@Suite struct RandomBytesTests {
  @Test func `as many bytes come as were asked for, and other ones each time`() throws {
    let first = try randomBytes(32)
    #expect(first.count == 32)
    #expect(try randomBytes(32) != first)
    #expect(try randomBytes(0).isEmpty)
  }

  @Test func `a number nobody can mean is refused`() {
    #expect(throws: RandomnessFailure.self) { try randomBytes(-1) }
    #expect(throws: RandomnessFailure.self) { try randomBytes(.max) }
  }
}
