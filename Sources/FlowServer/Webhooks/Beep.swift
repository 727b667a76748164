internal import HTTPTransport

/// The beep after which a message is recorded: `GET /media/beep.wav`, which the service fetches.
enum Beep {
  /// Where it is.
  static let route = Route(
    "/media/beep.wav",
    access: .everybody,
    serves: .answers(bodyLimit: 0, ["GET": { _, _ in response }])
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

  private static let file: [UInt8] = {
    let samples = Array(repeatElement(wave, count: waves).joined())
    let bytes = samples.flatMap { sample in
      let sample = UInt16(bitPattern: sample)
      return [UInt8(sample & 0xFF), UInt8(sample >> 8)]
    }
    return wavHeader(rate: rate, bytes: bytes.count) + bytes
  }()
}
