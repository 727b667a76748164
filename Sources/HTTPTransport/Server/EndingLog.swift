internal import Logging

/// The log of the library that serves, without what it says of a server that is cancelled: another
/// part of the program has failed, and says why.
struct EndingLog: LogHandler {
  private let logger: Logger
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  init(_ logger: Logger) {
    self.logger = logger
    logLevel = logger.logLevel
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    guard !event.message.description.hasSuffix("CancellationError()") else { return }
    logger.log(
      level: event.level,
      event.message,
      metadata: metadata.merging(event.metadata ?? [:]) { $1 },
      source: event.source,
      file: event.file,
      function: event.function,
      line: event.line
    )
  }
}
