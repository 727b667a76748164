import CEL
import CallModel
import FlowLanguage

extension Turn {
  /// The caller (rule 15): as the first list named them, else whom the ring named.
  var caller: Identifier? {
    state.parties.caller?.identifier
  }

  /// Who a field names, and whether the action takes them; `everyone` is nobody in particular.
  func parties(
    _ field: FieldValue<Party>,
    for action: PartyAction
  ) throws(StepFailure) -> [Identifier] {
    let identifiers: [Identifier]
    switch field {
    case .literal(let party): identifiers = try self.parties(party)
    case .expression(let id): identifiers = try Turn.identifiers(in: try evaluate(id))
    }
    for identifier in identifiers { try check(identifier, for: action) }
    return identifiers
  }

  /// The one party a field names.
  func party(
    _ field: FieldValue<Party>,
    for action: PartyAction
  ) throws(StepFailure) -> Identifier {
    let identifiers = try parties(field, for: action)
    guard let identifier = identifiers.first, identifiers.count == 1 else {
      throw StepFailure(.invalid, "the step is for one party")
    }
    return identifier
  }

  /// The one party a field names, as the newest list names them; who is not in the call is the
  /// step's failure.
  ///
  /// Before the first list nobody knows who is there.
  func presentParty(
    _ field: FieldValue<Party>,
    for action: PartyAction
  ) throws(StepFailure) -> Identifier {
    let party = try party(field, for: action)
    let record = state.parties.record(of: party)
    guard !state.parties.isKnown || record?.isPresent ?? false else {
      throw StepFailure(.state, "the party is not in the call")
    }
    return record?.identifier ?? party
  }

  /// Who some fields name, each once and only those who are not in the call.
  func absentParties(
    _ fields: [FieldValue<Party>],
    for action: PartyAction
  ) throws(StepFailure) -> [Identifier] {
    var absent: [Identifier] = []
    for field in fields {
      for party in try parties(field, for: action) {
        let isPresent = state.parties.record(of: party)?.isPresent ?? false
        guard !isPresent, !absent.contains(where: { $0.isSameParty(as: party) }) else { continue }
        absent.append(party)
      }
    }
    return absent
  }

  private func parties(_ party: Party) throws(StepFailure) -> [Identifier] {
    switch party {
    case .everyone: return []
    case .caller:
      guard let caller else { throw StepFailure(.invalid, "nobody knows who the caller is") }
      return [caller]
    case .identity(let name):
      guard let identity = program.identities[name] else {
        throw StepFailure(.invalid, "the environment has no value for an identity")
      }
      return [identity]
    case .broughtIn(let step):
      guard case .record(let result)? = records[step], let party = result["party"],
        let identifier = IdentifierType.identifier(from: party)
      else { throw StepFailure(.invalid, "the step brought nobody in") }
      return [identifier]
    }
  }

  private static func identifiers(in value: CELValue) throws(StepFailure) -> [Identifier] {
    if case .list(let values) = value {
      var all: [Identifier] = []
      for value in values { all += try identifiers(in: value) }
      return all
    }
    guard let identifier = IdentifierType.identifier(from: value) else { throw .mistypedField }
    return [identifier]
  }

  /// The table profile × action × kind holds for values too that no flow could name.
  private func check(
    _ identifier: Identifier,
    for action: PartyAction
  ) throws(StepFailure) {
    if case .phoneNumber(let number) = identifier.detail, number.isWithheld,
      !action.takesWithheldNumbers
    {
      throw StepFailure(.invalid, "a withheld number cannot be called")
    }
    guard AdmissionTable.verdict(action, identifier.kind, in: program.profile) != .no else {
      throw StepFailure(
        .invalid,
        "a \(identifier.kind.rawValue) is not what \(action.rawValue) takes"
      )
    }
  }
}
