import CallModel
import FlowLanguage

/// What a step does: how it starts, and how it goes on while it waits.
///
/// A waiting step is looked at after every input, and asks the state whether what it waits for is
/// now the case; so it does not matter in which order things are told. Fields are evaluated once,
/// when the step starts; what is needed later is in its memory.
protocol StepExecution {
  /// The events that can end the step, besides answers, timers and reads.
  static var awaits: Set<CallEvent.Kind> { get }

  /// Starts the step. Nothing may be sent before all fields are evaluated.
  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress

  /// Looks whether the step is over; `.waiting` with the same memory where nothing has changed.
  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress
}

/// How far a step is.
indirect enum Progress {
  /// It waits.
  case waiting(StepMemory)
  /// It waits for steps inside of it, which begin now; then it is looked at again. However they are
  /// left, something may have to be undone.
  case encloses(Frame.Content, StepMemory, undo: Frame.Undo? = nil)
  /// It is over; its handlers say what comes next.
  case ended(StepResult)
  /// It is over, and takes that branch of its decision.
  case takesBranch(Int)
  /// It leaves.
  case leaves(Leaving)
}

/// The ways to leave the place where the flow is.
enum Leaving {
  /// End the call for everyone.
  case hangUp
  /// The flow leaves, and the others talk on.
  case leave
  /// The flow is over.
  case end
  /// Go to a block.
  case block(String)
  /// Go back to the innermost `run`.
  case run
  /// The call was refused.
  case rejected
  /// The call was sent elsewhere while it rang.
  case redirected
  /// The call is over after a transfer.
  case transferred
}

/// A step that never waits.
protocol InstantExecution: StepExecution {}

extension InstantExecution {
  static var awaits: Set<CallEvent.Kind> { [] }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    throw .foreignMemory
  }
}

/// A step that asks for one thing, and ends when that does.
protocol SingleRequestExecution: StepExecution {
  /// How far it is once it has what it asked for.
  var success: Progress { get }
}

extension SingleRequestExecution {
  var success: Progress { .ended(.done()) }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .operation(let operation) = memory else { throw .foreignMemory }
    switch turn.takeResult(of: operation) {
    case nil: return .waiting(memory)
    case .failed(let outcome, let reason)?: return .ended(.failed(outcome, reason))
    case .succeeded?, .joined?, .recognized?, .http?: return success
    }
  }
}

extension StepFailure {
  /// A state that was stored by a version in which the step was another one.
  static let foreignMemory = StepFailure(.unknown, "the step waits for something of another step")
}

extension Step {
  /// What the step does: the engine's only table of steps.
  var execution: any StepExecution {
    switch self {
    case .answer(let step): step
    case .reject(let step): step
    case .redirect(let step): step
    case .dial(let step): step
    case .join(let step): step
    case .play(let step): step
    case .recognize(let step): step
    case .addAgent(let step): step
    case .addParticipant(let step): step
    case .removeParticipant(let step): step
    case .transfer(let step): step
    case .hold(let step): step
    case .unhold(let step): step
    case .mute(let step): step
    case .sendTones(let step): step
    case .record(let step): step
    case .takeMessage(let step): step
    case .stream(let step): step
    case .transcribe(let step): step
    case .wait(let step): step
    case .http(let step): step
    case .schedule(let step): step
    case .fetch(let step): step
    case .hangUp(let step): step
    case .leave(let step): step
    case .end(let step): step
    case .set(let step): step
    case .log(let step): step
    case .locale(let step): step
    case .if(let step): step
    case .switch(let step): step
    case .repeat(let step): step
    case .sensitive(let step): step
    case .goto(let step): step
    case .run(let step): step
    case .return(let step): step
    }
  }
}
