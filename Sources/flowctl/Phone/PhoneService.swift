import ArgumentParser
import CallModel
import EmulatorServer
import FlowLanguage
import FlowServer
import Foundation
import ServiceLifecycle
import Synchronization

/// A phone beside the services that it needs; when it is put away, all of them end.
struct PhoneService: Service {
  let phone: TakenPhone
  let speech: Speech?
  /// The file into which the call is written; nil for none.
  let save: String?
  let emulator: FoundEmulator
  /// The server and the emulator, where they are this process's own.
  var parts: Development.Parts?
  let outcome = PhoneOutcome()

  init(phone: TakenPhone, speech: Speech?, save: String?, emulator: FoundEmulator) {
    self.phone = phone
    self.speech = speech
    self.save = save
    self.emulator = emulator
  }

  func run() async throws {
    do {
      try await takePart()
    } catch {
      // All else is to end in order; whoever began it says why.
      outcome.note(error)
    }
  }

  private func takePart() async throws {
    if let parts {
      _ = try await parts.server.boundPort()
      _ = try await parts.emulator.boundPort()
    }
    let line = try PhoneLine(at: emulator.address.description, phone.query)
    let (end, unheard) = await converse(over: line)
    await line.close()
    switch end {
    case .dead(let reason): throw Complaint("the phone's line is dead: \(reason)")
    case .over(let connection):
      if let save { try await self.save(connection, to: save) }
      guard unheard.isEmpty else {
        let words = unheard.map { "`\($0)`" }.joined(separator: ", ")
        complain("flowctl: the flow did not listen any more, so this was left: \(words)")
        throw ExitCode(1)
      }
    }
  }

  private func save(_ connection: CallConnectionID?, to path: String) async throws {
    let saved = SavedCall(
      connection: connection,
      program: phone.flow,
      project: phone.project,
      emulator: emulator
    )
    try await saved.write(to: path)
  }

  /// Has the holder take part; the terminal is as it was before when this returns.
  private func converse(over line: PhoneLine) async -> (PhoneSession.End, unheard: [String]) {
    var session = PhoneSession(
      line,
      of: phone.holder,
      calling: phone.callee == nil ? nil : phone.flow.name,
      names: phone.names,
      speech: speech
    )
    defer {
      session.terminal.finish()
      session.terminal.restore()
      speech?.stop()
    }
    readInput(into: line)
    let end = await withGracefulShutdownHandler {
      await session.run()
    } onGracefulShutdown: {
      line.add(.shutdown)
    }
    return (end, session.unheard)
  }
}

/// Why a phone could not be used, for whoever asked for it.
final class PhoneOutcome: Sendable {
  private let failure = Mutex<(any Error)?>(nil)

  func note(_ error: any Error) {
    failure.withLock { $0 = error }
  }

  /// Throws what went wrong.
  func settle() throws {
    if let error = failure.withLock({ $0 }) { throw error }
  }
}

/// Hands on what is entered, from a thread of its own, for reading waits.
private func readInput(into line: PhoneLine) {
  Thread.detachNewThread {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count > 0 {
        line.add(.input(Array(buffer[..<count])))
      } else if count == 0 || errno != EINTR {
        return line.add(.inputEnds)
      }
    }
  }
}
