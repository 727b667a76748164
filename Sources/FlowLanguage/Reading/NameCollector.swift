import CallModel
import Diagnostics
import FlowSyntax

/// Finds all names a flow declares, so that uses may stand before declarations.
struct NameCollector {
  private let nodes: NodeReader
  private let head: FlowHead
  private let notes: ValueNotes
  /// The flow's file, and those that its services name.
  private let file: ProjectFile
  private let described: [ProjectFile]
  /// The names so far.
  private(set) var names = FlowNames()

  /// Collects nothing yet.
  init(
    _ nodes: NodeReader,
    _ head: FlowHead,
    _ notes: ValueNotes,
    _ file: ProjectFile,
    describedBy described: [ProjectFile]
  ) {
    self.nodes = nodes
    self.head = head
    self.notes = notes
    self.file = file
    self.described = described
  }

  /// Goes through a flow.
  mutating func collect(from root: SyntaxNode) {
    for entry in root["identities"].flatMap({ nodes.entries($0, "identities by name") }) ?? [] {
      declare(entry.key, "an identity")
      names.identities[entry.key.text] = noting(entry, nodes.identity(entry))
    }
    for entry in root["settings"].flatMap({ nodes.entries($0, "settings by name") }) ?? [] {
      checkName(entry.key, "a setting")
      names.settings[entry.key.text] = noting(entry, nodes.setting(entry))
    }
    for entry in root["parameters"].flatMap({ nodes.entries($0, "parameters by name") }) ?? [] {
      declare(entry.key, "a parameter")
      names.variables[entry.key.text] = noting(entry, variable(entry))
      names.variables[entry.key.text]?.isParameter = true
    }
    for entry in root["outputs"].flatMap({ nodes.entries($0, "outputs by name") }) ?? [] {
      declare(entry.key, "an output")
      names.variables[entry.key.text] = noting(entry, variable(entry))
      names.variables[entry.key.text]?.isOutput = true
    }
    for entry in root["variables"].flatMap({ nodes.entries($0, "variables by name") }) ?? [] {
      declare(entry.key, "a variable")
      names.variables[entry.key.text] = noting(entry, variable(entry))
    }
    for entry in root["flags"].flatMap({ nodes.entries($0, "flags by name") }) ?? [] {
      checkName(entry.key, "a flag")
      names.flags[entry.key.text] = noting(entry, variable(entry).map { nodes.flag(entry, $0) })
    }
    for entry in root["services"].flatMap({ nodes.entries($0, "services by name") }) ?? [] {
      checkName(entry.key, "a service")
      names.services[entry.key.text] = noting(entry, values.service(entry))
      names.apis[entry.key.text] = entry.value["api"].map { node in
        ServiceAPI(description: nodes.description(node, of: file, described))
      }
    }
    for entry in root["signals"].flatMap({ nodes.entries($0, "signals by name") }) ?? [] {
      checkName(entry.key, "a signal")
      names.signals[entry.key.text] = noting(entry, nodes.signal(entry))
    }
    for entry in root["prompts"]?.entries ?? [] {
      names.prompts[entry.key.text] = entry.key.span
      if !isName(entry.key.text) { refuse(entry.key, "a prompt") }
    }
    if let hours = root["hours"], hours.isSchedule { names.refused.insert("hours") }
    for entry in root["hours"]?.schedules ?? [] {
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

  /// A variable: `type`, `type = value`, or a record or list of types.
  private func variable(_ entry: SyntaxEntry) -> FlowNames.Variable? {
    if let written = nodes.asDeclaration(entry) { return variable(written) }
    guard let scalar = entry.value.scalar else {
      return nodes.declaredType(entry.value).map {
        FlowNames.Variable(type: $0, initial: nil, isSensitive: false, span: entry.key.span)
      }
    }
    guard !scalar.isAbsent else {
      nodes.reportWrongShape(entry.value, "a type such as `string` or `int = 0`")
      return nil
    }
    let end = scalar.text.utf8.count
    let mark = scalar.text.utf8.firstIndex(of: UInt8(ascii: "="))
      .map { scalar.text.utf8.distance(from: scalar.text.utf8.startIndex, to: $0) }
    let (fragment, isSensitive) = scalar.fragment.trimmed(0..<(mark ?? end)).withoutSensitive
    guard let type = nodes.declaredType(fragment, takesValue: mark == nil && !isSensitive) else {
      return nil
    }
    let value = mark.flatMap { values.firstValue(scalar.fragment.trimmed($0 + 1..<end), of: type) }
    guard mark == nil || value != nil else { return nil }
    if let mark, !isSensitive {
      values.checkSecret(firstValue: scalar.fragment.trimmed(mark + 1..<end), of: entry.key.text)
    }
    return FlowNames.Variable(
      type: type,
      initial: value,
      isSensitive: isSensitive,
      span: entry.key.span
    )
  }

  /// Reads values that name what was declared so far.
  private var values: ValueReader {
    ValueReader(nodes: nodes, declared: FlowDeclarations(head, names), notes: notes)
  }

  /// What was declared; where that could not be read, the name is noted as refused.
  private mutating func noting<Declared>(_ entry: SyntaxEntry, _ declared: Declared?) -> Declared? {
    if declared == nil { names.refused.insert(entry.key.text) }
    return declared
  }

  private mutating func checkBlockName(_ key: SyntaxScalar) {
    if Handler.words.contains(key.text) {
      nodes.report(
        Diagnostic(
          .reservedName,
          "a block cannot be named `\(key.text)`",
          at: key.span,
          help: "a handler with that word does not go to a block"
        )
      )
    } else if !isName(key.text) {
      refuse(key, "a block")
    }
  }

  /// Finds the ids of the steps in a list and in the lists below them.
  private mutating func collectStepIDs(_ node: SyntaxNode) {
    for item in node.items ?? [] {
      guard let entries = item.entries else { continue }
      let step = StepSource(entries)?.asMeant(nodes).source
      if step?.keyword == .join, names.join == nil { names.join = step?.span }
      let beside = step?.beside ?? entries
      if let scalar = beside.value(of: "id")?.scalar, !scalar.isAbsent {
        declare(scalar, "a step")
        // Of a name that is refused for what else has it, that is known.
        // What it brings is not known, and neither is what it lacks.
        if step == nil { names.refused.insert(scalar.text) }
        if !FlowNames.reserved.contains(scalar.text), names.stepIDs[scalar.text] == nil {
          names.stepIDs[scalar.text] = FlowNames.StepID(keyword: step?.keyword, span: scalar.span)
        }
      }
      if let handlers = beside.value(of: "on") { collectStepIDs(under: handlers) }
      guard let step, entries.count > 1 || step.value?.scalar == nil else { continue }
      for field in step.keyword.keys.nesting {
        let nested =
          switch field.place {
          case .beside: beside.value(of: field.name)
          case .inside: step.value?[field.name]
          case .main: step.value?.entries == nil ? step.value : step.value?[field.name]
          }
        if let nested { collectStepIDs(under: nested) }
      }
    }
  }

  /// Finds the ids of the steps in a list, or in each list that a mapping holds.
  private mutating func collectStepIDs(under node: SyntaxNode) {
    collectStepIDs(node)
    for nested in node.entries ?? [] { collectStepIDs(nested.value) }
  }

  /// Checks a name of the shared name space, and that nothing else has it.
  private mutating func declare(_ key: SyntaxScalar, _ what: String) {
    checkName(key, what)
    if let first = names.declaration(of: key.text) {
      names.refused.insert(key.text)
      nodes.report(
        Diagnostic(
          .duplicateName,
          "`\(key.text)` is declared twice",
          at: key.span,
          related: [Diagnostic.Label(first, "first declared here")],
          help: "identities, parameters, outputs, variables and step ids share their names"
        )
      )
    }
  }

  /// Checks the form of a name that expressions use.
  private mutating func checkName(_ key: SyntaxScalar, _ what: String) {
    let isTaken = what == "an output" && StepShape.ownFields.contains(key.text)
    if FlowNames.reserved.contains(key.text) || isTaken {
      names.refused.insert(key.text)
      nodes.report(
        Diagnostic(
          .reservedName,
          "\(what) cannot be named `\(key.text)`",
          at: key.span,
          help: isTaken
            ? "every result has a field of that name" : "expressions know it as something else"
        )
      )
    } else {
      nodes.checkForm(of: key, what) { names.refused.insert($0) }
    }
  }

  private mutating func refuse(_ key: SyntaxScalar, _ what: String) {
    names.refused.insert(key.text)
    nodes.reportName(key, what)
  }
}

extension NodeReader {
  /// Checks the form of a name; one that is refused is told too.
  func checkForm(of key: SyntaxScalar, _ what: String, refuse: (String) -> Void) {
    guard !key.text.utf8.isWord else { return }
    refuse(key.text)
    reportName(key, what)
  }

  /// Notes that a name does not have the form of one.
  func reportName(_ key: SyntaxScalar, _ what: String) {
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
      || isDigit
  }

  /// Whether the byte is an ASCII digit.
  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

/// A name as expressions want it: `front-desk` as `frontDesk`.
private func camelCase(_ text: String) -> String {
  let words = text.split { !$0.isLetter && !$0.isNumber }
  guard let first = words.first else { return "" }
  let rest = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
  return first.prefix(1).lowercased() + first.dropFirst() + rest.joined()
}
