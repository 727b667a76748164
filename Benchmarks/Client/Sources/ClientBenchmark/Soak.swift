import Foundation
import HTTPTransport

/// Sends requests without end but the count, and prints what the process holds as it goes on.
///
/// Of a hundred, one is cancelled on the way, one has no time, and one goes where nobody listens.
func soak(_ target: Target) async throws {
  let client = try HTTPClient(configuration: configuration(target))
  let request = HTTPClientRequest(target)
  let late = HTTPClientRequest(
    method: "GET",
    url: target.url,
    headers: request.headers,
    timeout: .microseconds(1)
  )
  let nowhere = HTTPClientRequest(method: "POST", url: "http://127.0.0.1:1/")
  let parts = 10
  print("requests   descriptors   RSS, KiB")
  for part in 0...parts {
    // A first part like the others warms up, and is not counted.
    let wrong = try await many(target.count / parts, concurrent: target.concurrent) { number in
      switch number % 100 {
      case 0: await isCancelled(request, client)
      case 1: await fails(late, client)
      case 2: await fails(nowhere, client)
      default: try await client.send(request).status == 200
      }
    }
    guard wrong == target.count / parts else {
      throw Failed(reason: "\(target.count / parts - wrong) came to another end")
    }
    print("\(part * target.count / parts)   \(try descriptors())   \(try residentKiB())")
  }
  await client.shutdown()
  print("shut down   \(try descriptors())   \(try residentKiB())")
}

private func isCancelled(_ request: HTTPClientRequest, _ client: HTTPClient) async -> Bool {
  let task = Task { try await client.send(request) }
  task.cancel()
  // It may have been answered first.
  _ = await task.result
  return true
}

private func fails(_ request: HTTPClientRequest, _ client: HTTPClient) async -> Bool {
  do {
    _ = try await client.send(request)
    return false
  } catch {
    return true
  }
}

private func descriptors() throws -> Int {
  try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
}

private func residentKiB() throws -> Int {
  let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS") }
  return line?.split(separator: " ").dropLast().last.flatMap { Int($0) } ?? 0
}
