internal import CallAutomation
package import CallModel
internal import Diagnostics
internal import JSON
package import Logging

/// Writes each event of a log as a JSON object on a line of its own, for machines to read.
///
/// The members are `time` (RFC 3339), `level` and `message`, then the metadata by name, numbers as
/// such and all else as texts; one of those three names stands with `_` before it. Texts are scrubbed,
/// shortened and escaped as in the text form (`LineLogHandler`).
package struct JSONLogHandler: LogHandler {
  private let scrubber: Scrubber
  private let now: @Sendable () -> Timestamp
  private let write: @Sendable (String) -> Void

  /// The least level that is logged.
  package var logLevel = Logger.Level.info
  /// What is logged with every event.
  package var metadata: Logger.Metadata = [:]

  /// Makes a handler; `write` is given whole lines, with their ends.
  package init(
    scrubber: Scrubber,
    now: @escaping @Sendable () -> Timestamp,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.scrubber = scrubber
    self.now = now
    self.write = write
  }

  /// What is logged with every event, by name.
  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Logs an event.
  package func log(event: LogEvent) {
    var object: JSONObject = [:]
    object["time"] = .string(now().isoDateTime + "Z")
    object["level"] = .string(event.level.rawValue)
    object["message"] = .string(safe(event.message.description))
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    for (key, value) in all.sorted(by: { $0.key < $1.key }) {
      object[Self.name(quoted(key))] = json(value)
    }
    if let error = event.error { object[Self.name("error")] = .string(safe("\(error)")) }
    write(JSONValue.object(object).text(in: .compact) + "\n")
  }

  private static func name(_ key: String) -> String {
    ["time", "level", "message"].contains(key) ? "_\(key)" : key
  }

  private func json(_ value: Logger.Metadata.Value) -> JSONValue {
    guard case .stringConvertible(let number as Int) = value else {
      return .string(safe(value.description))
    }
    return .integer(number)
  }

  private func safe(_ text: String) -> String { quoted(scrubber.scrub(text)) }
}
