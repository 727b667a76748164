internal import Synchronization

/// A value that one thread at a time changes.
///
/// What is decided and what is done about it belong into one `withLock`: between two of them any
/// other thread may come. To find where that was forgotten, tests hold each thread before and after
/// each turn and let them go in the order of a seed.
struct Guarded<Value: Sendable>: ~Copyable, Sendable {
  private let mutex: Mutex<Value>

  /// Makes a guard of a value.
  init(_ value: Value) {
    mutex = Mutex(value)
  }

  /// Looks at the value and changes it, with nobody else in between.
  ///
  /// Inside of one, no other may be entered.
  func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
    Checkpoint.pass()
    defer { Checkpoint.pass() }
    return mutex.withLock { body(&$0) }
  }
}

/// Where a thread can be held by a test; nowhere in production.
enum Checkpoint {
  /// Holds the thread that calls it until it may go on.
  @TaskLocal static var hold: (@Sendable () -> Void)?

  /// Goes by a checkpoint.
  static func pass() { hold?() }
}
