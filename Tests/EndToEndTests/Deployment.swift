import Foundation
import HTTPTransport
import TestSupport
import Testing

/// An emulated service and a server as processes of their own, on a folder of flows.
final class Deployment {
  private(set) var emulator: Child
  let emulatorPort: Int
  private let emulatorArguments: [String]
  private let serverPort: Int
  private let folder: TemporaryFolder
  private let isGuarded: Bool
  private let serverEnvironment: [String: String]
  private let serverArguments: [String]
  private let client: HTTPClient
  private(set) var server: Child

  /// Starts both, and waits until the server is ready; one that is guarded asks for the proofs that
  /// only the emulator has.
  init(
    _ folder: TemporaryFolder,
    speed: Int = 4,
    isGuarded: Bool = true,
    serverEnvironment: [String: String] = [:],
    serverArguments: [String] = []
  ) async throws {
    self.folder = folder
    self.serverEnvironment = serverEnvironment
    self.serverArguments = serverArguments
    self.isGuarded = isGuarded
    client = try HTTPClient()
    serverPort = try freePort()
    emulatorPort = try freePort()
    emulatorArguments = [
      "emulate", "--listen", "127.0.0.1:\(emulatorPort)", "--speed", "\(speed)",
      "--event-grid-url",
      "http://127.0.0.1:\(serverPort)/api/incomingCall?secret=\(eventGridSecret)",
    ]
    emulator = try Child(emulatorArguments)
    #expect(await emulator.waitForLine("Emulating"))
    server = try Self.server(
      folder,
      serverPort,
      emulatorPort,
      isGuarded: isGuarded,
      environment: serverEnvironment,
      arguments: serverArguments
    )
    #expect(await server.waitForLine("ready"), "\(server.text)")
  }

  /// Ends the server at once and starts it again on the same database.
  func crashAndRestart() async throws {
    await crash()
    try await restart()
  }

  /// Starts the server again on the same database.
  func restart() async throws {
    server = try serverAgain()
    #expect(await server.waitForLine("ready"), "\(server.text)")
  }

  /// Starts the server again on the same database and waits until it ends by itself; returns its exit
  /// code, -1 for a signal.
  func restartToEnd() async throws -> Int32 {
    server = try serverAgain()
    return await server.exitCode()
  }

  private func serverAgain() throws -> Child {
    try Self.server(
      folder,
      serverPort,
      emulatorPort,
      isGuarded: isGuarded,
      environment: serverEnvironment,
      arguments: serverArguments
    )
  }

  /// Ends the server at once.
  func crash() async {
    server.kill()
    _ = await server.exitCode()
  }

  /// Ends the emulator at once and starts it again, with calls that are no repetition of the first.
  func restartEmulator() async throws {
    emulator.kill()
    _ = await emulator.exitCode()
    emulator = try Child(emulatorArguments + ["--seed", "2"])
    #expect(await emulator.waitForLine("Emulating"))
  }

  /// Runs `flowctl flag` for the server to its end, and returns its exit code with its output.
  func flag(_ arguments: [String] = [], key: String = adminKey) async throws -> String {
    try await operate(["flag"] + arguments, key: key)
  }

  /// Runs a command that asks the server to its end, and returns its exit code with its output.
  func operate(_ arguments: [String], key: String = adminKey) async throws -> String {
    let child = try Child(
      arguments + ["--server", "http://127.0.0.1:\(serverPort)"],
      environment: ["FLOWCTL_ADMIN_KEY": key]
    )
    let code = await child.exitCode()
    return "\(code) \(child.text)"
  }

  /// Lets a caller call.
  func place(_ script: String) async throws {
    let response = try await client.send(
      HTTPClientRequest(
        method: "POST",
        url: "http://127.0.0.1:\(emulatorPort)/emulator/calls",
        body: Array(script.utf8)
      )
    )
    #expect(response.status == 201, "\(String(decoding: response.body, as: UTF8.self))")
  }

  /// Asks the server for a path, if need be as Event Grid does in a handshake; returns the status.
  func status(
    _ method: String,
    _ path: String,
    _ body: String = "",
    origin: Bool = false
  ) async throws -> Int {
    let response = try await client.send(
      HTTPClientRequest(
        method: method,
        url: "http://127.0.0.1:\(serverPort)\(path)",
        headers: origin ? ["WebHook-Request-Origin": "eventgrid.azure.net"] : [:],
        body: Array(body.utf8)
      )
    )
    return response.status
  }

  /// Begins a request to the server and leaves its last bytes out; the server has seen its head.
  func beginRequest(
    _ path: String,
    body: String,
    leavingOut count: Int
  ) async throws
    -> RawConnection
  {
    let connection = try RawConnection(port: serverPort)
    let head = "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
    connection.write(head + String(body.dropLast(count)))
    // One that comes later is answered.
    #expect(try await status("GET", "/healthz") == 200)
    return connection
  }

  /// Waits until the server takes no connection any more.
  func waitUntilClosed() async {
    while !Task.isCancelled {
      do { _ = try RawConnection(port: serverPort) } catch { return }
      await Task.yield()
    }
  }

  /// Ends both in order.
  func stop() async {
    server.terminate()
    _ = await server.exitCode()
    emulator.terminate()
    _ = await emulator.exitCode()
    await client.shutdown()
  }

  /// The URL of the server.
  var url: String { "http://127.0.0.1:\(serverPort)" }

  /// The URL of the emulated service.
  var service: String { "http://127.0.0.1:\(emulatorPort)" }

  /// What the server's environment has.
  var environment: [String: String] {
    Self.environment(emulatorPort, isGuarded: isGuarded)
  }

  /// The options by which the server knows the emulator's tokens.
  var proofArguments: [String] {
    isGuarded ? ["--token-issuer", service + "/"] : []
  }

  private static func environment(_ emulatorPort: Int, isGuarded: Bool) -> [String: String] {
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    let proofs =
      isGuarded
      ? [
        "ACS_RESOURCE_ID": "e5b7f628-ea94-4fdc-b3d9-1af1fe231111",
        "EVENT_GRID_SECRET": eventGridSecret,
      ] : [:]
    return [
      "ACS_CONNECTION_STRING": "endpoint=http://127.0.0.1:\(emulatorPort)/;accesskey=\(key)",
      "FLOWCTL_ADMIN_KEY": adminKey,
    ].merging(proofs) { $1 }
  }

  private static func server(
    _ folder: TemporaryFolder,
    _ serverPort: Int,
    _ emulatorPort: Int,
    isGuarded: Bool,
    environment more: [String: String],
    arguments: [String]
  ) throws -> Child {
    try Child(
      [
        "serve", folder.path, "--recordings", folder.path + "/recordings", "--listen",
        "127.0.0.1:\(serverPort)",
        "--public-url", "http://127.0.0.1:\(serverPort)",
        "--database", folder.url.appending(path: "calls.sqlite").path,
      ] + (isGuarded ? ["--token-issuer", "http://127.0.0.1:\(emulatorPort)/"] : []) + arguments,
      environment: environment(emulatorPort, isGuarded: isGuarded).merging(more) { $1 }
    )
  }
}

/// What proves to a deployment's server that a ringing call is Event Grid's.
private let eventGridSecret = "end-to-end-grid-secret"

/// The key to the admin API of a deployment.
let adminKey = "end-to-end-admin-key"
