internal import FlowRuntime
internal import HTTPTransport

/// Shows what was counted and measured, as Prometheus reads it: `GET /metrics`.
struct MetricsRoute: Sendable {
  let registry: MetricsRegistry
  let host: CallHost
  let health: HealthRoute

  /// Where it is.
  func route(for access: RouteAccess) -> Route {
    Route("/metrics", access: access, serves: .answers(bodyLimit: 0, ["GET": { _, _ in answer }]))
  }

  private var answer: HTTPResponse {
    let text = MetricsText(registry, processFigures().merging(figures) { $1 }).text
    var response = HTTPResponse(status: 200, body: Array(text.utf8))
    response.headers["Content-Type"] = MetricsText.contentType
    return response
  }

  private var figures: [Metric: [([String], Double)]] {
    let load = host.load
    let levels: [Metric: Int] = [
      .callsOpen: load.openCalls, .callsInMemory: load.callsInMemory,
      .callsUnsettled: load.unsettledCalls, .lettersWaiting: load.lettersWaiting,
      .commitsWaiting: load.commitsWaiting, .ready: health.readiness.status == 200 ? 1 : 0,
    ]
    return levels.mapValues { [([], Double($0))] }
      .merging([.build: [([programVersion], 1)]]) { $1 }
  }
}
