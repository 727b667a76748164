extension CallCommand.Kind {
  /// The command's row.
  package var policy: CommandPolicy {
    switch self {
    case .answer: .answer
    case .reject, .redirect: .refusesRing
    case .play, .recognize: .heard
    case .cancelAllMedia: .cancelAllMedia
    case .addParticipant: .addParticipant
    case .cancelAddParticipant: .cancelAddParticipant
    case .removeParticipant: .removeParticipant
    case .moveParticipants: .moveParticipants
    case .transfer: .transfer
    case .startRecording: .startRecording
    case .pauseRecording, .resumeRecording, .stopRecording: .recordingChange
    case .startContinuousTones: .startContinuousTones
    case .stopContinuousTones: .stopContinuousTones
    case .hold, .unhold: .hold
    case .mute: .mute
    case .sendTones: .sendTones
    case .terminate: .terminate
    case .leave: .leave
    case .createCall: .createCall
    case .connect: .connect
    case .startStreaming, .startTranscription, .updateTranscription: .feedChange
    case .stopStreaming, .stopTranscription: .feedStop
    }
  }
}

extension CommandPolicy {
  fileprivate static let answer = CommandPolicy(
    retry: .repeatable,
    deadline: .ring,
    watchdog: .seconds(30),
    end: .event,
    overdue: .reads,
    refused: .losesCall,
    lost: .losesCall,
    secret: .ringKey,
    answerTells: true
  )
  /// The call is over however it fails, and the service sets no time to how long it rings
  /// (SEMANTICS.md, rule 42).
  fileprivate static let createCall = CommandPolicy(
    retry: .repeatable,
    watchdog: .ringing,
    end: .event,
    overdue: .timesOut,
    refused: .failsAsCallAndLosesIt,
    lost: .losesCall,
    answerTells: true
  )
  /// Either it is connected in good time or there is no call to join.
  fileprivate static let connect = CommandPolicy(
    retry: .repeatable,
    watchdog: .seconds(30),
    end: .event,
    overdue: .reads,
    refused: .failsAsCallAndLosesIt,
    lost: .losesCall,
    answerTells: true
  )
  /// What ends the ringing without taking the call; no event ever tells of it (FACTS.md 0.7).
  fileprivate static let refusesRing = CommandPolicy(
    retry: .repeatable,
    deadline: .ring,
    end: .answer,
    overdue: .fails,
    refused: .losesUnknownCall,
    lost: .losesCall,
    secret: .ringKey
  )
  /// What somebody in the call hears: asked twice, it would be heard twice.
  fileprivate static let heard = CommandPolicy(
    retry: .once,
    watchdog: .media,
    end: .event,
    overdue: .reads,
    lost: .cutsOff,
    disposal: .cutsOff,
    contends: true
  )
  fileprivate static let cancelAllMedia = CommandPolicy(
    retry: .setting,
    end: .nothing,
    overdue: .fails
  )
  fileprivate static let addParticipant = CommandPolicy(
    retry: .repeatable,
    watchdog: .ringing,
    end: .event,
    overdue: .timesOut,
    read: .participants,
    refused: .failsAsCall,
    lost: .mayJoin,
    disposal: .cancelsInvitation,
    answerTells: true
  )
  fileprivate static let cancelAddParticipant = CommandPolicy(
    retry: .repeatable,
    end: .answer,
    overdue: .fails
  )
  /// Done as soon as the party is in no list, whoever took them out (SEMANTICS.md, rule 11).
  fileprivate static let removeParticipant = CommandPolicy(
    retry: .repeatable,
    watchdog: .seconds(10),
    end: .event,
    overdue: .reads,
    read: .party,
    refused: .succeedsIfAbsent
  )
  fileprivate static let moveParticipants = CommandPolicy(
    retry: .repeatable,
    watchdog: .seconds(10),
    end: .event,
    overdue: .reads,
    read: .participants
  )
  fileprivate static let transfer = CommandPolicy(
    retry: .repeatable,
    watchdog: .seconds(90),
    end: .event,
    overdue: .reads,
    read: .participants,
    refused: .failsAsCall
  )
  fileprivate static let startRecording = CommandPolicy(
    retry: .repeatable,
    end: .answer,
    overdue: .fails,
    refused: .recording,
    lost: .recording,
    answerTells: true,
    isDispensable: true
  )
  /// What changes a recording that runs: done when the service says so (SEMANTICS.md, rule 17).
  fileprivate static let recordingChange = CommandPolicy(
    retry: .setting,
    watchdog: .seconds(5),
    end: .event,
    overdue: .reads,
    read: .recording,
    refused: .recording,
    lost: .recording
  )
  fileprivate static let startContinuousTones = CommandPolicy(
    retry: .setting,
    end: .nothing,
    overdue: .fails,
    disposal: .stopsTones,
    contends: true
  )
  fileprivate static let stopContinuousTones = CommandPolicy(
    retry: .setting,
    end: .answer,
    overdue: .fails
  )
  fileprivate static let terminate = CommandPolicy(
    retry: .repeatable,
    deadline: .ending,
    watchdog: .seconds(10),
    end: .endOfCall,
    overdue: .fails,
    refused: .endsCall
  )
  /// Our leg leaves, and the others talk on: a DELETE, which takes no repeatability headers.
  fileprivate static let leave = CommandPolicy(
    retry: .setting,
    deadline: .ending,
    watchdog: .seconds(10),
    end: .endOfCall,
    overdue: .fails,
    refused: .endsCall
  )
  /// Shown by how the party is in the call alone: there is no event of its success (FACTS.md 0.8).
  fileprivate static let hold = CommandPolicy(
    retry: .setting,
    watchdog: .seconds(10),
    end: .nothing,
    overdue: .reads,
    read: .party,
    isDispensable: true
  )
  fileprivate static let mute = CommandPolicy(
    retry: .repeatable,
    end: .answer,
    overdue: .reads,
    read: .party,
    isDispensable: true
  )
  fileprivate static let sendTones = CommandPolicy(
    retry: .repeatable,
    watchdog: .seconds(30),
    end: .event,
    overdue: .reads,
    contends: true,
    isDispensable: true
  )
  fileprivate static let feedChange = CommandPolicy(
    retry: .setting,
    watchdog: .seconds(10),
    end: .event,
    overdue: .fails,
    isDispensable: true
  )
  /// Awaited, unlike a start: what must not be heard may come next.
  fileprivate static let feedStop = CommandPolicy(
    retry: .setting,
    watchdog: .seconds(10),
    end: .event,
    overdue: .fails
  )
}
