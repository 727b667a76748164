package import Diagnostics
package import FlowLanguage
import Synchronization

/// Compiles a project on all cores; the result is that of `compileProject`.
///
/// In each of its phases the flows are dealt out to one task a core. The compilation comes with it,
/// so that whoever is about to exit need not wait until all that it knows is freed.
package func compileConcurrently(
  _ sources: ProjectSources,
  after files: SourceFiles = SourceFiles(),
  tasks: Int
) async -> (project: CompiledProject, compilation: ProjectCompilation) {
  var compilation = ProjectCompilation(sources, after: files)
  guard tasks > 1, sources.files.count > tasks else {
    let project = compilation.run()
    return (project, compilation)
  }
  // A flow that names others is read once more.
  for _ in 0..<2 {
    compilation.add(
      await dealtOut(compilation.unread, to: tasks) { [compilation] in
        compilation.readFlow(at: $0)
      }
    )
  }
  compilation.bind()
  let project = compilation.link(
    await dealtOut(compilation.unchecked, to: tasks) { [compilation] in
      compilation.checkFlow(at: $0)
    }
  )
  return (project, compilation)
}

/// What comes of each item, in their order; who is done takes the next, for flows differ in size.
package func dealtOut<Item: Sendable, Result: Sendable>(
  _ items: [Item],
  to tasks: Int,
  _ work: @escaping @Sendable (Item) -> Result
) async -> [Result] {
  let deal = Deal(of: items.count)
  let hands = await withTaskGroup(of: [(first: Int, results: [Result])].self) { group in
    for _ in 0..<tasks {
      group.addTask {
        var hands: [(first: Int, results: [Result])] = []
        while let hand = deal.nextHand() {
          hands.append((hand.lowerBound, items[hand].map(work)))
        }
        return hands
      }
    }
    return await group.reduce(into: []) { $0 += $1 }
  }
  return hands.sorted { $0.first < $1.first }.flatMap(\.results)
}

/// Numbers dealt out a few at a time, to whoever asks.
private final class Deal: Sendable {
  private let count: Int
  /// How many are dealt at once: a few, so that none is left with much at the end.
  private let size: Int
  private let dealt = Mutex(0)

  init(of count: Int) {
    self.count = count
    size = min(8, max(1, count / 32))
  }

  /// The next few; nil when all are dealt.
  func nextHand() -> Range<Int>? {
    dealt.withLock { dealt in
      guard dealt < count else { return nil }
      let first = dealt
      dealt = min(first + size, count)
      return first..<dealt
    }
  }
}
