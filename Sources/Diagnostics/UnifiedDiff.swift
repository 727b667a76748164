/// What changes between two texts, as `diff -u` writes it, with three lines around each change; empty
/// where nothing does.
package func unifiedDiff(from old: String, to new: String, named name: String) -> String {
  guard old != new else { return "" }
  let changes = lineChanges(from: lines(of: old), to: lines(of: new))
  let places = changes.indices.filter { changes[$0].kind != .same }
  var hunks: [Range<Int>] = []
  for place in places {
    let around = max(0, place - context)..<min(changes.count, place + context + 1)
    if let last = hunks.last, around.lowerBound <= last.upperBound {
      hunks[hunks.count - 1] = last.lowerBound..<around.upperBound
    } else {
      hunks.append(around)
    }
  }
  let shown = hunks.map { hunk in
    let lines = changes[hunk]
    let before = changes[..<hunk.lowerBound]
    let old = range(after: before.count { $0.kind != .added }, lines.count { $0.kind != .added })
    let new = range(
      after: before.count { $0.kind != .removed },
      lines.count { $0.kind != .removed }
    )
    return "@@ -\(old) +\(new) @@\n" + lines.map(\.text).joined()
  }
  return "--- \(name)\n+++ \(name)\n" + shown.joined()
}

private let context = 3

private struct LineChange {
  enum Kind: String {
    case same = " "
    case removed = "-"
    case added = "+"
  }

  let kind: Kind
  let line: Substring

  /// The line with what says how it changed; one without a line break at its end says so.
  var text: String {
    let end = line.last?.isNewline == true ? "" : "\n\\ No newline at end of file\n"
    return "\(kind.rawValue)\(line)\(end)"
  }
}

/// A hunk's lines as `diff` counts them: the first and how many.
private func range(after before: Int, _ count: Int) -> String {
  count == 1 ? "\(before + 1)" : "\(count == 0 ? before : before + 1),\(count)"
}

/// The lines of a text, each with its line break.
private func lines(of text: String) -> [Substring] {
  var lines: [Substring] = []
  var rest = text[...]
  while let end = rest.firstIndex(where: \.isNewline) {
    lines.append(rest[...end])
    rest = rest[rest.index(after: end)...]
  }
  return rest.isEmpty ? lines : lines + [rest]
}

/// The lines of both texts in order, those that are removed before those that come in their place.
private func lineChanges(from old: [Substring], to new: [Substring]) -> [LineChange] {
  var removed: Set<Int> = []
  var added: Set<Int> = []
  for change in new.difference(from: old) {
    switch change {
    case .remove(let offset, _, _): removed.insert(offset)
    case .insert(let offset, _, _): added.insert(offset)
    }
  }
  var changes: [LineChange] = []
  var (left, right) = (0, 0)
  while left < old.count || right < new.count {
    if removed.contains(left) {
      changes.append(LineChange(kind: .removed, line: old[left]))
      left += 1
    } else if added.contains(right) {
      changes.append(LineChange(kind: .added, line: new[right]))
      right += 1
    } else {
      changes.append(LineChange(kind: .same, line: new[right]))
      left += 1
      right += 1
    }
  }
  return changes
}
