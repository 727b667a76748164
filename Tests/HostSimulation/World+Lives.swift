internal import CallDispatch
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import FlowRuntime
internal import Logging
internal import Synchronization

// The lives of the host.
extension World {
  /// Lets a host live until it is killed or all is done; whether another one is needed.
  func live() async -> Bool {
    let number = state.withLock { state in
      state.lives += 1
      return state.lives
    }
    tallied.withLock { $0.add("lives") }
    let life = Life(number, time.hostTime())
    do {
      let journal = try disk.open()
      try await reconcile(journal)
      guard breaches.isEmpty else { return false }
      await run(life, journal)
      try disk.crash()
    } catch {
      ledger.withLock { $0.note("the journal cannot be opened: \(error)") }
      return false
    }
    life.end()
    return await wait(after: life)
  }

  private func run(_ life: Life, _ opened: any Journal) async {
    let store = FlowStore(journal: opened, zones: SystemZones(), compiler: compiler)
    guard case .loaded = store.load(project) else {
      return ledger.withLock { $0.note("the flows do not compile") }
    }
    let journal = SimulatedJournal(opened, life, self)
    let network = SimulatedNetwork(life, self)
    let host = CallHost(
      journal: journal,
      store: store,
      sender: network,
      configuration: configuration(life)
    )
    plan(life)
    do {
      let stock = try await host.takeStock()
      guard !life.isOver else { return }
      life.listen(host, store)
      planTrouble()
      if state.withLock({ $0.takeFirst() }) { begin(store) }
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          await host.run()
          if life.end() { self.tallied.withLock { $0.add(Boundary.stop.name) } }
        }
        group.addTask {
          await host.recover(stock) {
            self.reach(.recovered, life)
            life.ready(at: self.time.now.offset)
          }
        }
        group.addTask { await self.watch(life) }
        await life.untilOver()
        group.cancelAll()
      }
    } catch {
      // The program ends, and is started again.
      life.end()
    }
  }

  private func configuration(_ life: Life) -> HostConfiguration {
    // What operators are told of all that goes wrong here would hide what is wrong.
    let logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
    var configuration = HostConfiguration(publicURL: "https://host.test", logger: logger)
    configuration.time = life.time
    configuration.shards = dice.number(in: 1...3)
    configuration.random = { [dice] in Double(dice.number(in: 0...999)) / 1000 }
    configuration.secrets = SecretReading { _ throws(SecretFailure) in "secret" }
    configuration.keepFile = { [dice] _ in dice.happens(800) ? .kept : .later("not yet") }
    configuration.observer = { self.see($0, in: life) }
    return configuration
  }

  private func see(_ trace: CallTrace, in life: Life) {
    if !life.isOver { tell("\(trace.callID.digest) \(trace.content.line)") }
    switch trace.content {
    case .request(let label, _): life.label(RequestLabel(trace.callID, label))
    case .step(let step):
      switch step.mark {
      case .started:
        tallied.withLock { $0.add("step \(step.keyword)") }
        state.withLock { $0.steps[trace.callID] = step }
      case .ended, .skipped, .entered: break
      }
    case .input, .log, .answer, .ended: break
    }
  }

  /// Compares what is on disk with what was written.
  private func reconcile(_ journal: any Journal) async throws {
    let (ids, doubtful) = ledger.withLock { ledger in
      (Array(ledger.accounts.keys) + ledger.doubtful.map(\.callID), ledger.doubtful.count)
    }
    guard !ids.isEmpty || doubtful > 0 else { return }
    let found = try await journal.find(ids).compactMapValues { found in
      if case .call(let call) = found { call } else { nil }
    }
    let now = time.now.offset
    ledger.withLock { $0.reconcile(found, at: now) }
  }
}
