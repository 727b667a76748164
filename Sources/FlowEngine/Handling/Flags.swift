package import CEL
package import FlowLanguage

extension CallMachine {
  /// An input with what has changed of the flags that the program reads; `values` are those that
  /// operators have given, as JSON has them.
  ///
  /// A value that is not of the type the program declares counts as none: an operator has given it
  /// to another version of the flow. An input that changes nothing brings no flags either.
  package func noting(
    _ values: [String: CELValue],
    in input: CallInput,
    of program: Program
  ) -> CallInput {
    let flags = program.allFlags
    guard !flags.isEmpty, state.isNews(input) else { return input }
    let changes = state.changes(to: values, of: flags)
    return changes == .none ? input : CallInput(at: input.time, input.content, flags: changes)
  }
}

extension CallState {
  fileprivate func changes(
    to values: [String: CELValue],
    of flags: [String: Program.Flag]
  ) -> FlagChanges {
    var changes = FlagChanges()
    for (name, flag) in flags.sorted(by: { $0.key < $1.key }) {
      let value = values[name].flatMap { flag.value(json: $0) }
      guard value != self.flags[name] else { continue }
      if value == nil { changes.restored.append(name) } else { changes.set[name] = values[name] }
    }
    return changes
  }
}

extension Turn {
  /// Takes in what has changed of the flags: from here on to the end of the input they are what
  /// they are.
  mutating func changeFlags(_ changes: FlagChanges) {
    let flags = root.allFlags
    for (name, json) in changes.set {
      state.flags[name] = flags[name].flatMap { $0.value(json: json) }
    }
    for name in changes.restored { state.flags[name] = nil }
  }

  /// The flags in expressions; one that no operator has given a value is what the flow says.
  var flagsValue: CELValue {
    var fields: [String: CELValue] = [:]
    for (name, flag) in program.flags { fields[name] = state.flags[name] ?? flag.initial }
    return .record(CELRecord(typeName: "flags", fields: fields))
  }
}

extension Program {
  /// The flags of the flow and of all that it runs; one of a name is the same in all flows of a
  /// project.
  fileprivate var allFlags: [String: Flag] {
    flows.values.reduce(into: flags) { flags, flow in
      flags.merge(flow.allFlags) { own, _ in own }
    }
  }
}

extension Program.Flag {
  /// The value that a JSON value is for the flag; nil for one of another type.
  package func value(json: CELValue) -> CELValue? { type.value(json: json) }
}
