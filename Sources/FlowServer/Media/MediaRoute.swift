internal import CallAutomation
internal import CallModel
internal import FlowEngine
internal import FlowRuntime
internal import HTTPTransport

/// Where the service opens the sockets of a call: `/media/<call id>/streaming` and
/// `/media/<call id>/transcription` (FACTS.md (h)).
///
/// There is one only where the call's flow has said that it comes here, one at a time. 404 means
/// that there is none, 410 that the call is over, 403 that the service speaks of another leg, 409
/// that it is open already, 503 that it is to be opened again.
struct MediaRoute: Sendable {
  let journal: any Journal
  let health: Health
  let sockets: MediaSockets

  /// Where they are.
  var routes: [Route] {
    Feed.allCases.map { feed in
      Route(
        mediaPath(for: CallID("*"), feed),
        access: .mediaSockets,
        serves: .sockets(MediaServerLimits.socket) { head, places in
          await offer(of: feed, to: head, for: places[0])
        }
      )
    }
  }

  /// Whether there is such a socket.
  func offer(of feed: Feed, to head: HTTPRequest, for text: Substring) async -> Route.SocketOffer {
    let id = CallID(String(text))
    guard id.isWellFormed else { return .none(unknownCall) }
    guard health.station != .draining else { return .none(.unavailable("the server stops")) }
    do throws(JournalError) {
      guard let stored = try await journal.call(id) else { return .none(unknownCall) }
      let outline = stored.outline
      guard outline.end == nil else { return .none(.error(410, "callEnded", "the call is over")) }
      if let told = head.headers["x-ms-call-connection-id"], let known = outline.connectionID,
        told != known.rawValue
      {
        return .none(.error(403, "otherLeg", "the call has another connection id"))
      }
      guard let machine = try stored.machine() else { return .none(noSocket) }
      return offer(of: feed, to: head, machine, flow: outline.flow)
    } catch {
      return .none(.unavailable("the call cannot be read now"))
    }
  }

  private func offer(
    of feed: Feed,
    to head: HTTPRequest,
    _ machine: CallMachine,
    flow: String
  ) -> Route.SocketOffer {
    let seat = MediaSeat(call: machine.callID, flow: flow, feed: feed)
    guard !sockets.isTaken(seat) else {
      return .none(.error(409, "openAlready", "this socket is open already"))
    }
    switch feed {
    case .streaming:
      guard let options = machine.ownStreaming else { return .none(noSocket) }
      let headers = head.headers
      return .socket { sockets.stream(options, at: seat, headers) }
    case .transcription:
      guard let signal = machine.ownTranscription?.signal else { return .none(noSocket) }
      return .socket { sockets.transcript(to: signal, at: seat) }
    }
  }

  private var unknownCall: HTTPResponse { .error(404, "unknownCall", "there is no such call") }

  private var noSocket: HTTPResponse {
    .error(404, "noSocket", "the call's flow has nothing sent here")
  }
}
