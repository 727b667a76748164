internal import Diagnostics

/// Calls of functions.
extension Checker {
  /// A function with what it is applied to.
  private struct Application {
    let node: Node
    let call: Node.Call
    let function: CELFunction
    let arguments: [Node]
    let types: [CELType]
    let isMember: Bool
  }

  /// Checks a call: of a function in a namespace (`math.least(…)`), of one on a value
  /// (`text.size()`), or of a plain one.
  ///
  /// The namespace comes first (cel-spec, "Name Resolution"): `math` is no value, so checking it as
  /// one would blame the author for a name that is right.
  mutating func checkCall(_ node: Node, _ call: Node.Call) -> Outcome {
    if call.onlyMeasures { comparedDepth += 1 }
    defer { if call.onlyMeasures { comparedDepth -= 1 } }
    if let space = call.target?.qualifiedName, isNamespace(space.name, of: call) {
      return checkNamespacedCall(node, call, space)
    }
    guard let target = call.target else { return checkPlainCall(node, call) }
    // The target is checked before the function is looked for, so that what is wrong in it is said
    // even where the function does not exist.
    let targetType = check(target).type
    let types = [targetType] + call.arguments.map { check($0).type }
    guard let function = environment.function(call.function),
      isLenient || function.overloads.contains(where: \.signature.isMember)
    else {
      // What is called on something unknown is not worth a finding of its own.
      guard targetType != .invalid else { return Outcome(type: .invalid) }
      return Outcome(type: reportUnknownFunction(node, call, isMember: true))
    }
    let application = Application(
      node: node,
      call: call,
      function: function,
      arguments: [target] + call.arguments,
      types: types,
      isMember: true
    )
    let type = resolve(application)
    return narrowingByValue(call) ?? Outcome(type: type)
  }

  private mutating func checkPlainCall(_ node: Node, _ call: Node.Call) -> Outcome {
    checkFunction(node, call, candidates(call.function, isRooted: call.isRooted))
  }

  private mutating func checkNamespacedCall(
    _ node: Node,
    _ call: Node.Call,
    _ space: (name: String, isRooted: Bool)
  ) -> Outcome {
    let name = space.name + "." + call.function
    return checkFunction(node, call, candidates(name, isRooted: space.isRooted))
  }

  /// Checks a call of the first of those names that is a function.
  private mutating func checkFunction(
    _ node: Node,
    _ call: Node.Call,
    _ names: [String]
  ) -> Outcome {
    // The arguments are checked once, before any candidate: a second look would report what is
    // wrong in them twice.
    let types = call.arguments.map { check($0).type }
    for name in names {
      guard let function = environment.function(name),
        isLenient || function.overloads.contains(where: { !$0.signature.isMember })
      else { continue }
      let application = Application(
        node: node,
        call: call,
        function: function,
        arguments: call.arguments,
        types: types,
        isMember: false
      )
      return Outcome(type: resolve(application))
    }
    return Outcome(type: reportUnknownFunction(node, call, isMember: false))
  }

  /// Whether functions have that name before the dot, and no variable or local has it.
  private func isNamespace(_ name: String, of call: Node.Call) -> Bool {
    // A macro's name hides a namespace, as it hides a variable (cel-spec, "Macros").
    let root = String(name.prefix { $0 != "." })
    guard local(root) == nil else { return false }
    if candidates(name + "." + call.function, isRooted: false)
      .contains(where: { environment.function($0) != nil })
    {
      return true
    }
    // A variable whose name is a namespace's too is meant as the variable, where no function fits:
    // the finding is then about the value's method, which is what was written.
    let isVariable = environment.variables[root] != nil || environment.hasQualifiedVariables
    return !isVariable && environment.isNamespace(name)
  }

  /// Finds the overloads that fit and gives the call's type.
  private mutating func resolve(_ application: Application) -> CELType {
    let id = application.node.id
    // By form and count first: only those can be meant, and a finding speaks of them alone.
    let counted = application.function.overloads.filter {
      $0.signature.isMember == application.isMember
        && $0.signature.parameters.count == application.arguments.count
    }
    if isLenient { return resolveLeniently(application, counted) }
    let fitting = fittingOverloads(application.node, counted, application.types)
    guard !fitting.overloads.isEmpty else {
      // What is wrong in an argument was said where it stands.
      if application.types.contains(.invalid) { return .invalid }
      reportArguments(application)
      return .invalid
    }
    resolutions[id] = .call(
      application.function,
      fitting.overloads,
      isMember: application.isMember
    )
    // A zone's transitions become part of the program and of the flow's version, so that a call
    // that is taken up again after an update of the host's zones computes what it did (SEMANTICS,
    // rule 39).
    if let zones = fitting.overloads[0].zones, let zone = application.arguments.last {
      checkZone(zone, zones)
    }
    // A literal argument can say more of the result than the signature does, such as which kinds a
    // raw id can have.
    if fitting.overloads.count == 1, let refine = fitting.overloads[0].refine,
      let refined = refine(application.arguments.map(\.literalValue))
    {
      return refined
    }
    return fitting.type
  }

  /// Any overload with the right count of arguments may fit when the call is evaluated.
  private mutating func resolveLeniently(
    _ application: Application,
    _ overloads: [CELOverload]
  ) -> CELType {
    let function = application.function
    canFail[application.node.id] = true
    resolutions[application.node.id] =
      overloads.isEmpty
      ? .failure(CELFailure(.noSuchOverload, "no overload of `\(function.name)` fits"))
      : .call(function, overloads, isMember: application.isMember)
    return .dyn
  }

  private mutating func fittingOverloads(
    _ node: Node,
    _ overloads: [CELOverload],
    _ types: [CELType]
  ) -> (overloads: [CELOverload], type: CELType) {
    // Every overload is tried on its own: what one would teach of open types must not be known to
    // the next, and is learnt only where a single one is left.
    var fitting: [CELOverload] = []
    var result: CELType?
    let mark = substitution.mark
    for overload in overloads {
      let type = substitution.result(of: overload, types)
      substitution.rollBack(to: mark)
      guard let type else { continue }
      // Overloads that differ in their result leave it open until the call is made (cel-spec,
      // "Overload resolution").
      result = result == nil || result == type ? type : .dyn
      fitting.append(overload)
      canFail[node.id] = canFail[node.id] || overload.canFail
      // Overloads after one that takes exactly these types can never be meant.
      if !overload.isGeneric, overload.signature.parameters == types { break }
    }
    if fitting.count == 1 { result = substitution.result(of: fitting[0], types) }
    // A `dyn` fits every overload here, and may fit none when it has a value.
    if types.contains(where: { substitution.substituted($0).isUnknown }), fitting.count > 0 {
      canFail[node.id] = canFail[node.id] || !fitting.allSatisfy { $0.takesEverything }
    }
    return (fitting, result ?? .invalid)
  }
}

// MARK: Findings

extension Checker {
  private mutating func reportUnknownFunction(
    _ node: Node,
    _ call: Node.Call,
    isMember: Bool
  ) -> CELType {
    resolutions[node.id] = .failure(
      CELFailure(.unknownName, "there is no function `\(call.function)`")
    )
    canFail[node.id] = true
    guard !isLenient else { return .dyn }
    guard canReport else { return .invalid }
    // Only what can be called this way is suggested: `x.size()` may be meant for `x.sizes()`, but
    // `size(x)` for no method.
    let names = environment.functionNames.filter { name in
      environment.function(name)?.overloads.contains { $0.signature.isMember == isMember } ?? false
    }
    var written = call.function
    var range = call.functionRange
    if !isMember, let target = call.target {
      written = text(target) + "." + call.function
      range = target.range.lowerBound..<range.upperBound
    }
    if let target = call.target, call.arguments.count == 1, isMember,
      ["includes", "contains", "include", "has"].contains(call.function),
      case .list = substitution.substituted(types[target.id])
    {
      let whole = target.range.lowerBound..<node.range.upperBound
      let membership = "\(text(call.arguments[0])) in \(text(target))"
      report(
        .unknownFunction,
        range,
        "there is no function `\(written)` of a list",
        remedy(writing: membership, over: whole)
      )
      return .invalid
    }
    let foreign = foreignFunctions[call.function].flatMap { names.contains($0) ? $0 : nil }
    let isTold = !isMember && call.arguments.contains { types[$0.id] == .invalid }
    let near =
      valueHelp(call) != nil
      ? nil : foreign ?? nearestName(to: written, among: names + (isMember ? macroNames : ["has"]))
    // `isOpen(office)`: of what is no function of anything that is known, the name inside is told.
    if isTold, near == nil, environment.fieldNames.contains(call.function) { return .invalid }
    report(
      .unknownFunction,
      range,
      "there is no function `\(written)`",
      remedy(near, range, else: otherForm(call, isMember: isMember))
    )
    return .invalid
  }

  /// A function that exists, but is called the other way.
  private func otherForm(_ call: Node.Call, isMember: Bool) -> String? {
    // A macro that was given other arguments than it takes is read as a call of that name.
    if isMember, macroNames.contains(call.function) {
      return "`\(call.function)` takes a name and an expression: `list.\(call.function)(x, …)`"
    }
    if let help = valueHelp(call) { return help }
    guard environment.function(call.function) != nil else { return nil }
    let arguments = call.arguments.map { text($0) }
    if isMember, let target = call.target {
      let all = ([text(target)] + arguments).joined(separator: ", ")
      return "write `\(call.function)(\(all))`"
    }
    guard let first = arguments.first else { return nil }
    return "write `\(first).\(call.function)(\(arguments.dropFirst().joined(separator: ", ")))`"
  }

  /// What to write instead of a call of what is a value, or of whether something is empty.
  private func valueHelp(_ call: Node.Call) -> String? {
    let arguments = (call.target.map { [$0] } ?? []) + call.arguments
    if arguments.count == 1, ["isEmpty", "is_empty", "empty", "isBlank"].contains(call.function) {
      return "write `size(\(text(arguments[0]))) == 0`"
    }
    if arguments.count == 1, ["defined", "isset", "exists", "isDefined"].contains(call.function) {
      return "`.hasValue()` asks whether a value is there, and `has(…)` whether a field is"
    }
    guard call.arguments.isEmpty else { return nil }
    if let target = call.target, let function = foreignFunctions[call.function],
      let overloads = environment.function(function)?.overloads,
      !overloads.contains(where: \.signature.isMember)
    {
      return "write `\(function)(\(text(target)))`"
    }
    guard let target = call.target else {
      return environment.variables[call.function] == nil
        ? nil : "it is a value: write `\(call.function)` without `()`"
    }
    guard case .record(let record) = substitution.substituted(types[target.id]).unwrapped,
      record.field(call.function) != nil
    else { return nil }
    return "it is a field: write `\(text(target)).\(call.function)` without `()`"
  }

  /// The macros on values (cel-spec, "Macros"; the two-variable ones, `transform…` and the optional
  /// ones from cel-go's extensions): they are no functions, and can be misspelt as such.
  private var macroNames: [String] {
    [
      "all", "exists", "exists_one", "existsOne", "filter", "map", "optFlatMap", "optMap",
      "transformList", "transformMap", "transformMapEntry",
    ]
  }

  private mutating func reportArguments(_ application: Application) {
    let (call, function) = (application.call, application.function)
    let arguments = application.arguments
    canFail[application.node.id] = true
    guard canReport else { return }
    let signatures = function.overloads.map(\.signature)
      .filter { $0.isMember == application.isMember }
    // More than four signatures are no help but a page.
    let usages = signatures.prefix(4).map { "`\($0.usage(of: function.name))`" }
    let help =
      usages.isEmpty
      ? otherForm(call, isMember: application.isMember)
      : "it is \(usages.joined(separator: ", or "))"
    let counted = signatures.filter { $0.parameters.count == arguments.count }
    var wrong: Int?
    if counted.count == 1 {
      wrong = arguments.indices.first { !fits(application.types[$0], counted[0].parameters[$0]) }
    }
    // Where only one argument of the only candidate is wrong, that is the place to point at.
    if let wrong {
      let expected = counted[0].parameters[wrong]
      let given = substitution.resolved(application.types[wrong])
      let message =
        "`\(function.name)` takes \(expected.article) here, and this is \(given.article)"
      let certain = mismatchHelp(given, expected, arguments[wrong])
      return report(.typeMismatch, arguments[wrong], message, help: certain ?? help)
    }
    let given = application.types.map { "`\(substitution.resolved($0))`" }.joined(separator: ", ")
    report(
      .typeMismatch,
      call.functionRange,
      arguments.isEmpty
        ? "`\(function.name)` needs arguments" : "`\(function.name)` does not take \(given)",
      Remedy(help: help)
    )
  }

  private mutating func fits(_ type: CELType, _ parameter: CELType) -> Bool {
    // A question, not a use: what it would teach is taken back.
    let mark = substitution.mark
    defer { substitution.rollBack(to: mark) }
    return parameter.hasParameters || substitution.assign(type, to: parameter)
  }
}

extension CELOverload.Signature {
  /// The call as a document shows it: `string.startsWith(string) -> bool`.
  package func usage(of name: String) -> String {
    let types = parameters.map(\.description)
    guard isMember, let target = types.first else {
      return "\(name)(\(types.joined(separator: ", "))) -> \(result)"
    }
    return "\(target).\(name)(\(types.dropFirst().joined(separator: ", "))) -> \(result)"
  }
}

extension CELOverload {
  /// Whether no value at all is refused for its kind.
  fileprivate var takesEverything: Bool {
    signature.parameters.allSatisfy {
      if case .parameter = $0 { true } else { $0 == .dyn }
    }
  }
}

extension Node {
  /// The text, if the node is one that is written out.
  var literalText: String? {
    if case .literal(.string(let text)) = kind { text } else { nil }
  }

  /// The value, if the node is a literal.
  var literalValue: CELValue? {
    if case .literal(let value) = kind { value } else { nil }
  }
}

extension Substitution {
  /// What a call of the overload with arguments of these types gives, or nil if they do not fit.
  fileprivate mutating func result(of overload: CELOverload, _ types: [CELType]) -> CELType? {
    let signature = overload.signature
    guard overload.isGeneric else {
      for (type, parameter) in zip(types, signature.parameters) {
        guard assign(type, to: parameter) else { return nil }
      }
      return signature.result
    }
    // Each call has its own parameters: `T` of one `[].map(…)` is not the `T` of the next.
    var instances: [String: CELType] = [:]
    for parameter in signature.parameters + [signature.result] {
      _ = parameter.replacingParameters { name in
        if instances[name] == nil { instances[name] = fresh() }
        return .parameter(name)
      }
    }
    let instance: (CELType) -> CELType = { $0.replacingParameters { instances[$0] ?? .dyn } }
    for (type, parameter) in zip(types, signature.parameters) {
      guard assign(type, to: instance(parameter)) else { return nil }
    }
    return substituted(instance(signature.result))
  }
}

extension Node.Call {
  /// Whether all it gives of what is in it is a size, or a part too short to give it away.
  fileprivate var onlyMeasures: Bool {
    ["size", "lastDigits"].contains(function)
  }
}

/// The function that a filter of a template language is here, if there is one.
func filterFunction(_ name: String) -> String? {
  let own = ["trim", "replace", "split", "join", "size"]
  return foreignFunctions[name] ?? (own.contains(name) ? name : nil)
}

/// What functions of JavaScript, Python and template languages are called here.
private let foreignFunctions = [
  "len": "size", "length": "size", "count": "size", "includes": "contains", "upper": "upperAscii",
  "toUpperCase": "upperAscii", "upcase": "upperAscii", "lower": "lowerAscii",
  "toLowerCase": "lowerAscii", "downcase": "lowerAscii", "strip": "trim",
  "startswith": "startsWith",
  "endswith": "endsWith", "slice": "substring", "substr": "substring", "find": "indexOf",
  "str": "string", "toString": "string", "parseInt": "int", "Number": "double", "test": "matches",
]
