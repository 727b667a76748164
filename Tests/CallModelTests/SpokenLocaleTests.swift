import CallModel
import Testing

/// The locale in which a text is spoken.
@Suite struct SpokenLocaleTests {
  private static let samples: [(PlaySource, String?)] = [
    (PlaySource.text("Hola", locale: "es-MX", voice: "en-US-NancyNeural"), "es-MX"),
    (.text("Hola", locale: nil, voice: "es-MX-DaliaNeural"), "es-MX"),
    (.text("Hola", locale: nil, voice: "my-own-voice"), nil),
    (.text("Hola", locale: nil, voice: nil), nil), (.file(uri: "https://a.example/es-MX-a"), nil),
  ]

  @Test(arguments: samples)
  func `it is the text's own, or that of the voice's name`(source: PlaySource, locale: String?) {
    #expect(source.spokenLocale == locale)
  }
}
