internal import HTTPTransport

/// The beep after which a message is recorded: `GET /media/beep.wav`, which the service fetches.
enum Beep {
  /// Where it is.
  static let route = Route(
    "/media/beep.wav",
    access: .everybody,
    bodyLimit: 0,
    handlers: ["GET": { _, _ in response }]
  )

  /// The answer: a WAV file of the form the service plays (FACTS.md (g): mono, 16 kHz, 16 bit).
  static let response = HTTPResponse(
    status: 200,
    headers: ["Content-Type": "audio/wav", "Cache-Control": "public, max-age=86400"],
    body: file
  )

  private static let rate = 16_000
  /// One wave of 1 kHz: sixteen samples at 16 kHz, at a third of full scale.
  private static let wave: [Int16] = [
    0, 4180, 7723, 10_090, 10_922, 10_090, 7723, 4180,
    0, -4180, -7723, -10_090, -10_922, -10_090, -7723, -4180,
  ]
  /// Waves of 1 ms each.
  private static let waves = 400

  /// RIFF, its format, and the samples.
  private static let file: [UInt8] = {
    let samples = Array(repeatElement(wave, count: waves).joined())
    let bytes = samples.flatMap { number(UInt16(bitPattern: $0), 2) }
    let format = number(1, 2) + number(1, 2) + number(rate, 4) + number(rate * 2, 4)
    return Array("RIFF".utf8) + number(36 + bytes.count, 4) + Array("WAVEfmt ".utf8)
      + number(16, 4) + format + number(2, 2) + number(16, 2) + Array("data".utf8)
      + number(bytes.count, 4) + bytes
  }()

  /// A number in so many bytes, the lowest first.
  private static func number(_ value: some BinaryInteger, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
