internal import CEL
internal import CallAutomation
internal import CallDispatch
internal import CallModel
internal import Diagnostics
internal import FlowEngine
internal import FlowLanguage
internal import JSON

/// A request of a flow that has no answer yet.
struct OpenRequest: Sendable {
  let turn: LaneTurn
  let effect: HTTPEffect
  let request: SimulatedRequest
  let deadline: Timestamp
  /// What it gets, at each try; nil until a line or a rule says it.
  var answer: ScenarioAnswer?
}

/// Requests of the flow to other systems.
extension Simulation {
  mutating func open(_ effect: HTTPEffect, _ turn: LaneTurn) {
    let request = SimulatedRequest(effect)
    append(.requested(request))
    let tried = Tries(of: effect, from: now, random: middle)
    tries[turn.number] = tried
    openRequests.append(
      OpenRequest(turn: turn, effect: effect, request: request, deadline: tried.deadline)
    )
    let rule = scenario.rules.first { $0.pattern.matches(request, names(with: request)) }
    if !waitingAnswers.isEmpty {
      openRequests[openRequests.count - 1].answer = waitingAnswers.removeFirst().answer
    } else if let rule {
      openRequests[openRequests.count - 1].answer = rule.answer
    }
    ask(turn)
  }

  /// Gives the oldest request without an answer this one, which a line says, or else the next.
  mutating func give(_ answer: ScenarioAnswer, at line: Span) {
    guard let index = openRequests.firstIndex(where: { $0.answer == nil }) else {
      waitingAnswers.append((answer, line))
      return
    }
    openRequests[index].answer = answer
    pending.removeAll { $0.what.turn == openRequests[index].turn }
    ask(openRequests[index].turn)
  }

  /// One try of a request.
  mutating func ask(_ turn: LaneTurn) {
    guard lane?.mayTry(turn) ?? false, let open = openRequests.first(where: { $0.turn == turn })
    else { return end(turn, nil) }
    guard let answer = open.answer else {
      plan(.answers(turn, .timedOut), at: open.deadline)
      return
    }
    let isLate = now + answer.after >= open.deadline
    switch answer.content {
    case .timeout: plan(.answers(turn, .timedOut), at: open.deadline)
    case .respond where isLate: plan(.answers(turn, .timedOut), at: open.deadline)
    case .unreachable:
      plan(.answers(turn, .notSent(reason: "nobody is there")), at: now + answer.after)
    case .respond(let status, let headers, let body):
      do throws(CELFailure) {
        let value = try body?.value(names(with: open.request))
        let bytes = value.map { JSONValue($0).bytes() } ?? []
        let web = WebAnswer(
          status: status,
          headers: headers.sorted { $0.key < $1.key }.map {
            ServiceRequest.Header($0.key, $0.value)
          },
          body: bytes
        )
        plan(.answers(turn, .answer(web)), at: now + answer.after)
      } catch {
        failure = .unevaluated("\(open.request.line): \(error.message)")
      }
    }
  }

  /// What a try of a request has come to; it is tried again as the server does (rule 30).
  mutating func judge(_ turn: LaneTurn, _ result: SendResult) {
    guard let index = openRequests.firstIndex(where: { $0.turn == turn }) else { return }
    let open = openRequests[index]
    if open.answer == nil {
      failure = failure ?? .unanswered(open.request.line)
      return
    }
    let pause = tries[turn.number]?.pause(after: result, of: open.effect, at: now)
    guard let pause else {
      openRequests.remove(at: index)
      let result = HTTPResult(result, scrubbing: { $0 })
      return end(turn, .httpFinished(ordinal: open.effect.ordinal, result))
    }
    plan(.asks(turn), at: now + Milliseconds(pause))
  }

  /// What `${ … }` in the values of a test stands for.
  func names(with request: SimulatedRequest?) -> (String) -> CELValue? {
    { name in
      if name == "request" { return request?.value }
      return (scenario.parties[name] ?? program.identities[name]).map {
        IdentifierType.value(of: $0)
      }
    }
  }
}

extension SimulatedRequest {
  /// The request, with secrets blotted out.
  fileprivate init(_ effect: HTTPEffect) {
    method = effect.method
    url = effect.url.map(\.shown).joined()
    var headers: [String: String] = [:]
    for header in effect.headers { headers[header.name] = header.value.map(\.shown).joined() }
    self.headers = headers
    body = effect.body.map { JSONValue($0) }
  }
}

extension HTTPEffect.TextPart {
  fileprivate var shown: String {
    switch self {
    case .text(let text): text
    case .secret, .encodedSecret: "‹secret›"
    }
  }
}
