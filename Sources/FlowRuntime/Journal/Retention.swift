package import CallModel
package import Logging

/// A journal that can erase what ended calls have left, a little at a time.
package protocol ErasableJournal: Sendable {
  /// Erases a little of what calls have left that ended before a time: their entries and values.
  /// Counts, times and how they ended stay. False where nothing was left to erase.
  func erase(endedBefore time: Timestamp) async throws(JournalError) -> Bool

  /// Gives a little of the space back that nothing needs; false where none was left to give.
  func shrink() async throws(JournalError) -> Bool

  /// Sees to it that keys and values that were deleted stand nowhere any more, neither in the file
  /// nor beside it; false where somebody reads what was before, so that it has to be tried again.
  func wipe() async throws(JournalError) -> Bool
}

/// What is done at once for retention, and how often.
package enum RetentionLimits {
  /// Entries and calls that are erased in one transaction: callbacks that come meanwhile wait for
  /// it.
  package static let stepRows = 200
  /// Pages of the file that are given back in one transaction.
  package static let stepPages = 32
  /// Free pages that are kept: the next calls need them.
  package static let sparePages = 256
  /// How long it rests after such a step, so that callbacks go first.
  package static let rest = Duration.milliseconds(25)
  /// How often it looks whether there is something to erase.
  package static let interval = Duration.seconds(60)
  /// How often it sees to it that what was deleted stands nowhere any more.
  package static let wipeInterval = Duration.seconds(30)
  /// After how long it tries that again where somebody reads.
  package static let wipeRetry = Duration.seconds(1)
  /// After how many tries in a row it says so.
  package static let wipeTries = 60
  /// The shortest and the longest time for which what ended calls have left can be kept.
  package static let range = Milliseconds(60_000)...Milliseconds(3_650 * 86_400_000)
}

/// Erases what ended calls have left, once it was kept long enough (SEMANTICS.md, rule 18).
package struct Retention: Sendable {
  private let journal: any ErasableJournal
  private let kept: Milliseconds
  private let time: HostTime
  private let logger: Logger

  /// Makes one that keeps what a call has left for so long after its end.
  package init(
    of journal: any ErasableJournal,
    keeping kept: Milliseconds,
    time: HostTime = .system,
    logger: Logger
  ) {
    self.journal = journal
    self.kept = kept
    self.time = time
    self.logger = logger
  }

  /// Erases and wipes until the task is cancelled.
  package func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.erase() }
      group.addTask { await self.wipe() }
    }
  }

  /// Wipes now and then.
  private func wipe() async {
    var tries = 0
    var isFailing = false
    while await time.sleep(
      for: tries == 0 ? RetentionLimits.wipeInterval : RetentionLimits.wipeRetry
    ) {
      do throws(JournalError) {
        tries = try await journal.wipe() ? 0 : tries + 1
        isFailing = false
      } catch {
        tries = 0
        if !isFailing, error != .closed {
          logger.error("what was deleted cannot be wiped", metadata: ["reason": "\(error)"])
        }
        isFailing = true
      }
      if tries == RetentionLimits.wipeTries {
        logger.warning("what was deleted still stands in the log: somebody reads the database")
      }
    }
  }

  /// Erases, a step at a time with a rest after each.
  private func erase() async {
    var isFailing = false
    var pause = RetentionLimits.rest
    while await time.sleep(for: pause) {
      do throws(JournalError) {
        pause = try await step() ? RetentionLimits.rest : RetentionLimits.interval
        isFailing = false
      } catch {
        pause = RetentionLimits.interval
        if !isFailing, error != .closed {
          logger.error("ended calls cannot be erased", metadata: ["reason": "\(error)"])
        }
        isFailing = true
      }
    }
  }

  /// Erases, and gives space back once nothing is left to erase; false where neither did anything.
  private func step() async throws(JournalError) -> Bool {
    if try await journal.erase(endedBefore: time.now + Milliseconds(-kept.count)) { return true }
    return try await journal.shrink()
  }
}
