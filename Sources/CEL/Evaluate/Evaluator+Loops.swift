extension Program {
  /// Goes through a list or map.
  func loop(
    _ loop: Loop,
    _ run: inout Run,
    _ lookup: Lookup
  ) throws(CELFailure) -> CELValue {
    // The range is evaluated once, before the names have values.
    let range = try evaluate(loop.range, &run, lookup)
    var state = LoopState(loop)
    switch range {
    case .list(let values):
      for (index, value) in values.enumerated() {
        // With one name it is the element, with two index and element (cel-go, "two-variable
        // comprehensions").
        state.key = .int(Int64(index))
        state.element = value
        run.slots[loop.firstSlot] = loop.secondSlot == nil ? value : state.key
        if let slot = loop.secondSlot { run.slots[slot] = value }
        if try step(&state, &run, lookup) { break }
      }
    case .map(let map):
      for entry in map.entries {
        state.key = entry.key
        // A map goes by its keys, in their order: the same call computes the same list when it is
        // taken up again.
        state.element = entry.key
        run.slots[loop.firstSlot] = entry.key
        if let slot = loop.secondSlot { run.slots[slot] = entry.value }
        if try step(&state, &run, lookup) { break }
      }
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .optional,
      .record, .type:
      throw .noOverload(loop.kind.rawValue, [range])
    }
    return try state.result()
  }

  /// Does one round; true if the rest need not be looked at.
  private func step(
    _ state: inout LoopState,
    _ run: inout Run,
    _ lookup: Lookup
  ) throws(CELFailure) -> Bool {
    let loop = state.loop
    switch loop.kind {
    case .all, .exists: return try decide(&state, &run, lookup)
    case .existsOne:
      // Every element is asked: unlike `exists`, a failure of any is a failure of the whole
      // (cel-spec, "Macros"), so there is no early end.
      if try bool(loop.body, "`existsOne`", &run, lookup) { state.count += 1 }
      return false
    case .filter:
      if try bool(loop.body, "`filter`", &run, lookup) { state.values.append(state.element) }
      return false
    case .map, .transformList, .transformMap, .transformMapEntry:
      if let condition = loop.condition {
        guard try bool(condition, "the condition", &run, lookup) else { return false }
      }
      let value = try evaluate(loop.body, &run, lookup)
      try collect(value, &state, &run)
      return false
    }
  }

  /// `all` and `exists`: one element decides even where others fail.
  private func decide(
    _ state: inout LoopState,
    _ run: inout Run,
    _ lookup: Lookup
  ) throws(CELFailure) -> Bool {
    let isExists = state.loop.kind == .exists
    do throws(CELFailure) {
      let user: StaticString = isExists ? "`exists`" : "`all`"
      state.isDecided = try bool(state.loop.body, user, &run, lookup) == isExists
    } catch {
      // The cost limit is no failure of an element: nothing may hide it, or a loop could go on for
      // free.
      if error.kind == .limit { throw error }
      state.failure = state.failure ?? error
    }
    return state.isDecided
  }

  private func collect(
    _ value: CELValue,
    _ state: inout LoopState,
    _ run: inout Run
  ) throws(CELFailure) {
    switch state.loop.kind {
    // Keys of the source are distinct, so this cannot collide.
    case .transformMap: try insert(value, state.key, into: &state.map)
    case .transformMapEntry:
      guard case .map(let entries) = value else {
        throw CELFailure(.noSuchOverload, "a \(value.spokenTypeName) is no map")
      }
      for entry in entries.entries {
        // Putting an entry between others moves those after it.
        try run.charge(1 + state.map.count / 16)
        try insert(entry.value, entry.key, into: &state.map)
      }
    case .all, .exists, .existsOne, .filter, .map, .transformList: state.values.append(value)
    }
  }
}

/// Where a loop stands and what it has found so far.
private struct LoopState {
  let loop: Program.Loop
  /// The index or key at hand.
  var key = CELValue.null
  /// The element or key at hand.
  var element = CELValue.null
  var values: [CELValue] = []
  var map = CELMap()
  var count = 0
  var isDecided = false
  /// The first failure, which another element may still make unimportant.
  var failure: CELFailure?

  init(_ loop: Program.Loop) {
    self.loop = loop
  }

  func result() throws(CELFailure) -> CELValue {
    switch loop.kind {
    case .all, .exists:
      // Nothing decided, so the failure that was put by is the result.
      if !isDecided, let failure { throw failure }
      return .bool(isDecided == (loop.kind == .exists))
    case .existsOne: return .bool(count == 1)
    case .filter, .map, .transformList: return .list(values)
    case .transformMap, .transformMapEntry: return .map(map)
    }
  }
}
