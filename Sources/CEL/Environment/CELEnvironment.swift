/// What an expression is checked against: variables, functions and the host's types.
///
/// A value: a copy with one variable changed costs one copy of a small table.
package struct CELEnvironment: Sendable {
  /// A declared variable.
  struct Variable: Sendable {
    let name: String
    let type: CELType
    /// The ordinal of its first declaration.
    let slot: Int
    let documentation: String
    /// The most elements or bytes it can have, or nil if nobody says.
    let sizeHint: Int?
  }

  private(set) var variables: [String: Variable] = [:]
  /// What the host declared; the language's own functions are shared by all environments.
  private var hostFunctions: [String: CELFunction] = [:]
  private(set) var abstractTypes: [String: CELAbstractDeclaration] = [:]
  /// Kinds that a path is known to have before the expression says anything.
  private(set) var assumptions: [CELPath: Set<String>] = [:]
  /// Whether a variable's name has a dot, so that selections may be names.
  private(set) var hasQualifiedVariables = false

  /// The namespace in which names are looked up first: `com.example`.
  ///
  /// Empty for none.
  package var container = ""

  /// The most steps that an expression may be estimated to cost; more is a finding.
  package var costLimit = CELLimits.evaluationCost

  /// Whether `null` goes where a text of cel-spec's older types may have it: beside an optional, a
  /// timestamp, a duration or a host's value in one list, map or `?:`, whose type then is theirs.
  package var joinsNull = true

  /// Where the offsets of time zones come from.
  package var timeZones = CELTimeZones.none {
    didSet {
      for function in zoneFunctions(timeZones) { hostFunctions[function.name] = function }
    }
  }

  /// What to write instead of names and paths that are not there, such as those of other languages,
  /// of fields of what has none, and of texts that a host's type is compared with (`type ==`).
  package var advice: [String: String] = [:]

  /// Makes an environment with the language's functions and no variables.
  package init() {}

  /// Makes room for so many variables more.
  package mutating func reserve(variables count: Int) {
    variables.reserveCapacity(variables.count + count)
  }

  /// Declares a variable, or changes one of that name.
  ///
  /// `sizeHint` is the most elements, or bytes, that it can have, for the estimate of costs.
  package mutating func declare(
    variable name: String,
    type: CELType,
    documentation: String = "",
    sizeHint: Int? = nil
  ) {
    let slot = variables[name]?.slot ?? variables.count
    variables[name] = Variable(
      name: name,
      type: type,
      slot: slot,
      documentation: documentation,
      sizeHint: sizeHint
    )
    hasQualifiedVariables = hasQualifiedVariables || name.utf8.contains(UInt8(ascii: "."))
  }

  /// Declares a function; where there is one of that name, its overloads come first.
  package mutating func declare(function: CELFunction) {
    hostFunctions[function.name] = self.function(function.name)?.merged(with: function) ?? function
  }

  /// Declares a host type; types name it by `CELType.abstract`.
  package mutating func declare(abstract: CELAbstractDeclaration) {
    abstractTypes[abstract.name] = abstract
  }

  /// Says that the value at a stable path has only these kinds where the expression stands, as a
  /// guard before it ensures.
  package mutating func assume(_ path: CELPath, kinds: Set<String>) {
    assumptions[path] = assumptions[path].map { $0.intersection(kinds) } ?? kinds
  }

  /// The type of a variable, or nil if there is none of that name.
  package func type(of variable: String) -> CELType? {
    variables[variable]?.type
  }

  /// The names of all variables with their documentation, ordered by name.
  package var variableDocumentation: [(name: String, type: CELType, documentation: String)] {
    variables.values.sorted { isTextBefore($0.name, $1.name) }
      .map { ($0.name, $0.type, $0.documentation) }
  }

  /// The function of that qualified name.
  package func function(_ name: String) -> CELFunction? {
    hostFunctions[name] ?? standardFunctions[name]
  }

  /// The names of the fields of what the fields of variables are.
  var fieldNames: Set<String> {
    func fields(_ type: CELType) -> [CELField] {
      if case .record(let record) = type.unwrapped { record.fields } else { [] }
    }
    return Set(variables.values.flatMap { fields($0.type).flatMap { fields($0.type) } }.map(\.name))
  }

  /// Whether functions have that name before their last dot.
  func isNamespace(_ name: String) -> Bool {
    standardNamespaces.contains(name) || hostFunctions.keys.contains { $0.hasPrefix(name + ".") }
  }

  /// The names of all functions in a fixed order, for suggestions.
  var functionNames: [String] {
    Set(hostFunctions.keys).union(standardFunctions.keys).sorted(by: isTextBefore)
  }
}

/// A variable and fields of it: `["call", "from"]`.
package typealias CELPath = [String]
