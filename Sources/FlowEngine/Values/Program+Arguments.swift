package import CEL
internal import CallModel
package import FlowLanguage

/// Why a call cannot be begun with the values given.
package enum ArgumentFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The flow takes calls that come in, or is only run by others.
  case placesNoCalls(flow: String)
  /// It has no parameter of that name.
  case unknown(String, known: [String])
  /// A parameter without a value of its own was left out.
  case missing(String, type: String)
  /// The value is not of the parameter's type.
  case wrongType(String, type: String)

  /// What is wrong, for whoever began it.
  package var description: String {
    switch self {
    case .placesNoCalls(let flow):
      "`\(flow)` places no calls: a flow that does has a `dial` or a `join`, and no `routes`"
    case .unknown(let name, let known):
      known.isEmpty
        ? "the flow has no parameter `\(name)`, and none at all"
        : "the flow has no parameter `\(name)`; it has \(known.joined(separator: ", "))"
    case .missing(let name, let type): "the parameter `\(name)` (\(type)) has no value"
    case .wrongType(let name, let type): "the parameter `\(name)` takes a value of type `\(type)`"
    }
  }
}

extension Program {
  /// Whether calls of the flow are begun here.
  package var placesCalls: Bool {
    routes.isEmpty && lists.values.contains { $0.steps.contains { $0.shape.phase == .placing } }
  }

  /// The flow's parameters by name, with their types.
  package var parameters: [String: FlowType] {
    variables.filter(\.value.isParameter).mapValues(\.type)
  }

  /// The values of the parameters, from a JSON object's members as flows see them.
  package func arguments(
    from members: [String: CELValue]
  ) throws(ArgumentFailure) -> [String: CELValue] {
    try arguments(members) { type, json in type.value(json: json) }
  }

  /// The values of the parameters, from values that another flow has given them: of the types of the
  /// version that was current then.
  package func arguments(
    fitting values: [String: CELValue]
  ) throws(ArgumentFailure) -> [String: CELValue] {
    try arguments(values) { type, value in type.takes(value) ? value : nil }
  }

  private func arguments(
    _ members: [String: CELValue],
    _ read: (FlowType, CELValue) -> CELValue?
  ) throws(ArgumentFailure) -> [String: CELValue] {
    guard placesCalls else { throw .placesNoCalls(flow: name) }
    for name in members.keys.sorted() where parameters[name] == nil {
      throw .unknown(name, known: parameters.keys.sorted())
    }
    var arguments: [String: CELValue] = [:]
    for (name, type) in parameters.sorted(by: { $0.key < $1.key }) {
      guard let member = members[name] else {
        guard variables[name]?.initial != nil else { throw .missing(name, type: type.name) }
        continue
      }
      guard let value = read(type, member) else {
        throw .wrongType(name, type: type.name)
      }
      arguments[name] = value
    }
    return arguments
  }
}
