import CallModel
import FlowLanguage

extension Turn {
  /// What whoever is reached is told, before it is known who that is (`CustomContext.reaching`).
  func customContext(_ fields: CallContextFields) throws(StepFailure) -> CustomContext {
    let headers = try texts(fields.headers)
    return CustomContext(
      voipHeaders: headers,
      sipHeaders: [:],
      teamsPhone: try teamsPhoneDetails(fields)
    )
  }

  private func teamsPhoneDetails(
    _ fields: CallContextFields
  ) throws(StepFailure) -> TeamsPhoneDetails? {
    let topic = try fields.topic.map { template throws(StepFailure) in try text(template) }
    guard (topic?.count ?? 0) <= ServiceLimits.topicCharacters else {
      throw StepFailure(.limit, "a topic has more characters than the service takes")
    }
    var caller: TeamsPhoneDetails.Caller?
    if fields.screenPop != nil || fields.recordID != nil {
      caller = try callerDetails(fields)
    }
    return topic == nil && caller == nil ? nil : TeamsPhoneDetails(topic: topic, caller: caller)
  }

  /// Who calls: the service wants a name and a number, so that a caller without them is shown by
  /// what is known of them.
  private func callerDetails(
    _ fields: CallContextFields
  ) throws(StepFailure) -> TeamsPhoneDetails.Caller {
    guard let identifier = caller ?? state.call?.from else {
      throw StepFailure(.state, "the call has no caller")
    }
    var number = identifier.rawID
    if case .phoneNumber(let phone) = identifier.detail { number = phone.value }
    let pages = try fields.screenPop.map { template throws(StepFailure) in
      try url(template).map { part throws(StepFailure) in
        guard case .text(let text) = part else {
          throw StepFailure(.invalid, "a secret cannot stand in what an agent is told")
        }
        return text
      }
    }
    return TeamsPhoneDetails.Caller(
      identifier: identifier,
      name: state.call?.callerName ?? number,
      phoneNumber: number,
      recordID: try fields.recordID.map { template throws(StepFailure) in try text(template) },
      screenPopURL: pages?.joined()
    )
  }
}

extension CustomContext {
  /// The same for whom it is to reach: a telephone gets headers of the SIP leg and no others, a client
  /// VoIP headers (FACTS.md (f)); fails where one is longer than that leg takes.
  func reaching(_ target: Identifier) throws(StepFailure) -> CustomContext {
    let isTelephone = target.kind == .phoneNumber
    let longest =
      isTelephone ? ServiceLimits.sipHeaderCharacters : ServiceLimits.voipHeaderCharacters
    guard (voipHeaders.values.map(\.count).max() ?? 0) <= longest else {
      throw StepFailure(.limit, "a header has more characters than the service takes")
    }
    guard isTelephone else { return self }
    return CustomContext(voipHeaders: [:], sipHeaders: voipHeaders, teamsPhone: teamsPhone)
  }
}
