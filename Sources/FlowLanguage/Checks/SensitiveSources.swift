import CEL
import Diagnostics

/// The values of a flow that must not be shown, and where each is said to be so (SEMANTICS.md, rule
/// 38).
struct SensitiveSources {
  /// A value, or all that is in it.
  private struct Source {
    let path: [String]
    let span: Span
  }

  /// The values by the name they are read under.
  private var sources: [String: [Source]] = [:]

  /// Whether there are none.
  var isEmpty: Bool { sources.isEmpty }

  /// The paths in each value, by the name it is read under.
  var paths: [String: [[String]]] {
    sources.mapValues { $0.map { Array($0.path.dropFirst()) } }
  }

  /// Finds them.
  init(_ read: ReadFlow, _ steps: [StepNode], in lists: [FlowPath]) {
    for (name, variable) in read.names.variables {
      let paths = variable.isSensitive ? [[]] : variable.type.sensitivePaths
      for path in paths { add([name] + path, variable.span) }
    }
    for node in steps {
      guard let id = node.id else { continue }
      var paths = node.shape.sensitiveOutputs
      if lists.contains(where: node.path.lies) {
        paths += node.shape.outputs.map { [$0.name] }
      }
      for path in paths { add([id] + path, node.keywordSpan) }
    }
  }

  private mutating func add(_ path: [String], _ span: Span) {
    sources[path[0], default: []].append(Source(path: path, span: span))
  }

  /// Where it is said that what a reference reads must not be shown; nil where it may be.
  ///
  /// What is only compared or measured may: branching on a sensitive value is allowed, and what a
  /// branch gives away is not tracked.
  func source(of reference: CELReference) -> Span? {
    reference.isOnlyCompared ? nil : declaration(of: reference)
  }

  /// Where it is said that what a reference reads is sensitive, whatever is done with it; else nil.
  func declaration(of reference: CELReference) -> Span? {
    guard let known = reference.path.first.flatMap({ sources[$0] }) else { return nil }
    return known.first { source in
      let common = min(source.path.count, reference.path.count)
      return source.path.prefix(common) == reference.path.prefix(common)
    }?.span
  }
}
