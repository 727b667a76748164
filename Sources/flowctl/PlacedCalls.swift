import CallEmulator
import EmulatorServer
import FlowServer
import HTTPTransport
import ServiceLifecycle

/// The calls `dev` was asked to place or to begin, one after the other, once server and emulator
/// listen.
struct PlacedCalls: Service {
  let server: FlowServer
  let emulator: EmulatorServer
  let scripts: [CallerScript]
  let start: CallStart?
  let endings: CallEndings
  /// Whether it ends, and all with it, when the calls are over.
  let endsAfterCalls: Bool
  /// Says where both listen, once they do.
  let announce: @Sendable () -> Void

  func run() async throws {
    _ = try await server.boundPort()
    _ = try await emulator.boundPort()
    announce()
    for script in scripts { await emulator.waitUntilFinished(call: emulator.place(script)) }
    if let start {
      do throws(StartFailure) {
        let id = try await server.start(start.flow) { start.values(for: $0) }
        await endings.wait(for: id)
      } catch {
        // All else is to end in order; whoever began it says why.
        return endings.note(error)
      }
    }
    if !endsAfterCalls { try await gracefulShutdown() }
  }
}
