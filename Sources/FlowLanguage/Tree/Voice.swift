/// The voice that speaks a language.
package struct Voice: Hashable, Sendable {
  /// Its name, such as `en-US-NancyNeural`.
  package let name: String
  /// The endpoint of a custom voice, or nil for one of the service's.
  package let endpoint: String?

  init(name: String, endpoint: String? = nil) {
    self.name = name
    self.endpoint = endpoint
  }
}
