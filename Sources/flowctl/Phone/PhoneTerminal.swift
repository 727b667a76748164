import CShims
import Diagnostics
import Foundation

/// Where a phone is shown and its keys are pressed: a terminal, or two streams of lines.
///
/// What is shown comes from flows and from other phones, and is escaped here. Of a terminal the last
/// line is what is being entered; all else stands above it.
struct PhoneTerminal {
  /// Whether keys come one by one, as they are pressed.
  let hasKeys: Bool
  private let usesColor: Bool
  private let began = ContinuousClock.now
  /// Whether nobody reads what is shown any more.
  private(set) var isClosed = false
  /// The line that is being entered.
  private var entry = ""

  /// Takes the terminal, where there is one.
  init() {
    let isTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    hasKeys = isTerminal && cshims_terminal_take(STDIN_FILENO) == 0
    usesColor = hasKeys && environmentValue("NO_COLOR") == nil
    // A closed output is noticed where it is written to.
    signal(SIGPIPE, SIG_IGN)
  }

  /// Gives the terminal back.
  func restore() {
    cshims_terminal_restore()
  }

  /// Says something: a word for what it is, and the rest.
  mutating func tell(_ word: String, _ text: String = "") {
    let elapsed = ContinuousClock.now - began
    let tenths =
      elapsed.components.seconds * 10 + elapsed.components.attoseconds / 100_000_000_000_000_000
    let time = "\(tenths / 10).\(tenths % 10)"
    let padding = String(repeating: " ", count: max(0, 6 - time.count))
    let line = quoted(text.isEmpty ? word : "\(word)  \(text)", limit: QuotingLimits.sentence)
    let shown =
      usesColor ? "\u{1B}[2m\(padding)\(time)\u{1B}[0m  \(line)" : "\(padding)\(time)  \(line)"
    write((hasKeys ? "\r\u{1B}[K" : "") + shown + "\n" + (hasKeys ? prompt : ""))
  }

  /// Shows what is being entered.
  mutating func show(entry: String) {
    self.entry = entry
    if hasKeys { write("\r\u{1B}[K" + prompt) }
  }

  /// Clears the line that was entered, at the end.
  mutating func finish() {
    if hasKeys { write("\r\u{1B}[K") }
  }

  private var prompt: String { "> " + quoted(entry) }

  private mutating func write(_ text: String) {
    guard !isClosed else { return }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes {
        Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if errno != EINTR {
        isClosed = true
        return
      }
    }
  }
}
