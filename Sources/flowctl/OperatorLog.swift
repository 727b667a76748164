import FlowRuntime
import Logging

/// The log of a server: lines on standard error that no value from outside breaks or forges.
func operatorLog() -> Logger {
  Logger(label: "flowctl") { label in
    LineLogHandler(StreamLogHandler.standardError(label: label))
  }
}
