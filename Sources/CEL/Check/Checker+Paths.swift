internal import Diagnostics

/// Names and selections.
extension Checker {
  /// Checks a name or selection of which no more follows: it is a reference of its own.
  mutating func checkPath(_ node: Node) -> Outcome {
    let outer = wholePath
    wholePath = node
    defer { wholePath = outer }
    let type = checkPathPart(node)
    // A local's root has a `#` in it, which no variable has: what a macro's name reads is no
    // reference of the flow's.
    if let path = paths[node.id], !path[0].contains("#") { refer(to: path, node) }
    return Outcome(type: type)
  }

  /// Noted at once, `call.from.number` would be three references, and "read but never set" would be
  /// said of `call` too.
  ///
  /// Checks a name or selection; what it reads is noted by the caller, with all that follows.
  private mutating func checkPathPart(_ node: Node) -> CELType {
    let type: CELType
    switch node.kind {
    case .name(let name, let isRooted):
      type = checkName(node, name, isRooted: isRooted)
    case .select(let operand, let field, let isOptional):
      type = checkSelect(node, operand, field, isOptional: isOptional)
    case .literal, .has, .index, .call, .negate, .not, .binary, .logical, .conditional, .list,
      .map, .message, .comprehension, .bind, .optionalMap, .block, .invalid:
      type = check(node).type
    }
    let narrowed = narrow(type, paths[node.id])
    types[node.id] = narrowed
    return narrowed
  }

  /// Checks what a field is taken from.
  mutating func checkOperand(_ node: Node) -> CELType {
    checkPathPart(node)
  }

  private func narrow(_ type: CELType, _ path: CELPath?) -> CELType {
    guard let path, case .abstract(var abstract) = type, let kinds = facts.kinds[path] else {
      return type
    }
    abstract.kinds.formIntersection(kinds)
    return .abstract(abstract)
  }

  private mutating func checkName(_ node: Node, _ name: String, isRooted: Bool) -> CELType {
    // Locals come before variables, the innermost first; a leading dot skips them (cel-spec, "Name
    // Resolution").
    if !isRooted, let local = local(name) {
      resolutions[node.id] = .local(name)
      paths[node.id] = [local.root]
      return local.type
    }
    if let type = resolveQualified(node, name, isRooted: isRooted) { return type }
    resolutions[node.id] = .failure(CELFailure(.unknownName, "there is no `\(name)`"))
    reportUnknownName(node, name)
    // Unchecked, the name fails only if it is evaluated, as in cel-spec's dynamic mode.
    return isLenient ? .dyn : .invalid
  }

  func local(_ name: String) -> Local? {
    locals.last { areSameText($0.name, name) }
  }

  /// What a dotted name means as a whole: a variable or a type.
  private mutating func resolveQualified(
    _ node: Node,
    _ name: String,
    isRooted: Bool
  ) -> CELType? {
    for candidate in candidates(name, isRooted: isRooted) {
      // Variables before types: a host may name a variable `type` or `list`.
      if let variable = environment.variables[candidate] {
        resolutions[node.id] = .variable(variable)
        paths[node.id] = [candidate]
        return isLenient ? .dyn : variable.type
      }
      if typeNames.contains(candidate) {
        resolutions[node.id] = .type(candidate)
        return .type
      }
    }
    return nil
  }

  /// cel-spec, "Name Resolution": in the container `a.b` the name `x` is `a.b.x`, else `a.x`, else
  /// `x`.
  ///
  /// The names that a name may stand for, the longest namespace first.
  func candidates(_ name: String, isRooted: Bool) -> [String] {
    guard !isRooted, !environment.container.isEmpty else { return [name] }
    var parts = environment.container.split(separator: ".")
    var names: [String] = []
    while !parts.isEmpty {
      names.append(parts.joined(separator: ".") + "." + name)
      parts.removeLast()
    }
    return names + [name]
  }

  private mutating func reportUnknownName(_ node: Node, _ name: String) {
    // Looking for near names is the dear part of a finding that would be dropped.
    guard canReport else { return }
    // Sorted by bytes: a dictionary's order would make the suggestion differ from run to run.
    let known = locals.reversed().map(\.name) + environment.variables.keys.sorted(by: isTextBefore)
    // The names of a block's values are written by tools and cannot be meant.
    let visible = known.filter { !$0.hasPrefix("@") }
    let isFunction = environment.function(name) != nil
    var remedy = self.remedy(
      ["True": "true", "False": "false"][name] ?? nearestName(to: name, among: visible),
      node.range,
      else: isFunction ? "`\(name)` is a function; write `\(name)(…)`" : inScope(visible)
    )
    if expectedWords.contains(name) || expectsText && remedy.fixes.isEmpty {
      remedy = self.remedy("'\(name)'", node.range)
      remedy.help = "words stand in quotes: `'\(name)'`"
    }
    if let advice = environment.advice[name] { remedy = Remedy(help: advice) }
    report(.unknownName, node.range, "there is no `\(name)` here", remedy)
  }

  /// A line that says what there is, if that is not too much.
  func inScope(_ names: [String]) -> String? {
    // A list of more than eight names is not read.
    guard !names.isEmpty, names.count <= 8 else { return nil }
    return "in scope: \(names.map { "`\($0)`" }.joined(separator: ", "))"
  }
}

// MARK: Selections

extension Checker {
  /// A field taken from something.
  struct Selection {
    let node: Node
    let operand: Node
    let field: Node.Field
    /// Whether something asks if the field is there, so that it may be missing.
    let isGuarded: Bool
  }

  private mutating func checkSelect(
    _ node: Node,
    _ operand: Node,
    _ field: Node.Field,
    isOptional: Bool
  ) -> CELType {
    // The longest dotted name that is declared wins (cel-spec, "Name Resolution"): with `a.b` and
    // `a` declared, `a.b.c` is the field `c` of `a.b`.
    if !isOptional, let type = checkQualified(node) { return type }
    let type = substitution.substituted(checkOperand(operand))
    if let path = paths[operand.id] { paths[node.id] = path + [field.name] }
    var isGuarded = isOptional
    if case .optional = type { isGuarded = true }
    let selection = Selection(node: node, operand: operand, field: field, isGuarded: isGuarded)
    guard isGuarded else { return select(selection, from: type) }
    // A field that is optional itself is not wrapped twice.
    return .optional(select(selection, from: type.unwrapped).unwrapped)
  }

  /// A selection whose dotted name as a whole is a variable or type; the longest match wins.
  private mutating func checkQualified(_ node: Node) -> CELType? {
    guard let qualified = node.qualifiedName else { return nil }
    let root = qualified.name.prefix { $0 != "." }
    guard qualified.isRooted || local(String(root)) == nil else { return nil }
    // The common case without looking at all prefixes: most expressions have only plain variables.
    let isPlainVariable =
      !environment.hasQualifiedVariables && environment.container.isEmpty
      && environment.variables[String(root)] != nil
    guard !isPlainVariable else { return nil }
    return resolveQualified(node, qualified.name, isRooted: qualified.isRooted)
  }

  /// The type of the field of a value of that type.
  mutating func select(_ selection: Selection, from type: CELType) -> CELType {
    let id = selection.node.id
    switch substitution.substituted(type) {
    case .dyn, .parameter:
      canFail[id] = true
      return .dyn
    case .invalid: return .invalid
    // A map's key as a field: there or not is known only when it is evaluated.
    case .map(_, let value):
      canFail[id] = !selection.isGuarded
      return value
    case .record(let record):
      if let field = record.field(selection.field.name) { return field.type }
      reportMissingField(selection, type, among: record.fields.map(\.name))
      return .invalid
    case .abstract(let abstract): return select(selection, from: abstract)
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .list,
      .optional, .type, .opaque:
      canFail[id] = true
      guard !isLenient else { return .dyn }
      let name = selection.field.name
      let message = "\(type.article) has no fields, so no `\(name)`"
      let remedy = canReport ? functionRemedy(name, selection, type) : Remedy()
      report(.unknownName, selection.field.range, message, remedy)
      return .invalid
    }
  }

  private mutating func reportMissingField(
    _ selection: Selection,
    _ type: CELType,
    among names: [String]
  ) {
    guard canReport else { return }
    let field = selection.field
    let fields = names.map { "`\($0)`" }.joined(separator: ", ")
    let operand = text(selection.operand)
    let advice =
      environment.advice["\(operand).\(field.name)"]
      ?? wordAdvice(field.name, of: type, operand)
      ?? (names.isEmpty ? environment.advice[operand] : nil)
    let foreign = foreignFields[field.name].flatMap { names.contains($0) ? $0 : nil }
    let inner =
      advice == nil && foreign == nil
      ? innerField(field.name, of: type).map { "\(operand).\($0)" } ?? outerField(selection) : nil
    let near =
      advice == nil && inner == nil ? foreign ?? nearestName(to: field.name, among: names) : nil
    let whole = selection.operand.range.lowerBound..<field.range.upperBound
    let remedy =
      inner.map { self.remedy(writing: $0, over: whole) }
      ?? self.remedy(
        near,
        field.range,
        else: advice ?? (names.isEmpty ? nil : "\(type.article) has \(fields)")
      )
    let message = "`\(text(selection.operand))` has no field `\(field.name)`"
    report(.unknownName, field.range, message, remedy)
  }

  /// What to ask where a word that tells kinds apart is taken for a field: `r.failed`.
  private func wordAdvice(_ word: String, of type: CELType, _ operand: String) -> String? {
    guard case .abstract(let abstract) = type,
      let declared = environment.abstractTypes[abstract.name],
      declared.kinds.contains(where: { $0.word == word })
    else { return nil }
    let field = declared.discriminator
    return "compare its `\(field)`: `\(operand).\(field) == '\(word)'`"
  }

  /// The fields of a record or of a host's type.
  private func fields(of type: CELType) -> [(name: String, type: CELType)] {
    switch type {
    case .record(let record): record.fields.map { ($0.name, $0.type) }
    case .abstract(let abstract):
      environment.abstractTypes[abstract.name]?.fields.map { ($0.name, $0.type) } ?? []
    case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .list,
      .map, .optional, .type, .parameter, .opaque, .invalid:
      []
    }
  }

  /// The path to a field that a value has, where a field of it was asked for it: `r.body.status`.
  private func outerField(_ selection: Selection) -> String? {
    guard case .select(let outer, _, _) = selection.operand.kind,
      fields(of: substitution.substituted(types[outer.id]).unwrapped)
        .contains(where: { $0.name == selection.field.name })
    else { return nil }
    return "\(text(outer)).\(selection.field.name)"
  }

  /// The path to a field that a field of a value has, where the value itself does not.
  private func innerField(_ name: String, of type: CELType) -> String? {
    for field in fields(of: type) {
      guard case .record(let inner) = field.type.unwrapped, inner.field(name) != nil else {
        continue
      }
      return field.type == field.type.unwrapped ? "\(field.name).\(name)" : "\(field.name).?\(name)"
    }
    return nil
  }

  /// The function that gives what another language has as a field of such a value.
  private func functionRemedy(_ name: String, _ selection: Selection, _ type: CELType) -> Remedy {
    let value = text(selection.operand)
    let whole = selection.operand.range.lowerBound..<selection.field.range.upperBound
    switch type {
    case .timestamp, .duration:
      let unit = name.lowercased()
      guard let function = timeFunctions.first(where: { unit.hasPrefix($0.word) })?.function else {
        return Remedy()
      }
      guard case .timestamp = type else {
        return remedy(writing: "\(value).\(function)()", over: whole)
      }
      // Which zone is meant nobody can tell, so there is no change.
      return Remedy(help: "write `\(value).\(function)('UTC')`, with the zone you mean")
    case .string, .list:
      guard let function = filterFunction(name) else { return Remedy() }
      let written = function == "size" ? "size(\(value))" : "\(value).\(function)()"
      return remedy(writing: written, over: whole)
    case .dyn, .null, .bool, .int, .uint, .double, .bytes, .map, .optional, .type, .parameter,
      .record, .abstract, .opaque, .invalid:
      return Remedy()
    }
  }

  private mutating func select(
    _ selection: Selection,
    from type: CELAbstractType
  ) -> CELType {
    // A host type that is not declared here is left open, not refused: the host knows it.
    guard let declaration = environment.abstractTypes[type.name] else { return .dyn }
    guard let provided = declaration.provision(of: selection.field.name, for: type.kinds) else {
      // Who asks whether it is there gets the answer no.
      let all = declaration.provision(of: selection.field.name, for: [])
      if selection.isGuarded, let all { return all.type }
      reportForeignField(selection, type, declaration)
      return .invalid
    }
    let missing = type.kinds.subtracting(provided.kinds)
    // Some of the kinds left lack it: it is the heart of the checker that this is said before a
    // call finds out (LANGUAGE, "Types": identifier kinds).
    if !selection.isGuarded, !missing.isEmpty {
      reportUnset(selection, missing, provided.type)
    }
    return provided.type
  }

  /// A field that some of the kinds left do not have.
  private mutating func reportUnset(
    _ selection: Selection,
    _ missing: Set<String>,
    _ type: CELType
  ) {
    let operand = text(selection.operand)
    let whole = "\(operand).\(selection.field.name)"
    let kinds = missing.sorted(by: isTextBefore).map { "`\($0)`" }.joined(separator: ", ")
    // What is taken from it is as uncertain: the value that stands in is one for all of it.
    let further = fieldsTaken(from: selection.node)
    var last: CELType? = type.unwrapped
    for name in further {
      // Of a field that is not there another finding speaks, once this one is mended.
      guard case .record(let record)? = last else {
        last = nil
        break
      }
      last = record.field(name)?.type.unwrapped
    }
    let taken = last == nil ? [] : further
    let path = ([selection.field.name] + taken).map { ".?\($0)" }.joined()
    let optional = "\(operand)\(path).orValue(\(taken.isEmpty ? "…" : last?.standIn ?? "…"))"
    report(
      .unsetResult,
      selection.field.range,
      "`\(whole)` may be missing here",
      Remedy(
        label: "not there for \(kinds)",
        help: "write `\(optional)`, or ask `has(\(whole))` first"
      )
    )
  }

  /// The names of the fields that the whole path takes from a part of it, in their order.
  private func fieldsTaken(from part: Node) -> [String] {
    var names: [String] = []
    var next = wholePath
    while let node = next, node.id != part.id {
      guard case .select(let operand, let field, _) = node.kind else { return [] }
      names.insert(field.name, at: 0)
      next = operand
    }
    return next == nil ? [] : names
  }

  /// A field that none of the kinds left has.
  private mutating func reportForeignField(
    _ selection: Selection,
    _ type: CELAbstractType,
    _ declaration: CELAbstractDeclaration
  ) {
    let field = selection.field
    let elsewhere = declaration.fields.filter { areSameText($0.name, field.name) }
    // A field that no kind has is a slip of the pen; one that other kinds have is a slip of
    // thought, and the help says which kinds.
    guard !elsewhere.isEmpty else {
      let names = [declaration.discriminator] + declaration.fields.map(\.name)
      return reportMissingField(selection, .abstract(type), among: names)
    }
    let kinds = elsewhere.reduce(into: Set<String>()) { $0.formUnion($1.kinds) }
    let owners = kinds.sorted(by: isTextBefore).map { "`\($0)`" }.joined(separator: ", ")
    report(
      .unknownName,
      field.range,
      "`\(text(selection.operand))` has no field `\(field.name)` here",
      Remedy(label: "this can only be \(type)", help: "only \(owners) has it")
    )
  }
}

// MARK: Presence

extension Checker {
  mutating func checkHas(_ node: Node, _ operand: Node, _ field: Node.Field) -> Outcome {
    let type = checkOperand(operand)
    let selection = Selection(node: node, operand: operand, field: field, isGuarded: true)
    let inner = select(selection, from: type.unwrapped)
    // `has` never fails on what has fields; on a `dyn` it does where that has none.
    canFail[node.id] = type.isUnknown
    if let path = paths[operand.id] {
      comparedDepth += 1
      if !path[0].contains("#") { refer(to: path + [field.name], node) }
      comparedDepth -= 1
    }
    return presence(of: field.name, in: operand, type, inner)
  }

  /// What is known when a field is there, and when it is not.
  func presence(
    of field: String,
    in operand: Node,
    _ type: CELType,
    _ fieldType: CELType
  ) -> Outcome {
    guard let path = paths[operand.id], case .abstract(let abstract) = type,
      let declaration = environment.abstractTypes[abstract.name],
      let provided = declaration.provision(of: field, for: abstract.kinds)
    else { return Outcome(type: .bool) }
    var outcome = Outcome(type: .bool)
    outcome.whenTrue.kinds[path] = abstract.kinds.intersection(provided.kinds)
    // An optional field may also be none in a kind that has it.
    if case .optional = fieldType { return outcome }
    outcome.whenFalse.kinds[path] = abstract.kinds.subtracting(provided.kinds)
    return outcome
  }
}

extension CELAbstractDeclaration {
  /// Which of the kinds have the field, and its type there; nil if none has.
  func provision(of field: String, for kinds: Set<String>) -> (kinds: Set<String>, type: CELType)? {
    if areSameText(field, discriminator) {
      // The kind itself is a field: its word. Kinds without a word have none.
      return (kindsWithWord, .string)
    }
    let declared = fields.filter { areSameText($0.name, field) }
    // No kinds means any: what is asked is then whether the type has such a field at all.
    let fitting = declared.filter { kinds.isEmpty || !$0.kinds.isDisjoint(with: kinds) }
    guard let first = fitting.first else { return nil }
    let all = fitting.reduce(into: Set<String>()) { $0.formUnion($1.kinds) }
    return (all, fitting.allSatisfy { $0.type == first.type } ? first.type : .dyn)
  }
}

/// The names that stand for types.
let typeNames: Set<String> = [
  "bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type",
  "google.protobuf.Timestamp", "google.protobuf.Duration", "optional_type", "net.IP", "net.CIDR",
]

/// What gives the parts of a time, by how other languages begin the word for them.
private let timeFunctions: [(word: String, function: String)] = [
  ("hour", "getHours"), ("minute", "getMinutes"), ("second", "getSeconds"),
  ("milli", "getMilliseconds"), ("weekday", "getDayOfWeek"), ("dayofweek", "getDayOfWeek"),
  ("dayofyear", "getDayOfYear"), ("day", "getDate"), ("date", "getDate"), ("month", "getMonth"),
  ("year", "getFullYear"),
]

/// What fields of answers and results are called in other systems.
private let foreignFields = [
  "statusCode": "status", "status_code": "status", "data": "body", "json": "body",
  "digits": "tones", "Digits": "tones", "SpeechResult": "speech", "selection": "choice",
]
