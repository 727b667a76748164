import FieldCoding
import FlowEngine

/// Stores and reads the states that a call has after each of its inputs, one thread.
func storedForm() {
  guard let program = compiled(flow(number: 1)) else { return print("the flow has errors") }
  var machines: [CallMachine] = []
  run(program, 1) { machine, _ in machines.append(machine) }
  let rounds = 5_000
  let stored = machines.map(encoded)
  let writing = best(of: 3) {
    for _ in 0..<rounds { for machine in machines { _ = encoded(machine) } }
  }
  let reading = best(of: 3) {
    for _ in 0..<rounds { for bytes in stored { precondition(decoded(bytes) != nil) } }
  }
  let states = Double(rounds * machines.count)
  let sizes = stored.map(\.count)
  print(
    "\(machines.count) states, \(sizes.reduce(0, +) / sizes.count) bytes (at most \(sizes.max() ?? 0)):"
  )
  print("written in \(microseconds(writing / states)), read in \(microseconds(reading / states))")
}

private func microseconds(_ seconds: Double) -> String { "\(milliseconds(seconds * 1000)) µs" }

private func encoded(_ machine: CallMachine) -> [UInt8] { (try? storeFields(machine)) ?? [] }

private func decoded(_ bytes: [UInt8]) -> CallMachine? { try? readFields(from: bytes) }
