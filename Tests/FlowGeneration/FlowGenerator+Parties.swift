import CEL
import CallModel
import FlowLanguage
import TestSupport

extension FlowGenerator {
  /// A party that an action takes: an identity, who was brought in, or an expression.
  mutating func party(
    for action: PartyAction,
    _ draft: inout StepDraft,
    orEveryone: Bool = false
  ) -> YAMLDraft {
    let fitting = identities.filter { identity in
      AdmissionTable.verdict(action, identity.kind, in: profile) != .no
        && (action != .redirect || identity.name != "line")
    }.map(\.name)
    if let guarded = guardedParty(for: action, &draft) { return guarded }
    var names = fitting
    if action == .reach {
      let present = broughtIn(at: draft.point)
      names += joinsCalls ? [] : ["caller", "caller"]
      names += present + present + (orEveryone ? ["everyone"] : [])
      if dice.chance(10) { return .text("${call.from}") }
      if let id = dice.pick(present), dice.chance(30) {
        uses.insert("party of a step")
        return .text("${\(id).party}")
      }
    }
    if dice.chance(20), let one = dice.pick(fitting), let other = dice.pick(fitting) {
      uses.insert("party by ?:")
      return .text("${\(expression(.bool, at: draft.point, depth: 1)) ? \(one) : \(other)}")
    }
    if dice.chance(10), AdmissionTable.kinds(for: action, in: profile).contains(.phoneNumber) {
      uses.insert("party of a text")
      return .text("${phoneNumber(\(dice.chance(50) ? "'+12065551234'" : "call.id"))}")
    }
    if !flags.isEmpty, AdmissionTable.kinds(for: action, in: profile).contains(.phoneNumber),
      dice.chance(30)
    {
      uses.insert("flag as a party")
      return .text("${flags.backup}")
    }
    let name = dice.pick(names) ?? "caller"
    return .text(dice.chance(85) || !fitting.contains(name) ? name : "${\(name)}")
  }

  /// One or several, without anyone twice.
  mutating func parties(for action: PartyAction, _ draft: inout StepDraft) -> YAMLDraft {
    let listed = identities.filter {
      AdmissionTable.verdict(action, $0.kind, in: profile) != .no
    }.map(\.name)
    if dice.chance(15), let one = dice.pick(listed), let other = dice.pick(listed) {
      uses.insert("parties by a list")
      return .text("${[\(one), \(other)]}")
    }
    let first = party(for: action, &draft)
    guard dice.chance(40) else { return first }
    let rest = (0..<dice.number(in: 1...2)).map { _ in party(for: action, &draft) }
    return .list([first] + rest)
  }

  /// The identities that can be called.
  func dialled(at point: Point) -> [String] {
    identities.filter { AdmissionTable.verdict(.dial, $0.kind, in: profile) == .yes }.map(\.name)
  }

  /// The ids of steps that surely brought somebody in.
  func broughtIn(at point: Point) -> [String] {
    results.filter { $0.bringsAParty && point.results[$0.id] == ["done"] }.map(\.id)
  }

  /// Who called, behind a `when` that asks whether the action takes them.
  private mutating func guardedParty(
    for action: PartyAction,
    _ draft: inout StepDraft
  ) -> YAMLDraft? {
    guard draft.mayBeConditional, draft.when == nil, dice.chance(15),
      let kind = dice.pick(AdmissionTable.kinds(for: action, in: profile))
    else { return nil }
    uses.insert("narrowing")
    let isPresent = [.mute, .sendTones].contains(action)
    // Who called is in the call, and cannot be brought in.
    let others = [.addAgent, .addParticipant].contains(action) ? "call.to" : "call.from"
    let who = isPresent && !joinsCalls ? "caller" : dice.chance(50) ? others : "call.to"
    let test =
      kind == .phoneNumber
      ? "\(who).kind == 'phoneNumber' && has(\(who).number)" : "\(who).kind == '\(kind.rawValue)'"
    draft.when = dice.chance(50) ? test : "\(test) && \(expression(.bool, at: draft.point))"
    return .text(isPresent && !joinsCalls && dice.chance(50) ? who : "${\(who)}")
  }
}
