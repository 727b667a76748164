internal import CallModel
internal import FlowEngine
internal import Logging

/// What the turns of all shards work with.
struct CallRunner: Sendable {
  let journal: any Journal
  let store: FlowStore
  let committer: Committer
  let dispatcher: Dispatcher
  let alarms: Alarms
  let recovery: RecoverySet
  /// What has ended the process before; nil where nobody watches.
  let traps: TrapBoard?
  let deployment: DeploymentMonitor
  let flags: FlagBoard
  let time: HostTime
  let observer: @Sendable (CallTrace) -> Void
  let log: CallLog
  let metrics: RuntimeMetrics
  let journalMetrics: JournalMetrics

  /// Deals with letters, in order: what is not in memory is read, each letter is handled, what came of
  /// all of them is committed at once, and only then acknowledged and acted upon.
  ///
  /// A letter is handled on what the ones before it led to. Where that cannot be committed, neither
  /// can what was built on it: the call is forgotten, and read again for the next letter.
  func turn(_ letters: [Letter], _ calls: inout ResidentCalls, in shard: Int) async {
    var failures = await load(letters, &calls, in: shard)
    committer.expect(shard)
    let now = time.now
    var results: [(letter: Letter, result: LetterResult)] = []
    for letter in letters {
      let id = letter.callID
      guard failures[id] == nil, let slot = calls[id] else { continue }
      let result = TrapBoard.watching(.handles(letter.message), of: id) {
        decide(letter.message, of: id, slot)
      }
      calls.keep(result.change?.slot ?? slot, of: id, at: now)
      results.append((letter, result))
    }
    failures.merge(await commit(results.compactMap(\.result.change?.advance), of: shard)) { $1 }
    for (id, failure) in failures {
      calls.forget(id)
      let flow = results.lazy.filter { $0.letter.callID == id }
        .compactMap(\.result.consequences?.flow).first
      log.notCommitted(id, flow, failure)
      journalMetrics.commitFailed()
    }
    for letter in letters {
      if let failure = failures[letter.callID] { letter.reply(.unavailable(failure)) }
    }
    for (letter, result) in results where failures[letter.callID] == nil {
      await finish(letter, result)
      calls.forgetIfDone(letter.callID)
    }
  }

  /// Acknowledges a letter and does what follows from it.
  ///
  /// Only a lane hears last: on its report's acknowledgement it begins its next item, which the
  /// advance may just have withdrawn.
  private func finish(_ letter: Letter, _ result: LetterResult) async {
    if !letter.isFromLane { letter.reply(result.outcome) }
    if let consequences = result.consequences { await follow(consequences) }
    if letter.isFromLane { letter.reply(result.outcome) }
  }

  /// Why the advances of some calls were not written.
  private func commit(
    _ advances: [CallAdvance],
    of shard: Int
  ) async -> [CallID: JournalError] {
    guard !advances.isEmpty else { return [:] }
    let outcomes = await committer.commit(advances, of: shard)
    var failures: [CallID: JournalError] = [:]
    for (advance, outcome) in zip(advances, outcomes) {
      failures[advance.callID] = failures[advance.callID] ?? outcome
    }
    return failures
  }

  /// Reads the calls that are not in memory; those that cannot be read now are returned.
  private func load(
    _ letters: [Letter],
    _ calls: inout ResidentCalls,
    in shard: Int
  ) async -> [CallID: JournalError] {
    var missing: [CallID] = []
    var seen: Set<CallID> = []
    for letter in letters where calls[letter.callID] == nil {
      if seen.insert(letter.callID).inserted { missing.append(letter.callID) }
    }
    guard !missing.isEmpty else { return [:] }
    // What others want written is not to wait for it.
    committer.rest(shard)
    let found: [CallID: FoundCall]
    do throws(JournalError) {
      found = try await journal.find(missing)
    } catch {
      return Dictionary(uniqueKeysWithValues: missing.map { ($0, error) })
    }
    var failures: [CallID: JournalError] = [:]
    for id in missing {
      do throws(JournalError) {
        calls.keep(try await slot(of: found[id], id), of: id, at: time.now)
      } catch {
        failures[id] = error
      }
    }
    return failures
  }

  private func slot(
    of found: FoundCall?,
    _ id: CallID
  ) async throws(JournalError) -> CallSlot {
    switch found {
    case nil: .unknown
    case .scheduled(let row)?: .scheduled(row)
    case .call(let call)?: try await slot(of: call)
    }
  }

  private func slot(of call: StoredCall) async throws(JournalError) -> CallSlot {
    let reading = TrapBoard.Deed.reads(call)
    if traps?.isFatal(reading, of: call.id) == true {
      let ended = EndedCall(call, nil)
      return call.end == nil
        ? .unreadable(ended, reason: "reading its state has ended the process twice")
        : .ended(ended)
    }
    let state: StoredState
    do throws(JournalError) {
      state = try TrapBoard.watching(reading, of: call.id) { () throws(JournalError) in
        try call.stored()
      }
    } catch {
      let ended = EndedCall(call, nil)
      return call.end == nil ? .unreadable(ended, reason: error.description) : .ended(ended)
    }
    guard call.end == nil else { return .ended(EndedCall(call, state)) }
    guard traps?.isFatal(.compiles(call.version, flow: call.flow), of: call.id) != true else {
      let reason = "compiling its version has ended the process twice"
      return .unreadable(EndedCall(call, state), reason: reason)
    }
    do throws(VersionFailure) {
      let program = try await store.program(of: call.version, for: call.id)
      let awaitsRecovery = recovery.contains(call.id)
      return LiveCall(call, state, program: program, awaitsRecovery: awaitsRecovery)
        .map { .live($0) }
        ?? .unreadable(EndedCall(call, state), reason: "its machine was given up")
    } catch {
      if case .journal(let failure) = error { throw failure }
      return .unreadable(EndedCall(call, state), reason: error.description)
    }
  }
}
