import CallModel
import Testing

@testable import FlowEngine

/// Values that are said as what they are.
@Suite struct SpokenTests {
  /// What a text is sent as, or how the step fails.
  private func sent(
    _ text: String,
    variables: String = "code: string = A<1",
    voices: String = "{ en-US: { name: \"O'Hara\", custom: e-1 } }"
  ) throws -> (source: PlaySource?, steps: [String]) {
    var call = try Conversation(
      "main: [answer, { play: { text: \"\(text)\" }, on: { failed: hangUp } }, hangUp]",
      top: "variables: { \(variables) }",
      voices: voices
    )
    call.connect()
    for case .send(let send) in call.effects {
      if case .play(let play) = send.command { return (play.sources.first, call.steps) }
    }
    return (nil, call.steps)
  }

  private func document(_ words: String) -> PlaySource {
    .ssml(
      "<speak version=\"1.0\" xmlns=\"http://www.w3.org/2001/10/synthesis\" xml:lang=\"en-US\">"
        + "<voice name=\"O&apos;Hara\">\(words)</voice></speak>",
      endpoint: "e-1"
    )
  }

  private static func sayAs(_ kind: String, _ text: String) -> String {
    "<say-as interpret-as=\"\(kind)\">\(text)</say-as>"
  }

  @Test(arguments: [
    ("spoken.digits('0421')", sayAs("number_digit", "0421")),
    ("spoken.digits(42)", sayAs("number_digit", "42")),
    ("spoken.digits(code)", sayAs("characters", "A&lt;1")),
    (
      "spoken.date(timestamp('2026-12-01T03:30:00Z'), '-06:00')",
      "<say-as interpret-as=\"date\" format=\"ymd\">2026-11-30</say-as>"
    ),
    (
      "spoken.time(timestamp('2026-12-01T03:30:59Z'), '-06:00')",
      "<say-as interpret-as=\"time\" format=\"hms24\">21:30</say-as>"
    ),
    (
      "spoken.time(timestamp('2026-12-01T03:30:00Z'), '+05:30')",
      "<say-as interpret-as=\"time\" format=\"hms24\">09:00</say-as>"
    ),
    ("spoken.money(12, 'USD')", sayAs("currency", "12 USD")),
    ("spoken.money(12.5, 'EUR')", sayAs("currency", "12.50 EUR")),
    ("spoken.money(0.1 + 0.2, 'EUR')", sayAs("currency", "0.30 EUR")),
    ("spoken.money(-0.07, 'EUR')", sayAs("currency", "-0.07 EUR")),
    ("spoken.phone('+12065551212')", sayAs("telephone", "+12065551212")),
    ("spoken.phone(phoneNumber('+12065551212'))", sayAs("telephone", "+12065551212")),
  ])
  func `a spoken value makes its text SSML, in which all else is escaped`(
    expression: String,
    markup: String
  ) throws {
    let (source, _) = try sent("A & B: ${\(expression)}, ${code}")
    #expect(source == document("A &amp; B: \(markup), A&lt;1"))
  }

  @Test func `a text without a spoken value stays a text`() throws {
    let (source, _) = try sent("A & B: ${code}")
    #expect(source == .text("A & B: A<1", locale: "en-US", voice: "O'Hara", endpoint: "e-1"))
  }

  @Test(arguments: [
    ("spoken.phone(text)", "text: string = Kim"),
    ("spoken.digits(text.replace('x', ' '))", "text: string = x"),
    ("spoken.money(amount, 'USD')", "amount: double = 1e300"),
    ("spoken.money(1, text)", "text: string = dollars"),
  ])
  func `what cannot be said so fails the step, and is not quoted`(
    expression: String,
    variables: String
  ) throws {
    let (source, steps) = try sent("It is ${\(expression)}.", variables: variables)
    #expect(source == nil)
    #expect(steps.contains { $0.contains("→ failed") }, "\(steps)")
    #expect(!steps.contains { $0.contains("Kim") || $0.contains("dollars") }, "\(steps)")
  }
}
