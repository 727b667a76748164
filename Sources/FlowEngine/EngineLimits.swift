import CallModel

/// What one call may weigh (SEMANTICS.md 1.9).
enum EngineLimits {
  /// Frames of a call's stack.
  static let frames = 64
  /// Operations that are not settled.
  static let operations = 64
  /// Calls that a call has begin later: a loop is not to ring half a town.
  static let scheduledCalls = 32
  /// Signals kept for a later `wait`.
  static let signals = 32
  /// Of these, lines of the call's transcription.
  static let transcriptLines = 16
  /// Bytes of variables and results, as `CELValue.weight` counts them.
  static let valueBytes = 65_536
  /// Inputs that change something; with the next one the call is ended.
  static let inputs = 10_000
  /// Steps that one input may run.
  static let stepsPerInput = 10_000
  /// How often a step may fail within a second before its own handler is not asked any longer.
  static let failuresPerSecond = 3
  /// How often the flow's `on: failed:` runs in a call.
  static let flowFailures = 3
  /// Delivered events that are remembered to know a second delivery.
  static let rememberedEvents = 256
  /// Recordings of the call that are over and are remembered to know late reports of them.
  static let rememberedRecordings = 8
  /// Tones of one party that a `wait` looks back on.
  static let rememberedTones = 32
  /// How often a media command is sent again that our own cancel made the service refuse.
  static let conflictRetries = 3
}

/// How long the machine waits for what, where the service's documentation is silent
/// (SEMANTICS.md, the values marked †).
enum EngineTimes {
  /// From the ring to the last moment at which answering or refusing makes sense.
  static let answerDeadline = Milliseconds.seconds(25)
  /// Until a command that has no definite answer counts as uncertain.
  static let commandDeadline = Milliseconds.seconds(30)
  /// Until ending a call is given up, and the call counts as over.
  static let terminateDeadline = Milliseconds.seconds(60)
  /// How long the last read of a call that does not end is awaited.
  static let lastRead = Milliseconds.seconds(5)
  /// Until an answered call must be connected.
  static let connect = Milliseconds.seconds(30)
  /// Until the end of the call must be reported after it was asked for.
  static let terminate = Milliseconds.seconds(10)
  /// Until a recording that was started must be active.
  static let recordingStart = Milliseconds.seconds(30)
  /// Until a message's recording must be active.
  static let messageStart = Milliseconds.seconds(10)
  /// Seconds of silence at a message's beginning before nobody is taken to speak.
  static let messageSilenceSeconds = 20
  /// What a prompt or a recognition gets beyond its own estimate.
  static let mediaGrace = Milliseconds.seconds(30)
  /// What spoken answers get beyond the rest of a recognition.
  static let speech = Milliseconds.seconds(60)
  /// What a character of a text takes to be spoken.
  static let character = Milliseconds(100)
  /// What a file or SSML, whose length nobody knows, takes at most.
  static let unknownPrompt = Milliseconds.seconds(600)
  /// What our own beep takes.
  static let beep = Milliseconds.seconds(1)
  /// What an invitation gets beyond the time it rings.
  static let invitationGrace = Milliseconds.seconds(15)
  /// What an HTTP request gets beyond its own time.
  static let httpGrace = Milliseconds.seconds(5)
  /// How long an uncertain operation's event is awaited before the call is read, and how long the
  /// read is awaited.
  static let reconcile = Milliseconds.seconds(10)
  /// How long a prompt's events are awaited after a start before it is said again.
  static let promptRecovery = Milliseconds.seconds(3)
  /// What watchdogs get at least after a start.
  static let recoveryGrace = Milliseconds.seconds(10)
  /// How long a caller may be missing from the list of parties.
  static let callerAbsence = Milliseconds.seconds(2)
  /// How long the first list of parties is awaited by a `recognize`.
  static let firstList = Milliseconds.seconds(2)
  /// How long a party that joined may be missing from the list before the list is read.
  static let joining = Milliseconds.seconds(10)
  /// How long the result that explains the end of a call is awaited.
  static let closing = Milliseconds.seconds(2)
  /// How long the end of a call is awaited that a transfer brings.
  static let transferredEnd = Milliseconds.seconds(10)
  /// How long the end of music is awaited after it was cancelled.
  static let musicEnd = Milliseconds.seconds(2)
  /// How long a step waits for the answer to what the call can do without.
  static let dispensable = Milliseconds.seconds(3)
  /// How long a failure of a hold is awaited after the service has taken the request.
  static let hold = Milliseconds.seconds(2)
  /// How long after our own cancel a refusal for media in conflict is its effect.
  static let conflictWindow = Milliseconds.seconds(3)
  /// How long to wait before sending such a command again.
  static let conflictPause = Milliseconds(300)
  /// The most two tones of a sequence may be apart.
  static let toneGap = Milliseconds.seconds(2)
  /// How long files of a call's recordings are awaited after its end: the service keeps them 24 h.
  static let recordingFiles = Milliseconds.seconds(25 * 3600)
  /// How long a call may be silent before it is read.
  static let silence = Milliseconds.seconds(1800)
}
