internal import Synchronization

/// The body of a response on its way to who takes it piece by piece; the sender waits while as much as
/// `window` is not taken.
final class BodyFlow: Sendable {
  /// The pieces, in order, until the transfer has ended.
  let pieces: AsyncStream<[UInt8]>

  private struct State {
    /// Bytes that are not taken.
    var waiting = 0
    var isPaused = false
  }

  /// How many bytes may wait to be taken, give or take one piece.
  private static let window = 1 << 20

  private let continuation: AsyncStream<[UInt8]>.Continuation
  private let state = Mutex(State())

  init() {
    (pieces, continuation) = AsyncStream.makeStream(of: [UInt8].self)
  }

  /// Whether the sender waits.
  var isPaused: Bool { state.withLock { $0.isPaused } }

  /// Takes in a piece; false where the sender is to wait, and to give it again then.
  func offer(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let isTaken = state.withLock { state in
      state.isPaused = state.waiting >= Self.window
      if !state.isPaused { state.waiting += bytes.count }
      return !state.isPaused
    }
    if isTaken { continuation.yield(Array(bytes)) }
    return isTaken
  }

  /// Notes that a piece is dealt with; true where the sender waits and is to go on.
  func took(_ count: Int) -> Bool {
    state.withLock { state in
      state.waiting -= count
      guard state.isPaused, state.waiting <= Self.window / 2 else { return false }
      state.isPaused = false
      return true
    }
  }

  /// Ends the pieces.
  func finish() { continuation.finish() }
}
