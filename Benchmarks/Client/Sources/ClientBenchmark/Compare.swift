import AsyncHTTPClient
import CurlMulti
import Foundation
import HTTPTransport
import NIOCore
import NIOHTTP1

/// Sends the same requests by each client in turns, and prints the medians.
func compare(_ target: Target) async throws {
  let ours = try HTTPTransport.HTTPClient(configuration: configuration(target))
  var pool = AsyncHTTPClient.HTTPClient.Configuration()
  pool.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = target.concurrent
  let peer = AsyncHTTPClient.HTTPClient(eventLoopGroupProvider: .singleton, configuration: pool)
  let request = HTTPTransport.HTTPClientRequest(target)
  let peerRequest = AsyncHTTPClient.HTTPClientRequest(target)
  let clients: [(String, @Sendable (Int) async throws -> Int)] = [
    ("curl, multi-socket in C", { count in byCurl(target, count) }),
    (
      "flowctl's client",
      { count in
        try await many(count, concurrent: target.concurrent) { _ in
          try await ours.send(request).status == 200
        }
      }
    ),
    (
      "AsyncHTTPClient",
      { count in
        try await many(count, concurrent: target.concurrent) { _ in
          let response = try await peer.execute(peerRequest, timeout: .seconds(30))
          _ = try await response.body.collect(upTo: 1 << 21)
          return response.status == .ok
        }
      }
    ),
  ]
  var costs: [[Cost]] = clients.map { _ in [] }
  for round in 0...5 {
    for (index, client) in clients.enumerated() {
      let cost = try await cost(of: target.count) { try await client.1(target.count) }
      // The first round opens connections and loads libraries.
      if round > 0 { costs[index].append(cost) }
    }
  }
  let base = (median(costs[0].map(\.perSecond)), median(costs[0].map(\.cpu)))
  for (client, costs) in zip(clients, costs) {
    let (perSecond, cpu) = (median(costs.map(\.perSecond)), median(costs.map(\.cpu)))
    print(
      "\(client.0): \(Int(perSecond))/s (\(ratio(perSecond, base.0))),"
        + " \(ratio(cpu, 1)) µs of CPU (\(ratio(cpu, base.1)))"
    )
  }
  await ours.shutdown()
  try await peer.shutdown()
}

func configuration(_ target: Target) -> HTTPClientConfiguration {
  var configuration = HTTPClientConfiguration()
  configuration.maxConnectionsPerHost = target.concurrent
  return configuration
}

private func byCurl(_ target: Target, _ count: Int) -> Int {
  var lines = target.headers.map { strdup("\($0.name): \($0.value)") }
  defer { lines.forEach { free($0) } }
  lines.append(nil)
  var headers = lines.map { UnsafePointer($0) }
  return curl_multi_benchmark(target.url, &headers, count, Int32(target.concurrent))
}

private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

private func ratio(_ value: Double, _ base: Double) -> String {
  String(format: "%.2f", value / base)
}

extension HTTPTransport.HTTPClientRequest {
  init(_ target: Target) {
    self.init(method: "GET", url: target.url)
    for header in target.headers { headers.append(header.name, header.value) }
  }
}

extension AsyncHTTPClient.HTTPClientRequest {
  fileprivate init(_ target: Target) {
    self.init(url: target.url)
    for header in target.headers { headers.add(name: header.name, value: header.value) }
  }
}
