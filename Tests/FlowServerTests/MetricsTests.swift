import CallModel
import FlowRuntime
import HTTPTransport
import Metrics
import TestSupport
import Testing

@testable import FlowServer

/// `/metrics`, as Prometheus asks it.
@Suite(.hangLimit)
struct MetricsTests {
  private static let key = "a-key-of-sixteen"

  @Test func `what is recorded is written as Prometheus reads it`() {
    let registry = MetricsRegistry()
    Metric.callsBegun.counter(["a \"b\"\\\n"], in: registry).increment(by: 3)
    let advances = Metric.commitAdvances.histogram(in: registry)
    for count in [1, 2, 3, 2_000] { advances.record(count) }
    Metric.clockOffset.gauge(["machine"], in: registry).record(-0.25)
    let lines = MetricsText(registry, [.ready: [([], 1)]]).text.split(separator: "\n")
    #expect(lines.contains("# TYPE flowctl_calls_begun_total counter"))
    #expect(lines.contains(#"flowctl_calls_begun_total{flow="a \"b\"\\\n"} 3"#))
    #expect(lines.contains("flowctl_commit_advances_bucket{le=\"1\"} 1"))
    #expect(lines.contains("flowctl_commit_advances_bucket{le=\"4\"} 3"))
    #expect(lines.contains("flowctl_commit_advances_bucket{le=\"1024\"} 3"))
    #expect(lines.contains("flowctl_commit_advances_bucket{le=\"+Inf\"} 4"))
    #expect(lines.contains("flowctl_commit_advances_sum 2006"))
    #expect(lines.contains("flowctl_clock_offset_seconds{against=\"machine\"} -0.25"))
    #expect(lines.contains("flowctl_ready 1"))
  }

  @Test func `times are counted in seconds`() {
    let registry = MetricsRegistry()
    let timer = Metric.commitTime.timer(in: registry)
    timer.recordNanoseconds(Duration.milliseconds(3).wholeNanoseconds)
    timer.recordNanoseconds(Duration.seconds(Int64.max).wholeNanoseconds)
    let text = MetricsText(registry, [:]).text
    #expect(text.contains("flowctl_commit_seconds_bucket{le=\"0.0025\"} 0\n"))
    #expect(text.contains("flowctl_commit_seconds_bucket{le=\"0.005\"} 1\n"))
    #expect(text.contains("flowctl_commit_seconds_bucket{le=\"30\"} 1\n"))
    #expect(text.contains("flowctl_commit_seconds_count 2\n"))
  }

  @Test func `a label with too many values counts the rest together`() {
    let registry = MetricsRegistry()
    for flow in 0..<(MetricsLimits.series + 7) {
      Metric.callsBegun.counter(["flow-\(flow)"], in: registry).increment()
    }
    let samples = registry.samples(of: .callsBegun)
    #expect(samples.count == MetricsLimits.series + 1)
    guard case .number(7)? = samples.first(where: { $0.labels == ["other"] })?.value else {
      Issue.record("the rest is not counted as `other`")
      return
    }
  }

  @Test func `bounds rise and there is room for them`() {
    for bounds in [MetricBounds.requests, .people, .counts] {
      #expect(bounds.values.count <= MetricsLimits.bounds)
      #expect(bounds.values == bounds.values.sorted())
      #expect(Set(bounds.values).count == bounds.values.count)
    }
  }

  @Test func `a call is counted and its latencies are measured`() async throws {
    try await serving { test, _ in
      let id = try await test.ring(age: 3)
      await test.service.wait(for: ":answer")
      #expect(await test.tell(id, "CallConnected", id: "e1") == 200)
      await test.service.wait(for: ":play")
      #expect(await test.tell(id, "PlayStarted", id: "e2", context: "2.1") == 200)
      #expect(await test.tell(id, "PlayCompleted", id: "e3", context: "2.1") == 200)
      await test.service.wait(for: ":terminate")
      #expect(await test.tell(id, "CallDisconnected", id: "e4") == 200)
      await eventually {
        await metrics(test)[#"flowctl_calls_ended_total{manner="over",reason="hungUp"}"#] == 1
      }
      let values = await metrics(test)
      #expect(values[#"flowctl_calls_begun_total{flow="greeting"}"#] == 1)
      #expect(values["flowctl_calls_open"] == 0)
      #expect(values[#"flowctl_inputs_total{kind="event"}"#] == 4)
      #expect(values[#"flowctl_service_requests_total{command="answer",result="taken"}"#] == 1)
      #expect(values["flowctl_call_notify_seconds_count"] == 1)
      #expect((3..<8).contains(values["flowctl_call_notify_seconds_sum", default: 0]))
      for latency in ["answer", "connect", "first_audio"] {
        #expect(values["flowctl_call_\(latency)_seconds_count"] == 1, "\(latency)")
      }
      #expect(values["flowctl_commits_total", default: 0] >= 5)
      #expect(values["flowctl_commit_bytes_total", default: 0] > 1_000)
      let route = #"route="/api/callbacks/*""#
      #expect(values["flowctl_http_requests_total{\(route),status=\"2xx\"}"] == 4)
      #expect(values["flowctl_http_request_seconds_count{\(route)}"] == 4)
      #expect(values["flowctl_ready"] == 1)
      #expect(values["flowctl_journal_available"] == 1)
      #expect(values["process_resident_memory_bytes", default: 0] > 1_000_000)
      #expect(values["process_start_time_seconds", default: 0] > 1_700_000_000)
    }
  }

  @Test func `a reload that is refused shows the codes of its errors until one is not`()
    async throws
  {
    try await serving { test, folder in
      try folder.write("flow: greeting\nblox: {}", to: "greeting.yaml")
      #expect(await reload(test) == 409)
      let refused = await metrics(test)
      #expect(refused["flowctl_reload_refused"] == 1)
      #expect(refused[#"flowctl_reload_findings{code="unknown-field"}"#] == 1)
      #expect(refused["flowctl_flows_served"] == 1)
      try folder.write(greeting(file: "new"), to: "greeting.yaml")
      #expect(await reload(test) == 200)
      let loaded = await metrics(test)
      #expect(loaded["flowctl_reload_refused"] == 0)
      #expect(loaded[#"flowctl_reload_findings{code="unknown-field"}"#] == 0)
      #expect(loaded["flowctl_reloads_refused_total"] == 1)
    }
  }

  @Test func `events of a callback that change nothing are counted`() async throws {
    try await serving { test, _ in
      let id = try await test.ring()
      await test.service.wait(for: ":answer")
      #expect(await test.tell(id, "CallConnected", id: "e1") == 200)
      let events =
        ["New", "Newer"].map { callback($0, id: $0) }
        + [
          callback("CallConnected", id: "e2")
            .replacing("\"connection-1\"", with: "\"connection-2\"")
        ]
      let body = "[1," + events.map { $0.dropFirst().dropLast() }.joined(separator: ",") + "]"
      #expect(await test.status("POST", "/api/callbacks/\(id)", body) == 200)
      let counted = await metrics(test)
      #expect(counted["flowctl_events_malformed_total"] == 1)
      #expect(counted["flowctl_events_unknown_total"] == 2)
      #expect(counted["flowctl_events_of_other_calls_total"] == 1)
    }
  }

  @Test func `without the key nothing is told`() async throws {
    try await serving { test, _ in
      #expect(await test.status("GET", "/metrics") == 401)
    }
  }

  @Test
  func
    `a listener of the operators' own has the metrics and the admin API, and the public one not`()
    async throws
  {
    try await serving(adminListen: "127.0.0.1:0") { test, _ in
      #expect(await test.status("GET", "/metrics") == 404)
      #expect(await test.status("GET", "/api/calls") == 404)
      let admin = "http://127.0.0.1:\(try #require(test.adminPort))"
      func status(_ path: String, _ headers: HTTPHeaders = [:]) async -> Int {
        let request = HTTPClientRequest(method: "GET", url: admin + path, headers: headers)
        do { return try await test.client.send(request).status } catch { return 0 }
      }
      #expect(await status("/metrics") == 200)
      #expect(await status("/readyz") == 200)
      #expect(await status("/api/calls") == 401)
      #expect(await status("/api/calls", Self.proof) == 200)
      #expect(await status("/api/incomingCall") == 404)
    }
  }

  @Test(arguments: [("0.0.0.0:0", 1), ("127.0.0.1:0", 0)])
  func `an operators' address that others reach is warned of`(
    address: String,
    warnings: Int
  ) async throws {
    let log = LogLines()
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      try await TestServer.run(
        in: folder,
        log: log,
        configure: { $0.adminListen = try ListenAddress(parsing: address) }
      ) { _ in }
    }
    #expect(log.lines.count { $0.contains("reads /metrics without a key") } == warnings)
  }

  private static let proof: HTTPHeaders = ["Authorization": "Bearer \(key)"]

  private func serving(
    adminListen: String? = nil,
    _ body: @escaping @Sendable (TestServer, TemporaryFolder) async throws -> Void
  ) async throws {
    let access = AdminAccess.bearer(try Secret(Self.key, of: "the key"))
    let adminListen = try adminListen.map(ListenAddress.init(parsing:))
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      try await TestServer.run(
        in: folder,
        admin: access,
        configure: {
          $0.isWatching = false
          $0.adminListen = adminListen
        }
      ) { try await body($0, folder) }
    }
  }

  private func reload(_ test: TestServer) async -> Int {
    do {
      return try await test.send("POST", "/api/reload", headers: Self.proof).status
    } catch {
      return 0
    }
  }

  /// The samples by name and labels; none where there is no answer.
  private func metrics(_ test: TestServer) async -> [String: Double] {
    let text: String
    do {
      let answer = try await test.send("GET", "/metrics", headers: Self.proof)
      text = answer.status == 200 ? String(decoding: answer.body, as: UTF8.self) : ""
    } catch {
      text = ""
    }
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.reduce(into: [:]) {
      samples,
      line in
      guard let blank = line.lastIndex(of: " ") else { return }
      samples[String(line[..<blank])] = Double(line[line.index(after: blank)...])
    }
  }
}
