internal import CallAutomation
internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine

/// What goes wrong in a scenario that is run again, by a seed: what a call has to bear without anybody
/// in it noticing (SEMANTICS.md 1.6; FACTS.md (c), "Delivery").
struct Perturbation: Sendable {
  private var numbers: SeededNumbers
  /// After how many inputs the server dies and starts again.
  private var inputsToCrash: Int
  private var hasCrashed = false
  /// The operations that were refused once, and are not again.
  private var refused: Set<Int> = []
  /// How many events that can be done without still come before one is lost; nil for none.
  private var eventsToLoss: Int?

  /// Draws what goes wrong in a call that has so many inputs in its ordinary course.
  init(seed: UInt64, inputs: Int) {
    numbers = SeededNumbers(seed: seed)
    inputsToCrash = numbers.number(in: 1...max(1, inputs))
    // Drawn apart, so that everything else goes as it would without it.
    var losses = SeededNumbers(seed: ~seed)
    if losses.chance(50) { eventsToLoss = losses.number(in: 0...6) }
  }

  /// Whether an event that the call can do without never comes: one of a call at most.
  mutating func loses() -> Bool {
    guard let left = eventsToLoss else { return false }
    eventsToLoss = left > 0 ? left - 1 : nil
    return left == 0
  }

  /// How late an event comes, and how much later once more; it mostly does neither.
  mutating func delivery() -> (late: Milliseconds?, again: Milliseconds?) {
    let late = numbers.chance(25) ? milliseconds(in: 50...1_500) : nil
    let again = numbers.chance(25) ? milliseconds(in: 10...10_000) : nil
    return (late, again)
  }

  /// What the service says instead of doing what it is asked; nil where it does it.
  ///
  /// Each operation is refused once at most. What may have been done already is not done again where
  /// it would be heard twice, so that is refused in ways that say that it was not done.
  mutating func refusal(of send: SendEffect) -> WebAnswer? {
    guard numbers.chance(15), refused.insert(send.context.ordinal).inserted else { return nil }
    let statuses = send.command.policy.retry == .once ? [429, 503] : [429, 500, 503]
    let status = statuses[numbers.number(in: 0...statuses.count - 1)]
    let wait = ServiceRequest.Header("Retry-After", "1")
    return WebAnswer(status: status, headers: status == 429 ? [wait] : [])
  }

  /// How much later than the events of what was asked its answer comes; mostly it does not.
  mutating func answer() -> Milliseconds? {
    numbers.chance(15) ? milliseconds(in: 100...2_000) : nil
  }

  /// Whether the server dies now, where it can without being noticed.
  mutating func crashes(after inputs: Int, canGoUnnoticed: Bool) -> Bool {
    guard !hasCrashed, inputs >= inputsToCrash, canGoUnnoticed else { return false }
    hasCrashed = true
    return true
  }

  private mutating func milliseconds(in range: ClosedRange<Int>) -> Milliseconds {
    Milliseconds(Int64(numbers.number(in: range)))
  }
}

extension Simulation {
  /// Takes in what the service posts, now or, where something goes wrong, later and once more, or never.
  mutating func receive(_ delivery: Delivery) {
    if loses(delivery) {
      emulator.settle(delivery.id, status: 200, at: now)
      return
    }
    let (late, again) = perturbation?.delivery() ?? (nil, nil)
    if let late {
      plan(.arrives(delivery), at: now + late)
    } else {
      take(delivery)
    }
    if let again {
      plan(.arrives(delivery), at: now + (late ?? Milliseconds(0)) + again)
    }
    emulator.settle(delivery.id, status: 200, at: now)
  }

  /// Whether what the service posts is lost: only what the call can do without.
  private mutating func loses(_ delivery: Delivery) -> Bool {
    guard perturbation != nil, delivery.sender == .callAutomation,
      case .success(let events) = decodeCallbacks(delivery.body)
    else { return false }
    for event in events {
      guard case .success(let event) = event, call.machine.canDoWithout(event) else { return false }
    }
    guard perturbation?.loses() == true else { return false }
    for case .success(let event) in events {
      account.note(now, "svc", "\(event.kind) is lost")
    }
    return true
  }

  /// Whether the server dies before it does what a commit asks for.
  ///
  /// What is said once only and was sent, but not answered, would be said again: that is noticed. So
  /// would be a request that was made. Why a call has ended that ends meanwhile is not known.
  mutating func crashes(before change: OutboxChange) -> Bool {
    guard perturbation != nil else { return false }
    let added = Set(change.added.map(\.position))
    let isBlank = call.outbox.items.allSatisfy { item in
      !item.isSentOnce || added.contains(item.position) && !item.isHTTP
    }
    let isThere = number.map { !emulator.hasEnded($0) } ?? true
    let canGoUnnoticed = isBlank && isThere && openRequests.isEmpty
    return perturbation?.crashes(after: inputs, canGoUnnoticed: canGoUnnoticed) ?? false
  }
}
