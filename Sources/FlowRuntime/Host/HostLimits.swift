package import CallModel

/// The runtime's limits and delays, in one place.
package enum HostLimits {
  /// Letters that a shard deals with in one turn.
  package static let turnLetters = 512
  /// How long a call stays in memory with nothing to do.
  package static let idleBeforeEviction = Duration.seconds(5)
  /// How often it is looked for such calls.
  package static let evictionInterval = Duration.seconds(1)
  /// How long one try of a request to the service may take.
  package static let serviceRequest = Duration.seconds(10)
  /// How long a read is tried before it says nothing.
  package static let read = Milliseconds(30_000)
  /// Pages of a participant list that are read; the service has at most 350 parties.
  package static let participantPages = 50
  /// The longest pause between two tries to fetch a file of a recording.
  package static let longestFetchPause = Duration.seconds(60)
  /// Bytes of a flag's value, as JSON.
  package static let flagBytes = 4 * 1024
  /// Bytes of a file that holds a secret.
  package static let secretBytes = 64 * 1024
  /// How long what could not be taken waits before it is offered again.
  package static let offerAgain = Duration.milliseconds(200)
  /// How often it is looked whether the journal is what it was.
  package static let journalProbeInterval = Duration.seconds(1)
  /// Faults of the deployment in a row that make a server not ready (SEMANTICS.md, rule 57).
  package static let deploymentFaults = 3
  /// How long such a fault counts, and how often it is said while it lasts.
  package static let deploymentFaultAge = Milliseconds(60_000)
  /// How long requests under way may take to end once the host is asked to stop.
  package static let grace = Duration.seconds(5)
  /// Calls that are settled at once at a start.
  package static let settledAtOnce = 64
  /// How often parked calls are read at a start, and how many at a time: 150 a second (SEMANTICS.md,
  /// rule 26).
  package static let parkedReadInterval = Duration.milliseconds(100)
  /// Parked calls that are read at a time.
  package static let parkedReads = 15
  /// The longest a timer sleeps, so that a clock that was set is noticed.
  package static let longestSleep = Milliseconds(60_000)
  /// How far the machine's time of day may be from the host's before it is said.
  package static let clockOffset = Milliseconds(2_000)
  /// How often the two are compared.
  package static let clockInterval = Duration.seconds(5)
  /// Calls that have ended and wait to be told of; those beyond are not told of.
  package static let tracesWaiting = 1_024
  /// Calls whose spans are told in one request.
  package static let tracesAtOnce = 20
  /// How often such a request is tried.
  package static let traceTries = 5
  /// How long one try may take.
  package static let traceRequest = Duration.seconds(10)
  /// How long all tries may take.
  package static let traceTime = Milliseconds(60_000)
  /// How late a call that was to begin later may be begun (SEMANTICS.md, rule 68).
  package static let scheduledLateness = Milliseconds(3_600_000)
  /// How long one whose flow is not served waits before it is looked for again.
  package static let scheduledRetry = Milliseconds(60_000)
  /// How old a ringing call may be to be taken (SEMANTICS.md, rule 19).
  package static let ringAge = Milliseconds(90_000)
}
