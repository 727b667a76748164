/// A function that expressions can call: its overloads, what it does, what it costs, and the words
/// that documents and editors show.
package struct CELFunction: Sendable {
  /// What a call costs besides its arguments.
  package enum Cost: Hashable, Sendable {
    /// The same however long the arguments are.
    case constant(Int)
    /// One step for every 16 bytes or element of all arguments together, and one for the call.
    case linear
    /// The product of the lengths of the first two arguments, in the same units.
    case product
  }

  /// An expression that shows the function, and what it gives.
  package struct Example: Hashable, Sendable {
    /// The expression.
    package let source: String
    /// An expression that gives the same.
    package let result: String

    /// Makes an example.
    package init(_ source: String, _ result: String) {
      self.source = source
      self.result = result
    }
  }

  /// The name, qualified where it has a namespace: `math.abs`.
  package let name: String
  /// The ways to call it; their order decides where several fit.
  package private(set) var overloads: [CELOverload]
  /// One sentence.
  package let documentation: String
  /// An example that is executed by a test, or nil.
  package let example: Example?
  /// What a call costs.
  package let cost: Cost

  /// Makes a host's function, one implementation for all overloads.
  package init(
    name: String,
    overloads: [CELOverload.Signature],
    documentation: String = "",
    cost: Cost = .constant(1),
    canFail: Bool = true,
    refine: (@Sendable ([CELValue?]) -> CELType?)? = nil,
    implementation: @escaping @Sendable ([CELValue]) throws(CELFailure) -> CELValue
  ) {
    self.name = name
    self.overloads = overloads.map {
      CELOverload(
        $0.parameters,
        $0.result,
        isMember: $0.isMember,
        canFail: canFail,
        refine: refine,
        .any(implementation)
      )
    }
    self.documentation = documentation
    self.example = nil
    self.cost = cost
  }

  /// Makes a function of the language; each overload brings its implementation.
  init(
    _ name: String,
    _ documentation: String,
    example: Example? = nil,
    cost: Cost = .constant(1),
    _ overloads: CELOverload...
  ) {
    self.name = name
    self.overloads = overloads
    self.documentation = documentation
    self.example = example
    self.cost = cost
  }

  /// Makes a function of these overloads, each with its implementation.
  init(name: String, overloads: [CELOverload], documentation: String) {
    self.name = name
    self.overloads = overloads
    self.documentation = documentation
    example = nil
    cost = .constant(1)
  }

  /// The function with another's overloads after its own.
  func merged(with other: CELFunction) -> CELFunction {
    var merged = self
    merged.overloads += other.overloads
    return merged
  }
}

/// One way to call a function.
package struct CELOverload: Sendable {
  /// The types of one way to call a function.
  package struct Signature: Hashable, Sendable {
    /// The parameters; a member's first is what it is called on.
    package let parameters: [CELType]
    /// What it gives.
    package let result: CELType
    /// Whether it is called as `x.f(y)`, else as `f(x, y)`.
    package let isMember: Bool

    /// Makes a signature.
    package init(parameters: [CELType], result: CELType, isMember: Bool = false) {
      self.parameters = parameters
      self.result = result
      self.isMember = isMember
    }
  }

  /// How the work is done; the forms with a fixed count spare an array for each call.
  enum Implementation: Sendable {
    case nullary(@Sendable () throws(CELFailure) -> CELValue)
    case unary(@Sendable (CELValue) throws(CELFailure) -> CELValue)
    case binary(@Sendable (CELValue, CELValue) throws(CELFailure) -> CELValue)
    case any(@Sendable ([CELValue]) throws(CELFailure) -> CELValue)
  }

  /// The types.
  package let signature: Signature
  /// Whether a call that fits the types can fail all the same.
  package let canFail: Bool
  /// A narrower result than the signature's, for arguments of which some are constants.
  let refine: (@Sendable ([CELValue?]) -> CELType?)?
  /// A faster implementation where the second argument is a constant, or the reason why that
  /// constant will not do.
  let prepare: (@Sendable (CELValue) throws(CELFailure) -> Implementation)?
  /// Where the zone comes from that the last argument names; nil where no argument names one.
  let zones: CELTimeZones?
  let implementation: Implementation
  /// Whether the signature has type parameters, so that a call needs substitutions.
  let isGeneric: Bool

  init(
    _ parameters: [CELType],
    _ result: CELType,
    isMember: Bool = false,
    canFail: Bool = false,
    refine: (@Sendable ([CELValue?]) -> CELType?)? = nil,
    prepare: (@Sendable (CELValue) throws(CELFailure) -> Implementation)? = nil,
    zones: CELTimeZones? = nil,
    _ implementation: Implementation
  ) {
    signature = Signature(parameters: parameters, result: result, isMember: isMember)
    self.canFail = canFail
    self.refine = refine
    self.prepare = prepare
    self.zones = zones
    self.implementation = implementation
    isGeneric = parameters.contains(where: \.hasParameters) || result.hasParameters
  }
}
