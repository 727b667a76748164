internal import CEL
internal import CallModel
internal import Cryptography
package import FlowEngine
internal import FlowLanguage
internal import FlowRuntime

/// Why a call was not begun.
package enum StartFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// No flow has that name.
  case unknownFlow(String, known: [String])
  /// The values do not fit the flow's parameters, or it places no calls.
  case arguments(ArgumentFailure)
  /// The call cannot be stored now.
  case unavailable
  /// The system gives no randomness for the call's id.
  case randomness

  /// What is wrong, for whoever began it.
  package var description: String {
    switch self {
    case .unknownFlow(let name, let known):
      "there is no flow `\(name)` that places calls; there is "
        + (known.isEmpty ? "none" : known.joined(separator: ", "))
    case .arguments(let failure): failure.description
    case .unavailable: "the call cannot be stored now"
    case .randomness: "the system gives no random numbers"
    }
  }
}

/// A call that was asked to begin.
struct StartedCall: Hashable, Sendable {
  let id: CallID
  /// Whether it begins now, and did not before.
  let isNew: Bool
}

/// Begins calls that flows place.
struct CallStarter: Sendable {
  let host: CallHost
  let store: FlowStore

  /// Begins a call of the current version of a flow, unless one of that id has begun.
  ///
  /// It is stored when this returns. Without an id it has one that nobody can guess.
  func start(
    _ name: String,
    as id: CallID? = nil,
    with values: (Program) -> [String: CELValue]
  ) async throws(StartFailure) -> StartedCall {
    guard let flow = store.flow(named: name) else {
      let known = store.current.map(\.program).filter(\.placesCalls).map(\.name).sorted()
      throw .unknownFlow(name, known: known)
    }
    let arguments: [String: CELValue]
    do throws(ArgumentFailure) {
      arguments = try flow.program.arguments(from: values(flow.program))
    } catch {
      throw .arguments(error)
    }
    let id = if let id { id } else { try drawnID() }
    switch await host.start(with: arguments, as: id, on: flow) {
    case .committed: return StartedCall(id: id, isNew: true)
    case .duplicate: return StartedCall(id: id, isNew: false)
    case .mismatch, .unknownCall, .ended, .unwanted, .unavailable: throw .unavailable
    }
  }

  private func drawnID() throws(StartFailure) -> CallID {
    do throws(RandomnessFailure) {
      return CallID(encodeHexadecimal(try randomBytes(16)))
    } catch {
      throw .randomness
    }
  }
}
