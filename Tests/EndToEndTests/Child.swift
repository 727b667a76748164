import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

/// All tests that start processes: one after the other, on a machine that may have two cores.
@Suite(.serialized) enum EndToEnd {}

/// A `flowctl` as a process of its own, with its output line by line.
///
/// It is started with `posix_spawn` and awaited by a thread of its own: Foundation's `Process` now
/// and then never tells that a child has ended.
final class Child: Sendable {
  /// The process as long as it runs.
  private let running: Mutex<pid_t?>
  private let lines: Lines
  private let ending: AsyncStream<Int32>
  /// Where what is entered goes; nil where nothing can be.
  private let keyboard: Mutex<Int32?>
  let output: AsyncStream<String>

  /// Starts `flowctl` with these arguments; both its outputs are read.
  ///
  /// It begins in the package's folder, or in another one; `program` is another one than `flowctl`.
  /// With `terminal` it has a terminal of its own for all three streams, with `input` its input is
  /// what is entered.
  init(
    _ arguments: [String],
    input: Bool = false,
    terminal: Bool = false,
    environment: [String: String] = [:],
    folder: String = Child.packageRoot.path,
    program: String? = nil
  ) throws {
    let (stream, continuation) = AsyncStream.makeStream(of: String.self)
    let (ending, ended) = AsyncStream.makeStream(of: Int32.self)
    let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Children begin where their parent is.
    _ = FileManager.default.changeCurrentDirectoryPath(folder)
    let streams = try Streams(input: input, terminal: terminal)
    defer { streams.closeOthers() }
    let descriptor = streams.output
    let identifier = try spawnProgram(
      program ?? Self.executable().path,
      arguments,
      environment: all,
      input: streams.childInput,
      output: streams.childOutput,
      errors: streams.childOutput
    )
    keyboard = Mutex(streams.keyboard)
    lines = Lines(continuation)
    running = Mutex(identifier)
    self.ending = ending
    self.output = stream
    Thread.detachNewThread { [self] in
      readToEnd(descriptor)
      var status: Int32 = 0
      waitpid(identifier, &status, 0)
      running.withLock { $0 = nil }
      ended.yield(status & 0x7F == 0 ? (status >> 8) & 0xFF : -1)
      ended.finish()
      lines.finish()
    }
  }

  /// Runs a line of the shell, in which `$FLOWCTL` is the program.
  convenience init(shell line: String, folder: String = Child.packageRoot.path) throws {
    let environment = ["FLOWCTL": try Self.executable().path]
    try self.init(["-c", line], environment: environment, folder: folder, program: "/bin/sh")
  }

  private func readToEnd(_ descriptor: Int32) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      lines.take(Data(buffer[..<count]))
    }
    close(descriptor)
  }

  /// Enters something.
  func enter(_ text: String) {
    keyboard.withLock { descriptor in
      guard let descriptor else { return }
      withoutPipeSignal {
        _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      }
    }
  }

  /// Ends what is entered.
  func endInput() {
    keyboard.withLock { descriptor in
      if let open = descriptor { close(open) }
      descriptor = nil
    }
  }

  /// All lines so far.
  var text: String { lines.all.joined(separator: "\n") }

  /// Reads lines until one holds the text; false where the output ends before.
  func waitForLine(_ text: String) async -> Bool {
    for await line in output where line.contains(text) { return true }
    return false
  }

  /// Waits until the process is over and all it wrote is read; returns its exit code, the first
  /// time it is asked, and -1 for a process that a signal ended.
  func exitCode() async -> Int32 {
    for await _ in output {}
    for await code in ending { return code }
    return -1
  }

  /// Asks the process to end in order.
  func terminate() { send(SIGTERM) }

  /// Ends the process at once, as a power cut would.
  func kill() { send(SIGKILL) }

  private func send(_ signal: Int32) {
    running.withLock { identifier in
      if let identifier { _ = Glibc.kill(identifier, signal) }
    }
  }

  /// The package's folder.
  static let packageRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// `flowctl` beside the test bundle.
  static func executable() throws -> URL {
    var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    for _ in 0..<4 {
      let candidate = folder.appending(path: "flowctl")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    throw CocoaError(.fileNoSuchFile)
  }
}

/// Does something on this thread that the system ends no process for: that a child has ended and reads
/// nothing any more is for the test to say.
private func withoutPipeSignal(_ body: () -> Void) {
  var (signals, before) = (sigset_t(), sigset_t())
  sigemptyset(&signals)
  sigaddset(&signals, SIGPIPE)
  pthread_sigmask(SIG_BLOCK, &signals, &before)
  body()
  var (pending, taken) = (sigset_t(), Int32(0))
  sigpending(&pending)
  if sigismember(&pending, SIGPIPE) == 1 { sigwait(&signals, &taken) }
  pthread_sigmask(SIG_SETMASK, &before, nil)
}

/// The ends of a child's streams, on this side and on its own.
private struct Streams {
  let output: Int32
  let childOutput: Int32
  var keyboard: Int32?
  var childInput: Int32?

  init(input: Bool, terminal: Bool) throws {
    if terminal {
      let (ours, theirs) = try Self.terminal()
      (output, childOutput, childInput) = (ours, theirs, theirs)
      keyboard = dup(ours)
      return
    }
    (output, childOutput) = try Self.pair()
    if input { (childInput, keyboard) = try Self.pair() }
  }

  /// Closes the child's ends.
  func closeOthers() {
    close(childOutput)
    if let childInput, childInput != childOutput { close(childInput) }
  }

  private static func pair() throws -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    return (ends[0], ends[1])
  }

  private static func terminal() throws -> (ours: Int32, theirs: Int32) {
    // pts(4): TIOCSPTLCK unlocks the other end, TIOCGPTN tells its number.
    let ours = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (lock, number): (Int32, Int32) = (0, 0)
    let isMade =
      ours >= 0 && ioctl(ours, 0x4004_5431, &lock) == 0 && ioctl(ours, 0x8004_5430, &number) == 0
    try #require(isMade)
    let theirs = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    let isOpen = theirs >= 0
    try #require(isOpen)
    return (ours, theirs)
  }
}

/// Bytes cut into lines, kept and handed on.
private final class Lines: Sendable {
  private let state = Mutex<(rest: Data, lines: [String])>((Data(), []))
  private let continuation: AsyncStream<String>.Continuation

  init(_ continuation: AsyncStream<String>.Continuation) {
    self.continuation = continuation
  }

  var all: [String] { state.withLock { $0.lines } }

  func take(_ data: Data) {
    state.withLock { state in
      state.rest += data
      while let end = state.rest.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: state.rest[state.rest.startIndex..<end], as: UTF8.self)
        state.rest = Data(state.rest[(end + 1)...])
        state.lines.append(line)
        continuation.yield(line)
      }
    }
  }

  func finish() {
    state.withLock { state in
      guard !state.rest.isEmpty else { return }
      state.lines.append(String(decoding: state.rest, as: UTF8.self))
      state.rest = Data()
    }
    continuation.finish()
  }
}

/// A folder that goes with its owner.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "flowctl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    do { try FileManager.default.removeItem(at: url) } catch { print("not removed: \(error)") }
  }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ name: String, _ bytes: Data) throws -> String {
    let file = url.appending(path: name)
    let folder = file.deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try bytes.write(to: file)
    return file.path
  }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Data(text.utf8))
  }

  var path: String { url.path }
}
