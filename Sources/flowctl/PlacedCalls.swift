import CallEmulator
import CallModel
import EmulatorServer
import FlowLanguage
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
    for script in scripts { await place(script) }
    if let start {
      do throws(StartFailure) {
        let id = try await server.start(start.flow) { start.values(for: $0) }
        await endings.wait(for: id)
      } catch {
        // All else is to end in order; whoever began it says why.
        return endings.note(Complaint(error))
      }
    }
    if !endsAfterCalls { try await gracefulShutdown() }
  }
  /// Places a call and waits until it is over; one that no flow took is a mistake of who asked for it.
  private func place(_ script: CallerScript) async {
    let before = endings.callCount
    await emulator.waitUntilFinished(call: emulator.place(script))
    guard endsAfterCalls, endings.callCount == before else { return }
    let called = script.to.map { "to `\($0.rawID)`" } ?? "of the script"
    let routes = Set(server.compiled.programs.flatMap(\.routes).map(\.rawID)).sorted()
    let known = routes.isEmpty ? "there are none" : routes.joined(separator: ", ")
    endings.note(Complaint("no flow took the call \(called); the flows' routes are: \(known)"))
  }
}
