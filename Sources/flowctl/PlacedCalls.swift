import CallEmulator
import EmulatorServer
import FlowServer
import HTTPTransport
import ServiceLifecycle

/// The calls `dev` was asked to place, one after the other, once server and emulator listen.
struct PlacedCalls: Service {
  let server: FlowServer
  let emulator: EmulatorServer
  let scripts: [CallerScript]
  /// Whether it ends, and all with it, when the calls are over.
  let endsAfterCalls: Bool

  func run() async throws {
    _ = try await server.boundPort()
    _ = try await emulator.boundPort()
    for script in scripts { await emulator.waitUntilFinished(call: emulator.place(script)) }
    if !endsAfterCalls { try await gracefulShutdown() }
  }
}
