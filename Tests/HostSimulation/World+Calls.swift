internal import CEL
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import FlowRuntime
internal import Synchronization
internal import TestSupport

// Calls begin.
extension World {
  func begin(_ store: FlowStore) {
    guard let flow = store.flow(named: "generated") else {
      return ledger.withLock { $0.note("there is no flow to call") }
    }
    var callers = Callers(dice: SeededGenerator(seed: seed &+ 4))
    for number in 0..<callCount {
      let script = callers.script(number, to: flow.program.routes.first)
      let start = dice.milliseconds(in: 0...90_000)
      if flow.program.placesCalls {
        let arguments = callers.arguments(of: flow.program, calling: script.caller)
        service.withLock { $0.emulator.expect(script) }
        time.after(start) { self.start(number, arguments) }
      } else {
        time.after(start) {
          self.change { _ = $0.emulator.place(script, at: $1) }
          self.state.withLock { $0.begun += 1 }
        }
      }
    }
    for _ in 0..<callCount {
      time.after(dice.milliseconds(in: 1_000...180_000)) { self.disturb(flow.program) }
    }
  }

  /// Has the host begin a call, until it has.
  private func start(_ number: Int, _ arguments: [String: CELValue]) {
    Task(executorPreference: executor) { [self] in
      let id = CallID(String(repeating: "0", count: 28) + "\(1000 + number)")
      while breaches.isEmpty {
        if let life, let host = life.host, let flow = life.store?.flow(named: "generated") {
          let outcome = await host.start(with: arguments, as: id, on: flow)
          if !life.isOver, outcome == .committed || outcome == .duplicate {
            ledger.withLock { $0.acknowledgeBeginning(of: id) }
            break
          }
        }
        await time.pass(.milliseconds(500))
      }
      state.withLock { $0.begun += 1 }
    }
  }
}

// What others do to calls.
extension World {
  /// Another system posts a signal, an operator ends a call or flips a flag.
  private func disturb(_ program: Program) {
    guard let life, let host = life.host else { return }
    let open = ledger.withLock { $0.accounts.filter { $0.value.end == nil }.map(\.key).sorted() }
    guard let id = dice.roll({ $0.pick(open) }) else { return }
    let number = state.withLock { $0.nextSignal() }
    var callers = Callers(dice: SeededGenerator(seed: seed &+ UInt64(1_000 + number)))
    let choice = dice.number(in: 0...9)
    Task(executorPreference: executor) { [self] in
      if choice == 0 {
        note(.hangUpRequested)
        _ = await host.hangUp(id)
      } else if choice < 3, let name = callers.dice.pick(program.flags.keys.sorted()) {
        note(.flagChange)
        // What it is worth does not matter here: the next change is another one.
        _ = try? await host.flags.change(name, to: .bool(choice == 1))
      } else if let signal = callers.signal(number, of: program) {
        note(.signal)
        let outcome = await host.signal(signal, to: id)
        guard outcome == .committed, !life.isOver else { return }
        ledger.withLock { $0.acknowledge([signal.id], of: id) }
      }
    }
  }
}
