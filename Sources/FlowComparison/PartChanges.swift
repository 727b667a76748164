/// What is another within a value, part by part, each in words.
///
/// Entries of mappings are compared one by one, by the path of their keys; of lists it is told what
/// came and what went, where the rest is in its order. `title` makes the beginning of a sentence of a
/// path: `` `office.open` under `hours` ``.
func partChanges(
  _ path: String,
  _ before: FlowTree?,
  _ after: FlowTree?,
  title: (String) -> String
) -> [String] {
  switch (before, after) {
  case (.map(let one)?, .map(let other)?):
    return Set(one.keys).union(other.keys).sorted().filter { one[$0] != other[$0] }.flatMap { key in
      partChanges("\(path).\(key)", one[key], other[key], title: title)
    }
  case (.list(let one)?, .list(let other)?):
    let came = other.filter { !one.contains($0) }
    let went = one.filter { !other.contains($0) }
    let isRestSame = one.filter { !went.contains($0) } == other.filter { !came.contains($0) }
    guard isRestSame, came.count < other.count || went.count < one.count else { break }
    return [title(path) + " " + itemChange(came, went)]
  case (nil, let after?): return ["\(title(path)) is \(after.shown); it was left out"]
  case (let before?, nil): return ["\(title(path)) is left out; it was \(before.shown)"]
  case _: break
  }
  return [StepComparison.change("\(title(path)) is", before, after)]
}

private func itemChange(_ came: [FlowTree], _ went: [FlowTree]) -> String {
  let (more, less) = (FlowTree.list(came).shown, FlowTree.list(went).shown)
  if came.isEmpty { return "no longer has \(less)" }
  return went.isEmpty ? "also has \(more)" : "has \(more) instead of \(less)"
}
