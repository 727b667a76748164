import ArgumentParser
import FlowRuntime
import Foundation
import Logging

/// How a server's log is written.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json
}

/// The log of a server: lines on standard error that no value from outside breaks or forges, and
/// without the secrets that the scrubber knows.
func operatorLog(scrubber: Scrubber, format: LogFormat = .text) -> Logger {
  Logger(label: "flowctl") { label in
    switch format {
    case .text: LineLogHandler(StreamLogHandler.standardError(label: label), scrubber: scrubber)
    case .json:
      JSONLogHandler(scrubber: scrubber, now: { HostTime.system.ofMachine }) {
        // One write a line: the kernel keeps those of several threads apart.
        writeToStandardError($0)
      }
    }
  }
}
