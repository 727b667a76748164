import CEL
import CallModel
import FlowEngine
import FlowLanguage
import FlowRuntime
import Testing

/// A flow in which the caller types a card's number, which is sent, answered and confirmed, and then
/// another one inside of `sensitive`.
let paying = ProjectFile(
  path: "pay.yaml",
  bytes: Array(
    """
    flow: pay
    locale: en-US
    identities:
      line: { rawId: "\(lineRawID)" }
    routes: [{ to: line }]
    variables: { card: sensitive string = none }
    signals: { approved: { code: sensitive string } }
    blocks:
      main:
        - answer
        - recognize: { tones: { count: 4 }, sensitive: true }
          id: typed
          on: { failed: hangUp }
        - set: { card: "${typed.tones}" }
        - http:
            post: "https://pay.contoso.com/charge/${card}"
            headers: { x-card: "${card}" }
            body: { card: "${card}" }
            response: { receipt: sensitive string }
          id: charge
          on: { failed: hangUp }
        - wait: { for: { said: { signal: approved } }, timeout: 30s }
          id: pause
          on: { timeout: hangUp }
        - sensitive:
            - recognize: { tones: { count: 2 } }
              id: more
              on: { failed: hangUp }
        - log: "card ends in ${lastDigits(card, 2)}"
        - hangUp
    """.utf8
  )
)

/// What nobody may find of such a call.
let payingSecrets = ["4711", "receipt-0815", "code-2342", "pay.contoso.com/charge"]

extension TestHost {
  /// Lets a call of `paying` come as far as its second question, and returns its id.
  func reachSecondQuestion() async throws -> CallID {
    let id = try await ring()
    try await sender.next().answer(200, answered)
    let caller = Participant(identifier: Identifier(rawID: callerRawID))
    let began = [
      event(.callConnected, id: "e1"),
      event(.participantsUpdated([caller], sequenceNumber: 1), id: "e2"),
    ]
    #expect(await host.deliver(began, to: id) == .committed)
    try await sender.next().answer(202)
    let typed = recognized([.four, .seven, .one, .one], id: "e3", ordinal: 2)
    #expect(await host.deliver([typed], to: id) == .committed)
    let request = try await sender.next()
    #expect(request.line == "POST https://pay.contoso.com/charge/4711")
    request.answer(200, #"{"receipt":"receipt-0815"}"#)
    try await waitUntil(id, is: "main/4")
    let approval = PostedSignal(
      id: EventID("s1"),
      name: "approved",
      fields: .map(.init(texts: ["code": .string("code-2342")]))
    )
    #expect(await host.signal(approval, to: id) == .committed)
    try await sender.next().answer(202)
    return id
  }

  /// Answers the second question of a call of `paying`, and ends the call.
  func answerSecondQuestion(of id: CallID) async throws {
    let typed = recognized([.five, .nine], id: "e4", ordinal: 4)
    #expect(await host.deliver([typed], to: id) == .committed)
    try await sender.next().answer(204)
    let ended = event(.callDisconnected, id: "e5")
    #expect(await host.deliver([ended], to: id) == .committed)
  }

  private func recognized(_ tones: [Tone], id: String, ordinal: Int) -> CallInput.Content {
    event(
      .recognizeCompleted(.tones(tones)),
      id: id,
      context: OperationContext(ordinal: ordinal, attempt: 1)
    )
  }

  /// Waits until a call stands at a step.
  private func waitUntil(_ id: CallID, is path: String) async throws {
    for _ in 0..<10_000 {
      if try await journal.call(id)?.machine()?.path == path { return }
      await Task.yield()
    }
    throw TestFailure("the call does not come to \(path)")
  }
}
