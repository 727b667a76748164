import CallAutomation
import CallEmulator
import CallModel
import Foundation
import HTTPTransport
import Logging
import Synchronization

/// A small app at the other end: it answers calls, says something, listens for a key, and hangs up
/// when it heard one or nothing.
final class AnsweringApp: Sendable {
  private struct State {
    var endpoint = ""
    var connection: CallConnectionID?
    var received: [CallEvent.Kind] = []
    var failures: Int
  }

  private let state: Mutex<State>
  private let client: HTTPClient
  private let base: String

  /// Makes an app that answers its first callbacks with 500.
  init(failures: Int, base: String) throws {
    state = Mutex(State(failures: failures))
    client = try HTTPClient()
    self.base = base
  }

  /// Sets where the service is.
  func use(endpoint: String) {
    state.withLock { $0.endpoint = endpoint }
  }

  /// The kinds of events that were taken, in order.
  var received: [CallEvent.Kind] { state.withLock(\.received) }

  func stop() async { await client.shutdown() }

  func handle(_ request: HTTPRequest) async -> HTTPResponse {
    if request.path == "/api/incomingCall" { return await ring(request.body) }
    let fails = state.withLock { state in
      state.failures -= 1
      return state.failures >= 0
    }
    if fails { return .text(500, "not now\n") }
    guard case .success(let events) = decodeCallbacks(request.body) else {
      return .text(400, "not JSON\n")
    }
    for case .success(let event) in events {
      state.withLock { $0.received.append(event.kind) }
      await react(to: event)
    }
    return .text(200, "")
  }

  private func ring(_ body: [UInt8]) async -> HTTPResponse {
    guard case .success(let delivery) = decodeEventGrid(body) else { return .text(400, "") }
    for case .success(let event) in delivery.events {
      guard case .incomingCall(let call) = event.content else { continue }
      await send(
        .answer(
          AnswerCommand(context: call.context, cognitiveServicesEndpoint: "https://ai.contoso.com")
        ),
        as: 1
      )
    }
    return .text(200, "")
  }

  private func react(to event: CallEvent) async {
    state.withLock { $0.connection = event.connectionID }
    switch event.content {
    case .callConnected:
      let text = PlaySource.text("Welcome.", locale: "en-US", voice: nil)
      await send(.play(PlayCommand(sources: [text], to: [], loop: false, interrupts: false)), as: 2)
    case .playCompleted:
      let tones = ToneCollection(maximum: 1, interToneSeconds: 2, stopTones: [])
      await send(
        .recognize(
          RecognizeCommand(
            input: .tones(tones),
            from: .phoneNumber("+14255550123"),
            prompts: [],
            bargeIn: true,
            initialSilenceSeconds: 5,
            speechLocale: nil,
            interrupts: false
          )
        ),
        as: 3
      )
    case .recognizeCompleted, .recognizeFailed: await send(.terminate, as: 4)
    default: return
    }
  }

  private func send(_ command: CallCommand, as ordinal: Int) async {
    let (endpoint, connection) = state.withLock { ($0.endpoint, $0.connection) }
    let call = CallID("00112233445566778899aabbccddeeff")
    let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    let envelope = CommandEnvelope(
      callID: call,
      context: OperationContext(ordinal: ordinal, attempt: 1),
      connectionID: connection,
      firstSent: now,
      repeatabilityID: repeatabilityID(callID: call, ordinal: ordinal),
      callbackBase: base
    )
    guard case .success(let request) = encode(command, in: envelope) else { return }
    let sent = signed(
      request,
      key: EmulatorConfiguration.developmentKey,
      host: endpoint.replacing("http://", with: ""),
      date: now
    )
    var headers = HTTPHeaders()
    for header in sent.headers { headers.append(header.name, header.value) }
    do {
      _ = try await client.send(
        HTTPClientRequest(
          method: sent.method,
          url: endpoint + sent.target,
          headers: headers,
          body: sent.body
        )
      )
    } catch {
      print("the app's request failed: \(error)")
    }
  }
}
