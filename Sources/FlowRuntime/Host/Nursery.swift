/// Runs pieces of work as child tasks of one task, so that none outlives the host.
struct Nursery: Sendable {
  /// A piece of work.
  typealias Work = @Sendable () async -> Void

  private let stream: AsyncStream<Work>
  private let continuation: AsyncStream<Work>.Continuation

  /// Makes a nursery; what is started before it runs begins when it does.
  init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  /// Starts a piece of work; nothing happens once the nursery is closed.
  func start(_ work: @escaping Work) {
    continuation.yield(work)
  }

  /// Takes no more work.
  func close() {
    continuation.finish()
  }

  /// Runs what is started; returns when it is closed and all work has ended.
  func run() async {
    await withDiscardingTaskGroup { group in
      for await work in stream {
        group.addTask { await work() }
      }
    }
  }
}
