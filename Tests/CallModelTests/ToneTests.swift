import CallModel
import Testing

@Suite struct ToneTests {
  @Test(arguments: Tone.allCases)
  func `every key has a character that reads back`(tone: Tone) {
    #expect(Tone(tone.character) == tone)
    #expect(Tone.parse(String(tone.character)) == [tone])
  }

  @Test func `tones are read as authors write them`() {
    #expect(Tone.parse("0*#a") == [.zero, .asterisk, .pound, .a])
    #expect(Tone.parse("star") == [.asterisk])
    #expect(Tone.parse("pound") == [.pound])
    #expect(Tone.parse("") == nil)
    #expect(Tone.parse("1e") == nil)
    #expect(Tone.parse("1 2") == nil)
    #expect([Tone.one, .pound].characters == "1#")
  }

  @Test func `the wire's words are the raw values`() {
    let words = Tone.allCases.map(\.rawValue).joined(separator: " ")
    #expect(
      words
        == "zero one two three four five six seven eight nine a b c d pound asterisk"
    )
  }
}
