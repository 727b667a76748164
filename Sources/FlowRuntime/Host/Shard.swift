internal import CallModel
internal import Synchronization

/// The calls of some partitions, and the one task that does everything about them.
///
/// Whatever is for a call waits in the inbox. A turn takes what waits, handles it call by call, and
/// commits all that came of it at once; what comes meanwhile is for the next turn. So nothing about
/// a call is decided in two places at a time, and the busier the host is, the more calls share the
/// cost of a commit.
///
/// Everybody who brings something waits for what becomes of it: the inbox holds no more than there are
/// requests, lanes and alarms, and load makes senders wait (SEMANTICS.md, rule 62).
final class Shard: Sendable {
  fileprivate struct Inbox {
    var letters: [Letter] = []
    /// Calls that had nothing to do since then leave memory.
    var evictsBefore: Timestamp?
    var isClosed = false
  }

  /// What a turn is about.
  fileprivate struct Work {
    var letters: [Letter]
    var evictsBefore: Timestamp?
  }

  private let number: Int
  private let inbox = Guarded(Inbox())
  private let doorbell = Doorbell()
  private let residentCount = Atomic(0)

  /// Makes a shard; its number tells it from the others.
  init(number: Int) {
    self.number = number
  }

  /// How many calls are in memory.
  var count: Int { residentCount.load(ordering: .relaxed) }

  /// How many letters wait for a turn.
  var waitingCount: Int { inbox.withLock { $0.letters.count } }

  /// Puts a letter in; its sender is told at once if none is taken any more.
  func post(_ letter: Letter) {
    let isTaken = inbox.withLock { inbox in
      guard !inbox.isClosed else { return false }
      inbox.letters.append(letter)
      return true
    }
    guard isTaken else { return letter.reply(.unavailable(.closed)) }
    doorbell.ring()
  }

  /// Lets calls leave memory that had nothing to do since that time.
  func evict(idleSince time: Timestamp) {
    inbox.withLock { $0.evictsBefore = time }
    doorbell.ring()
  }

  /// Takes no more letters; `run` returns when the last one is dealt with.
  func close() {
    inbox.withLock { $0.isClosed = true }
    doorbell.ring()
  }

  /// Takes turns until the shard is closed and nothing waits, or until the task is cancelled.
  func run(_ runner: CallRunner) async {
    var calls = ResidentCalls()
    while let work = await next({ runner.committer.rest(number) }) {
      if !work.letters.isEmpty { await runner.turn(work.letters, &calls, in: number) }
      if let time = work.evictsBefore { calls.evict(idleSince: time) }
      residentCount.store(calls.count, ordering: .relaxed)
    }
    close()
    for letter in takeAll() { letter.reply(.unavailable(.closed)) }
  }

  /// What the next turn is about, as soon as there is something; nil if there will be nothing.
  ///
  /// `rest` is called before there is a wait for it.
  private func next(_ rest: () -> Void) async -> Work? {
    while true {
      let isCancelled = Task.isCancelled
      let work = inbox.withLock { $0.take() }
      if !work.letters.isEmpty || work.evictsBefore != nil { return work }
      rest()
      if isCancelled || inbox.withLock({ $0.isClosed && $0.letters.isEmpty }) { return nil }
      await doorbell.wait()
    }
  }

  private func takeAll() -> [Letter] {
    inbox.withLock { inbox in
      defer { inbox.letters = [] }
      return inbox.letters
    }
  }
}

extension Shard.Inbox {
  fileprivate mutating func take() -> Shard.Work {
    let work = Shard.Work(
      letters: Array(letters.prefix(HostLimits.turnLetters)),
      evictsBefore: evictsBefore
    )
    letters.removeFirst(work.letters.count)
    evictsBefore = nil
    return work
  }
}

/// The shards of a host: a call is always at home in the same one.
struct Shards: Sendable {
  let all: [Shard]

  /// Makes shards; there is at least one.
  init(count: Int) {
    all = (0..<max(1, count)).map { Shard(number: $0) }
  }

  /// Where a call is at home.
  func home(of id: CallID) -> Shard {
    all[Int(Partition(of: id).number) % all.count]
  }

  /// How many calls are in memory.
  var callCount: Int { all.reduce(0) { $0 + $1.count } }
}
