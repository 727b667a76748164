import Foundation
import Synchronization

/// Says prompts aloud, one after the other, through `espeak-ng`.
final class Speech: Sendable {
  private struct State {
    var queue: [(text: String, language: String?)] = []
    var isSpeaking = false
    var process: pid_t?

    /// What is to be said next.
    mutating func next() -> (text: String, language: String?)? {
      guard !queue.isEmpty else {
        isSpeaking = false
        return nil
      }
      return queue.removeFirst()
    }
  }

  private let program: String
  private let state = Mutex(State())

  /// Finds the program.
  init() throws {
    let folders = (environmentValue("PATH") ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    let path = folders.map { "\($0)/espeak-ng" }.first { (path: String) in access(path, X_OK) == 0 }
    guard let path else {
      throw Complaint("--speak needs espeak-ng, which is not installed: apt-get install espeak-ng")
    }
    program = path
  }

  /// Says a text after what is being said, in a language such as `es-MX`.
  func say(_ text: String, in locale: String?) {
    // A voice for each country is not there; one for each language is.
    let language = locale.map { String($0.prefix { $0 != "-" }).lowercased() }
    let begins = state.withLock { state in
      state.queue.append((text, language))
      defer { state.isSpeaking = true }
      return !state.isSpeaking
    }
    if begins { Thread.detachNewThread { [self] in speak() } }
  }

  /// Stops at once, as a prompt does that is cut off.
  func stop() {
    state.withLock { state in
      state.queue = []
      if let process = state.process { kill(process, SIGTERM) }
    }
  }

  private func speak() {
    while let (text, language) = state.withLock({ $0.next() }) {
      var arguments = [program]
      if let language { arguments += ["-v", language] }
      guard let process = spawn(arguments + ["--", text]) else { continue }
      state.withLock { $0.process = process }
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
      state.withLock { $0.process = nil }
    }
  }

  /// Starts the program with neither input nor output; nil where that is not possible.
  private func spawn(_ arguments: [String]) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var process = pid_t()
    return posix_spawn(&process, program, &actions, nil, &pointers, environ) == 0 ? process : nil
  }
}
