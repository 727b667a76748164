internal import Diagnostics
package import Logging

/// Keeps each event of a log on a line of its own, without secrets, whatever its values hold: they
/// come from the network, from files and from callers.
///
/// A value is scrubbed, shortened and escaped (`quoted`); one that could be taken for more than one
/// value is set in quotation marks.
package struct LineLogHandler: LogHandler {
  private var inner: any LogHandler
  private let scrubber: Scrubber

  /// Makes a handler that hands what is safe on to another one.
  package init(_ inner: any LogHandler, scrubber: Scrubber) {
    self.inner = inner
    self.scrubber = scrubber
  }

  /// The least level that is logged.
  package var logLevel: Logger.Level {
    get { inner.logLevel }
    set { inner.logLevel = newValue }
  }

  /// What is logged with every event.
  package var metadata: Logger.Metadata {
    get { inner.metadata }
    set { inner.metadata = newValue.mapValues(safe) }
  }

  /// What is logged with every event, by name.
  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { inner[metadataKey: key] }
    set { inner[metadataKey: quoted(key)] = newValue.map(safe) }
  }

  /// Logs an event.
  package func log(event: LogEvent) {
    var metadata = event.metadata ?? [:]
    if let error = event.error { metadata["error"] = "\(error)" }
    var event = event
    event.message = "\(quoted(scrubber.scrub(event.message.description)))"
    event.metadata = [:]
    event.error = nil
    for (key, value) in metadata { event.metadata?[quoted(key)] = safe(value) }
    inner.log(event: event)
  }

  private func safe(_ value: Logger.Metadata.Value) -> Logger.Metadata.Value {
    let text = quoted(scrubber.scrub(value.description))
    guard text.contains(where: { $0 == " " || $0 == "=" || $0 == "\"" }) else { return "\(text)" }
    return "\"\(text.replacing("\"", with: "\\\""))\""
  }
}
