internal import Diagnostics

/// Names with a dash, which are read as differences.
extension Checker {
  /// `call.headers.sip.X-Account`, whose key was meant and which is read as a difference; nil for
  /// anything else.
  mutating func refuseDashedName(_ node: Node) -> Outcome? {
    let written = text(node)
    guard !isLenient, !written.contains(" "), let (first, parts) = dashedParts(of: node),
      case .select(let operand, let field, _) = first.kind,
      parts.allSatisfy({ environment.variables[$0] == nil && local($0) == nil })
    else { return nil }
    let type = substitution.substituted(check(operand).type)
    guard let map = pathToMap(text(operand), type) else { return nil }
    let name = ([field.name] + parts).joined(separator: "-")
    report(
      .unknownName,
      node.range,
      "a name with `-` in it is read as a difference",
      remedy(writing: "\(map)['\(name)']", over: node.range)
    )
    return Outcome(type: .invalid)
  }

  /// What stands before the first dash, and the names behind each.
  private func dashedParts(of node: Node) -> (first: Node, rest: [String])? {
    guard case .binary(.subtract, let left, let right) = node.kind else { return (node, []) }
    guard case .name(let name, isRooted: false) = right.kind,
      let (first, rest) = dashedParts(of: left)
    else { return nil }
    return (first, rest + [name])
  }

  /// The map that has such keys: the value itself, or the first of its fields that is one.
  private func pathToMap(_ path: String, _ type: CELType) -> String? {
    switch type {
    case .map: path
    case .record(let record):
      record.fields.first { if case .map = $0.type { true } else { false } }
        .map { "\(path).\($0.name)" }
    case _: nil
    }
  }
}
