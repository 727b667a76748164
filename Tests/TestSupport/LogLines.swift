package import Logging
import Synchronization

/// What was logged, a line each: the level, the message, and the metadata by name.
package final class LogLines: Sendable {
  private let all = Mutex<[String]>([])

  /// Keeps nothing yet.
  package init() {}

  /// The lines so far, in order.
  package var lines: [String] { all.withLock { $0 } }

  /// A logger that writes here, everything from `debug` up.
  package var logger: Logger {
    var logger = Logger(label: "test") { _ in self.handler }
    logger.logLevel = .debug
    return logger
  }

  /// A handler that writes here.
  package var handler: any LogHandler { Handler(lines: self) }

  private struct Handler: LogHandler {
    let lines: LogLines
    var logLevel = Logger.Level.debug
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = metadata.merging(event.metadata ?? [:]) { $1 }
      let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
      lines.all.withLock { $0.append("\(event.level) \(event.message)\(pairs.joined())") }
    }
  }
}
