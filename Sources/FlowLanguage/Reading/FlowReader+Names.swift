import CallModel
import Diagnostics
import FlowSyntax

extension ReadingSession {
  /// Finds all names a flow declares, so that uses may stand before declarations.
  func collectNames(_ root: SyntaxNode) {
    for entry in root["identities"].flatMap({ entries($0, "identities by name") }) ?? [] {
      declare(entry.key, "an identity")
      names.identities[entry.key.text] = noting(entry, identity(entry))
    }
    for entry in root["settings"].flatMap({ entries($0, "settings by name") }) ?? [] {
      checkName(entry.key, "a setting")
      names.settings[entry.key.text] = noting(entry, setting(entry))
    }
    for entry in root["variables"].flatMap({ entries($0, "variables by name") }) ?? [] {
      declare(entry.key, "a variable")
      names.variables[entry.key.text] = noting(entry, variable(entry))
    }
    for entry in root["prompts"]?.entries ?? [] {
      names.prompts[entry.key.text] = entry.key.span
      if !isName(entry.key.text) { reportName(entry.key, "a prompt") }
    }
    for entry in root["hours"]?.entries ?? [] {
      checkName(entry.key, "a schedule")
      names.hours[entry.key.text] = entry.key.span
    }
    for entry in root["blocks"]?.entries ?? [] {
      checkBlockName(entry.key)
      names.blocks[entry.key.text] = entry.key.span
      collectStepIDs(entry.value)
    }
    for entry in root["on"]?.entries ?? [] { collectStepIDs(entry.value) }
  }

  /// What was declared; where that could not be read, the name is noted as refused.
  private func noting<Declared>(_ entry: SyntaxEntry, _ declared: Declared?) -> Declared? {
    if declared == nil { names.refused.insert(entry.key.text) }
    return declared
  }

  private func checkBlockName(_ key: SyntaxScalar) {
    if Self.handlerWords.contains(key.text) {
      report(
        Diagnostic(
          .reservedName,
          "a block cannot be named `\(key.text)`",
          at: key.span,
          help: "a handler with that word does not go to a block"
        )
      )
    } else if !isName(key.text) {
      reportName(key, "a block")
    }
  }

  /// Finds the ids of the steps in a list and in the lists below them.
  private func collectStepIDs(_ node: SyntaxNode) {
    for item in node.items ?? [] {
      guard let entries = item.entries else { continue }
      let step = entries.lazy.compactMap { entry in
        StepKeyword(rawValue: entry.key.text).map { (keyword: $0, value: entry.value) }
      }.first
      if let scalar = item["id"]?.scalar, !scalar.isAbsent {
        declare(scalar, "a step")
        names.stepIDs[scalar.text] = FlowNames.StepID(keyword: step?.keyword, span: scalar.span)
      }
      if let handlers = item["on"] { collectStepIDs(under: handlers) }
      guard let step, entries.count > 1 || step.value.scalar == nil else { continue }
      for field in step.keyword.nestingFields {
        let nested =
          switch field.place {
          case .beside: item[field.name]
          case .inside: step.value[field.name]
          case .main: step.value.entries == nil ? step.value : step.value[field.name]
          }
        if let nested { collectStepIDs(under: nested) }
      }
    }
  }

  /// Finds the ids of the steps in a list, or in each list that a mapping holds.
  private func collectStepIDs(under node: SyntaxNode) {
    collectStepIDs(node)
    for nested in node.entries ?? [] { collectStepIDs(nested.value) }
  }

  /// Checks a name of the shared name space, and that nothing else has it.
  private func declare(_ key: SyntaxScalar, _ what: String) {
    checkName(key, what)
    if let first = names.declaration(of: key.text) {
      names.refused.insert(key.text)
      report(
        Diagnostic(
          .duplicateName,
          "`\(key.text)` is declared twice",
          at: key.span,
          related: [Diagnostic.Label(first, "first declared here")],
          help: "identities, variables and step ids share their names"
        )
      )
    }
  }

  /// Checks the form of a name that expressions use.
  func checkName(_ key: SyntaxScalar, _ what: String) {
    if FlowNames.reserved.contains(key.text) {
      names.refused.insert(key.text)
      report(
        Diagnostic(
          .reservedName,
          "\(what) cannot be named `\(key.text)`",
          at: key.span,
          help: "expressions know it as something else"
        )
      )
    } else {
      checkForm(of: key, what)
    }
  }

  /// Checks the form of a name that has a name space of its own.
  func checkForm(of key: SyntaxScalar, _ what: String) {
    if !key.text.utf8.isWord { reportName(key, what) }
  }

  private func reportName(_ key: SyntaxScalar, _ what: String) {
    names.refused.insert(key.text)
    let meant = camelCase(key.text)
    let rule = "a name begins with a small letter and has letters and digits only"
    report(
      Diagnostic(
        .malformedName,
        "`\(key.text)` cannot name \(what)",
        at: key.span,
        help: meant.utf8.isWord ? "\(rule): `\(meant)`" : rule
      )
    )
  }
}

extension String.UTF8View {
  /// Whether the text is a small letter followed by letters and digits, of ASCII.
  var isWord: Bool {
    guard let first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
    return allSatisfy(\.isLetterOrDigit)
  }
}

extension UInt8 {
  /// Whether the byte is an ASCII letter or digit.
  var isLetterOrDigit: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
  }
}

/// A name as expressions want it: `front-desk` as `frontDesk`.
private func camelCase(_ text: String) -> String {
  let words = text.split { !$0.isLetter && !$0.isNumber }
  guard let first = words.first else { return "" }
  let rest = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
  return first.prefix(1).lowercased() + first.dropFirst() + rest.joined()
}
