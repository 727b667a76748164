import CEL
import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == ExpressionID {
  /// An expression that holds or does not.
  package static var condition: Self {
    Self(shape: .condition, placeholder: .invalid) { node, values in
      values.nodes.scalar(node, "a condition").map {
        values.taking(sensitive: true).condition($0.fragment, .type(.bool))
      }
    }
  }

  /// An expression of any type that can be compared with words.
  package static var selector: Self {
    Self(shape: .condition, placeholder: .invalid) { node, values in
      values.nodes.scalar(node, "an expression").map {
        values.taking(sensitive: true).condition($0.fragment, .selector)
      }
    }
  }
}

extension FieldType where Value == ValueTemplate {
  /// Any value, with expressions in it.
  package static var value: Self {
    Self(shape: .any, placeholder: .literal(.null)) { node, values in
      values.valueTemplate(node)
    }
  }

  /// A point in time.
  package static var timestamp: Self {
    Self(shape: .text(pattern: nil), placeholder: .literal(.null)) { node, values in
      values.typedValue(node, .timestamp)
    }
  }
}

extension FieldType where Value == [CallContextFields.Header] {
  /// Texts by name.
  package static var headers: Self {
    Self(shape: .mapping(.text(pattern: nil)), placeholder: []) { node, values in
      values.headers(node)
    }
  }
}

extension FieldType where Value == [SetStep.Assignment] {
  /// New values of variables.
  package static var assignments: Self {
    Self(shape: .mapping(.any), placeholder: []) { node, values in
      values.nodes.namedEntries(values.asAssignment(node), "variables and their new values")?
        .compactMap { values.assignment($0) }
    }
  }
}

extension FieldType where Value == FlowType {
  /// A declared type.
  package static var declaration: Self {
    Self(shape: .declaration, placeholder: .record([])) { node, values in
      values.nodes.declaredType(node)
    }
  }
}

extension ValueReader {
  func headers(_ node: SyntaxNode) -> [CallContextFields.Header]? {
    let written = nodes.namedEntries(node, "texts by name", help: headersHelp(node))
    return written?.compactMap { entry in
      guard let scalar = nodes.scalar(entry.value, "a text") else { return nil }
      checkSecret(scalar, under: entry.key.text)
      let value = template(scalar.fragment)
      checkForeignValues(sentIn: value)
      return CallContextFields.Header(
        name: entry.key.text,
        nameSpan: entry.key.span,
        value: value
      )
    }
  }

  /// How a header that is one text with its name is written, alone or in a list.
  private func headersHelp(_ node: SyntaxNode) -> String? {
    guard let text = (node.scalar ?? node.items?.first?.scalar)?.text,
      let header = text.wholeMatch(of: /([A-Za-z0-9-]+): *(.+)/)
    else { return nil }
    return "write each under its name: `{ \(header.1): \(quoteYAML(String(header.2))) }`"
  }

  /// `set: count = 1` and `set: count += 1` as the mapping that is meant, after a finding; anything
  /// else as it is.
  fileprivate func asAssignment(_ node: SyntaxNode) -> SyntaxNode {
    if let meant = asNamedAssignment(node) { return meant }
    guard let scalar = node.scalar, let (name, value) = scalar.text.assignment else { return node }
    nodes.reportWrongShape(
      node,
      "variables and their new values",
      help: "write `set: { \(name): \(value.hasPrefix("$") ? "\"\(value)\"" : value) }`"
    )
    func part(_ text: String) -> SyntaxScalar {
      SyntaxScalar(SourceFragment(verbatim: text, span: node.span), style: scalar.style)
    }
    let entry = SyntaxEntry(key: part(name), value: SyntaxNode(part(value)))
    return SyntaxNode(.mapping([entry]), span: node.span)
  }

  /// `set: { name: count, value: 1 }` of other systems; nil for anything else.
  private func asNamedAssignment(_ node: SyntaxNode) -> SyntaxNode? {
    let keys = ["name", "variable", "key"]
    guard let entries = node.entries, entries.count == 2, names.variables["value"] == nil,
      let name = entries.first(where: { keys.contains($0.key.text) })?.value.scalar,
      names.variables[name.text] != nil, let value = node["value"]
    else { return nil }
    nodes.reportWrongShape(
      node,
      "variables and their new values",
      help: "write `set: { \(name.text): \(value.scalar?.text ?? "…") }`"
    )
    return SyntaxNode(.mapping([SyntaxEntry(key: name, value: value)]), span: node.span)
  }

  fileprivate func assignment(_ entry: SyntaxEntry) -> SetStep.Assignment? {
    guard let variable = names.variables[entry.key.text] else {
      if FlowNames.reserved.contains(entry.key.text) {
        nodes.report(
          Diagnostic(
            .reservedName,
            "`\(entry.key.text)` cannot be set",
            at: entry.key.span,
            help: "declare a variable of another name under `variables:`, and set that"
          )
        )
        return nil
      }
      let meant = reportUnknown(
        .variable,
        entry.key.text,
        among: names.variables.filter { !$0.value.isParameter }.keys.sorted(),
        at: entry.key.span
      )
      // It is declared by this as far as others are concerned that name it.
      if meant == nil, entry.key.text.utf8.isWord { notes.refuse(entry.key.text) }
      return nil
    }
    guard !variable.isParameter else {
      nodes.report(
        Diagnostic(
          .typeMismatch,
          "`\(entry.key.text)` is a parameter, and keeps the value it was given",
          at: entry.key.span,
          related: [Diagnostic.Label(variable.span, "declared here")],
          help: "declare a variable, and `set` that"
        )
      )
      return nil
    }
    return taking(sensitive: variable.isSensitive).typedValue(entry.value, variable.type).map {
      SetStep.Assignment(name: entry.key.text, span: entry.key.span, value: $0)
    }
  }
}

extension String {
  /// What `count += 1` and `count++` compute, as an expression has it; nil where it is no such text.
  var computation: String? {
    let words = split(separator: " ")
    if words.count == 3, String(words[0]).utf8.isWord, ["+=", "-=", "*=", "/="].contains(words[1]) {
      return "\(words[0]) \(words[1].first ?? "+") \(words[2])"
    }
    for (sign, word) in [("++", "+"), ("--", "-")] where hasSuffix(sign) {
      let name = String(dropLast(2))
      return name.utf8.isWord ? "\(name) \(word) 1" : nil
    }
    return nil
  }

  /// The variable of `count = 1` and `count += 1`, and its new value as it is written in a mapping;
  /// nil where it is no such text.
  fileprivate var assignment: (name: String, value: String)? {
    if let computation {
      return (String(computation.prefix { $0 != " " }), "${\(computation)}")
    }
    let sides = split(separator: "=", maxSplits: 1).map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    guard sides.count == 2, sides[0].utf8.isWord else { return nil }
    return (sides[0], sides[1].contains(" ") ? "${\(sides[1])}" : sides[1])
  }
}
