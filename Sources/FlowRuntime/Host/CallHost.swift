package import CEL
package import CallAutomation
package import CallModel
package import FlowEngine
internal import Foundation
package import Logging
package import Metrics

/// What a host is made of.
package struct HostConfiguration: Sendable {
  /// The public URL of this server, without a path.
  package var publicURL: String
  /// The version of the service's interface that is spoken.
  package var serviceVersion = ServiceVersion.current
  /// Among how many tasks the calls are shared out; at least one.
  package var shards = ProcessInfo.processInfo.activeProcessorCount
  /// The clocks.
  package var time = HostTime.system
  /// Gives numbers from 0 up to but not 1, for the jitter between tries.
  package var random: @Sendable () -> Double = { Double.random(in: 0..<1) }
  /// Reads the flows' secrets.
  package var secrets = SecretReading.system(folder: ".")
  /// Takes secrets out of what is stored and shown.
  package var scrubber = Scrubber()
  /// Tries once to keep a file of a recording somewhere else than where the service has it.
  package var keepFile: @Sendable (KeptFile) async -> KeepingResult = { _ in
    .never("no files are kept here")
  }
  /// What has ended the process before; nil where nobody watches.
  package var traps: TrapBoard?
  /// Told of everything that happens to calls; it must be quick.
  package var observer: @Sendable (CallTrace) -> Void = { _ in }
  /// What is counted and measured goes there; nowhere if left out.
  package var metrics: any MetricsFactory = NOOPMetricsHandler.instance
  /// Where operators read.
  package var logger: Logger

  /// Makes a configuration with the machine's clocks and secrets.
  package init(publicURL: String, logger: Logger) {
    self.publicURL = publicURL
    self.logger = logger
  }
}

/// Runs live calls: takes what happens to them, keeps the order *handle on a copy, commit,
/// acknowledge, dispatch*, and brings answers back as inputs.
///
/// It owns the shards, alarms and the dispatch; the journal owns what must survive, the
/// machine what is decided, and the flow store what is run. A call that has nothing to do leaves
/// memory and comes back when something happens to it.
package final class CallHost: Sendable {
  let runner: CallRunner
  let post: PostOffice
  /// The values that operators have given flags.
  package let flags: FlagBoard
  private let monitor: JournalMonitor
  /// Those of the partitions whose calls it runs.
  let leases = HeldLeases()
  private let stopping = Doorbell()
  private let clock: ClockWatch
  let traps: TrapBoard?

  private var time: HostTime { runner.time }

  /// Makes a host that does nothing before it runs.
  package init(
    journal: any Journal,
    store: FlowStore,
    sender: any RequestSending,
    configuration: HostConfiguration
  ) {
    let log = CallLog(logger: configuration.logger)
    traps = configuration.traps
    let shards = Shards(count: configuration.shards)
    let post = PostOffice(shards: shards, time: configuration.time)
    self.post = post
    let metrics = configuration.metrics
    let journalMetrics = JournalMetrics(metrics)
    let monitor = JournalMonitor(
      of: journal,
      under: leases,
      time: configuration.time,
      log: log,
      metrics: journalMetrics
    )
    self.monitor = monitor
    let flags = FlagBoard(journal: journal) { monitor.note($0) }
    self.flags = flags
    let deployment = DeploymentMonitor(
      time: configuration.time,
      log: log,
      scrubber: configuration.scrubber,
      metrics: DeploymentMetrics(metrics)
    )
    var dependencies = Dispatcher.Dependencies(sender: sender, configuration)
    dependencies.answered = { deployment.note($0) }
    dependencies.metrics = DispatchMetrics(metrics)
    clock = ClockWatch(against: "machine", limit: HostLimits.clockOffset, log.logger, metrics)
    runner = CallRunner(
      journal: journal,
      store: store,
      committer: Committer(journal: journal, under: leases, metrics: journalMetrics) {
        monitor.note($0)
      },
      dispatcher: Dispatcher(dependencies) { report in
        let message = Letter.Message.settled(position: report.position, report.content)
        return await post.insist(message, to: report.callID).isDealtWith
      },
      alarms: Alarms(time: configuration.time) { post.wake($0, again: $1) },
      recovery: RecoverySet(),
      traps: configuration.traps,
      deployment: deployment,
      flags: flags,
      time: configuration.time,
      observer: configuration.observer,
      log: log,
      metrics: RuntimeMetrics(metrics),
      journalMetrics: journalMetrics
    )
  }

  /// Begins a call that rings; a duplicate of one that began changes nothing.
  package func begin(
    _ incoming: IncomingCall,
    as id: CallID,
    on program: PinnedProgram
  ) async -> DeliveryOutcome {
    await post.send(.begin(.rings(incoming), program), to: id)
  }

  /// Begins a call of our own, which its flow places; one of an id that has begun changes nothing.
  ///
  /// The arguments are values of the types of the flow's parameters (`Program.arguments`); those that
  /// are left out have the parameter's own value.
  package func start(
    with arguments: [String: CELValue],
    as id: CallID,
    on program: PinnedProgram
  ) async -> DeliveryOutcome {
    await post.send(.begin(.started(arguments), program), to: id)
  }

  /// Notes a call that rang too long ago to be taken (SEMANTICS.md, rule 19).
  package func abandon(
    _ incoming: IncomingCall,
    as id: CallID,
    on program: PinnedProgram
  ) async -> DeliveryOutcome {
    await post.send(.abandon(incoming, program), to: id)
  }

  /// Brings inputs to a call and returns when they are committed, all of them together.
  package func deliver(
    _ contents: [CallInput.Content],
    to id: CallID
  ) async -> DeliveryOutcome {
    await post.send(.inputs(contents), to: id)
  }

  /// Brings a signal to a call, and returns when it is committed; one whose id came before changes
  /// nothing.
  package func signal(_ signal: PostedSignal, to id: CallID) async -> DeliveryOutcome {
    await post.send(.signal(signal), to: id)
  }

  /// Ends a call, or takes back one that is to begin later, and returns when that is committed; the
  /// call is over some time after.
  package func hangUp(_ id: CallID) async -> DeliveryOutcome {
    await deliver([.hangUpRequested], to: id)
  }

  /// Brings to the call that a recording was of that its files are ready, and returns when that is
  /// committed; for a recording of no call of this journal it is `unknownCall`.
  package func deliver(_ files: RecordingFiles) async -> DeliveryOutcome {
    do throws(JournalError) {
      guard let id = try await runner.journal.call(ofRecording: files.recordingID) else {
        return .unknownCall
      }
      return await deliver([.recordingReady(files)], to: id)
    } catch {
      return .unavailable(error)
    }
  }

  /// Why calls should not come here now, a line for each reason; nil where all is well.
  package var unreadiness: String? {
    let reasons = [
      monitor.outage.map { "nothing can be stored: \($0)" }, runner.deployment.fault?.advice,
    ]
    let known = reasons.compactMap(\.self)
    return known.isEmpty ? nil : known.joined(separator: "\n")
  }

  /// How many calls are in memory now.
  package var callsInMemory: Int { post.shards.callCount }

  /// How much there is of what comes and goes, for who asks now.
  package var load: HostLoad {
    HostLoad(
      openCalls: runner.metrics.openCalls,
      callsInMemory: callsInMemory,
      unsettledCalls: runner.recovery.count,
      lettersWaiting: post.shards.all.reduce(0) { $0 + $1.waitingCount },
      commitsWaiting: runner.committer.pendingCount
    )
  }

  /// Works until it is asked to stop, and then until nothing is left half done: what waits for a turn
  /// is handled and committed, what is not dispatched stays in the journal.
  package func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.runner.committer.run() }
      await runCalls()
      runner.committer.close()
    }
    await runner.journal.release(leases.all)
  }

  /// Asks the host to stop; `run` returns when it has.
  package func stop() {
    stopping.ring()
  }

  private func runCalls() async {
    await withDiscardingTaskGroup { group in
      for shard in post.shards.all {
        group.addTask { await shard.run(self.runner) }
      }
      await runWhileServing()
      for shard in post.shards.all { shard.close() }
    }
  }

  /// Runs what gives calls something to do until the host is to stop.
  private func runWhileServing() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.runner.alarms.run() }
      group.addTask { await self.runner.dispatcher.run() }
      group.addTask { await self.monitor.run() }
      group.addTask { await self.evictIdleCalls() }
      group.addTask { await self.compareClocks() }
      await stopping.wait()
      await runner.dispatcher.stop()
      group.cancelAll()
    }
  }

  private func compareClocks() async {
    while await time.sleep(for: HostLimits.clockInterval) { clock.note(offBy: time.offset) }
  }

  private func evictIdleCalls() async {
    while await time.sleep(for: HostLimits.evictionInterval) {
      let idle = Milliseconds(HostLimits.idleBeforeEviction)
      let since = time.now + Milliseconds(-idle.count)
      for shard in post.shards.all { shard.evict(idleSince: since) }
    }
  }
}

extension Dispatcher.Dependencies {
  fileprivate init(sender: any RequestSending, _ configuration: HostConfiguration) {
    self.init(
      sender: sender,
      callbackBase: configuration.publicURL,
      serviceVersion: configuration.serviceVersion,
      time: configuration.time,
      random: configuration.random,
      secrets: configuration.secrets,
      observer: configuration.observer,
      scrubber: configuration.scrubber,
      keepFile: configuration.keepFile,
      traps: configuration.traps
    )
  }
}
