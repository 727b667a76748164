import FlowRuntime
import Logging

/// The log of a server: lines on standard error that no value from outside breaks or forges, and
/// without the secrets that the scrubber knows.
func operatorLog(scrubber: Scrubber) -> Logger {
  Logger(label: "flowctl") { label in
    LineLogHandler(StreamLogHandler.standardError(label: label), scrubber: scrubber)
  }
}
