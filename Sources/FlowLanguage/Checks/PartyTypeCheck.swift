import CEL
import CallModel
import Diagnostics

/// Checks an expression that names a party: every kind its value can have must be one that the
/// action takes in the flow's profile (SEMANTICS.md, rules 16 and 33).
struct PartyTypeCheck {
  let expression: CELExpression
  /// The expression as written, for advice.
  let source: String
  let action: PartyAction
  /// Whether it may give a list of parties.
  let takesList: Bool
  let profile: Profile
  /// The type as declared, where the expression is no more than the name of something declared.
  let declared: FlowType?

  /// What is wrong with it.
  func findings() -> [Diagnostic] {
    let type = takesList ? expression.type.itemOrItself : expression.type
    guard case .abstract(let type) = type, type.name == IdentifierType.name else {
      return type == .invalid || type == .dyn ? [] : [noParty]
    }
    let kinds = type.kinds.sorted()
    let refused = kinds.filter { verdict(of: $0) == .no }
    guard refused.isEmpty else { return [refusal(of: refused, isCertain: refused == kinds)] }
    return kinds.filter { verdict(of: $0) == .disputed }.map(dispute)
  }

  private func verdict(of kind: String) -> Admission.Verdict {
    guard let kind = IdentifierKind(rawValue: kind) else {
      guard action.takesWithheldNumbers else { return .no }
      return AdmissionTable.verdict(action, .phoneNumber, in: profile)
    }
    return AdmissionTable.verdict(action, kind, in: profile)
  }

  private var noParty: Diagnostic {
    let type = declared.map(\.name) ?? "\(expression.type)"
    let isLink = declared == .uri
    return Diagnostic(
      .typeMismatch,
      "expected a party\(takesList ? " or a list of them" : ""), found a value of type `\(type)`",
      at: expression.span,
      help: isLink
        ? "a link is nobody to ring, and \(meetingsAreNotJoined)"
        : "a party is an identifier: `call.from`, an identity, or `id.party` of the step "
          + "that brought it in"
    )
  }

  private func dispute(_ kind: String) -> Diagnostic {
    Diagnostic(
      .disputedKind,
      .warning,
      "this can be a `\(kind)`, which the service may refuse \(action.purpose) in a `\(profile)` "
        + "flow",
      at: expression.span,
      help: "\(rule); \(guardAdvice([]))"
    )
  }

  private func refusal(of refused: [String], isCertain: Bool) -> Diagnostic {
    let words = refused.map { kind in
      switch kind {
      case IdentifierType.withheldNumber: "a withheld number"
      case IdentifierKind.unknown.rawValue: "of no known kind"
      default: "a `\(kind)`"
      }
    }
    let list = words.dropLast().joined(separator: ", ")
    let all = words.count == 1 ? words[0] : "\(list) or \(words[words.count - 1])"
    let isNumber = refused == [IdentifierType.withheldNumber]
    return Diagnostic(
      .identifierKind,
      "this \(isCertain ? "is" : "can be") \(all), which cannot be \(action.participle) in a "
        + "`\(profile)` flow",
      at: expression.span,
      help: isNumber
        ? "ask first whether the number is known: `has(\(subject).number)`"
        : isCertain ? rule : "\(rule); \(guardAdvice(refused))"
    )
  }

  /// The kinds that would do.
  private var rule: String {
    let kinds = AdmissionTable.kinds(for: action, in: profile).map { "a `\($0)`" }
    return "\(action.rule) \(kinds.joined(separator: " or "))"
  }

  private func guardAdvice(_ refused: [String]) -> String {
    let kinds = AdmissionTable.kinds(for: action, in: profile)
    let asksNumber =
      refused.contains(IdentifierType.withheldNumber) && kinds.contains(.phoneNumber)
    return asksNumber
      ? "ask first: `when: has(\(subject).number)`"
      : "ask first: `when: \(subject).kind == '\(kinds.first?.rawValue ?? "")'`"
  }

  /// The expression without blanks around it; a long one is not repeated.
  private var subject: String {
    let text = source.drop { $0 == " " }
    return text.utf8.count <= 40 ? String(text) : "…"
  }
}

extension CELType {
  /// The type of a list's items; of any other type the type.
  var itemOrItself: CELType {
    if case .list(let item) = self { item } else { self }
  }
}
