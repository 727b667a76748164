import CallModel
import Testing

/// The rows of commands and events say the same of one another.
@Suite struct PolicyTests {
  private func endings(of command: CallCommand.Kind) -> [CallEvent.Kind] {
    CallEvent.Kind.allCases.filter { $0.policy.settles.contains(command) }
  }

  @Test(arguments: CallCommand.Kind.allCases)
  func `a command that an event ends has one that says it succeeded`(command: CallCommand.Kind) {
    let successes = endings(of: command).filter { $0.policy.verdict == .success }
    switch command.policy.end {
    case .event: #expect(!successes.isEmpty)
    case .nothing, .endOfCall: #expect(successes.isEmpty)
    case .answer: break
    }
  }

  @Test(arguments: CallEvent.Kind.allCases)
  func `an event that ends commands says how they are found, and no other does`(
    event: CallEvent.Kind
  ) {
    #expect(event.policy.settles.isEmpty == (event.policy.correlation == .nothing))
  }

  @Test(arguments: CallCommand.Kind.allCases)
  func `what is heard is asked once, watched for as long as it takes, and cut off`(
    command: CallCommand.Kind
  ) {
    let policy = command.policy
    #expect(policy.isHeard == (policy.watchdog == .media))
    #expect(policy.isHeard == (policy.disposal == .cutsOff))
    #expect(policy.isHeard == (policy.lost == .cutsOff))
  }

  @Test(arguments: CallCommand.Kind.allCases)
  func `what changes a recording is settled by what is read of one`(command: CallCommand.Kind) {
    let isChange = command.policy.read == .recording
    #expect(
      isChange == [.pauseRecording, .resumeRecording, .stopRecording].contains(command)
    )
    #expect(!isChange || command.policy.refused == .recording)
  }
}
