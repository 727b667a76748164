internal import CallModel

/// What somebody else gives, and is kept: keys, a token.
///
/// One fetch is under way at a time, however many ask, and the next one begins no sooner than a
/// pause after it. What was fetched stays until something else was.
actor Fetched<Value: Sendable> {
  /// What was fetched last.
  struct Held {
    let value: Value
    /// When it was asked for, and when it came.
    let asked: Timestamp
    let since: Timestamp
  }

  private let now: @Sendable () -> Timestamp
  private let pause: @Sendable (_ failures: Int) -> Milliseconds
  private let fetch: @Sendable () async -> Result<Value, FetchFailure>
  private var failures = 0
  private var next: Timestamp?
  private var fetching: Task<Void, Never>?

  /// What was fetched last; nil where nothing ever was, or it was forgotten.
  private(set) var held: Held?
  /// Why the last fetch came to nothing; nil where it did not.
  private(set) var failure: FetchFailure?

  /// Fetches nothing yet; the pause after a fetch is told how many in a row have failed.
  init(
    now: @escaping @Sendable () -> Timestamp,
    pause: @escaping @Sendable (_ failures: Int) -> Milliseconds,
    fetch: @escaping @Sendable () async -> Result<Value, FetchFailure>
  ) {
    self.now = now
    self.pause = pause
    self.fetch = fetch
  }

  /// Begins a fetch, unless one is under way or was a moment ago.
  func begin() {
    guard fetching == nil, next.map({ now() >= $0 }) ?? true else { return }
    let asked = now()
    fetching = Task {
      let result = await fetch()
      finished(result, askedAt: asked)
    }
  }

  /// The same, and waits for the one under way.
  func finish() async {
    begin()
    await fetching?.value
  }

  /// Forgets what is held, if it is as said.
  func forget(where isMeant: (Value) -> Bool) {
    if let held, isMeant(held.value) { self.held = nil }
  }

  private func finished(_ result: Result<Value, FetchFailure>, askedAt asked: Timestamp) {
    fetching = nil
    switch result {
    case .success(let value):
      held = Held(value: value, asked: asked, since: now())
      failure = nil
      failures = 0
    case .failure(let reason):
      failure = reason
      failures += 1
    }
    next = now() + pause(failures)
  }
}

/// Why a fetch came to nothing.
struct FetchFailure: Error, CustomStringConvertible {
  let description: String
}
